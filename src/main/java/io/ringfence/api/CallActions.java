package io.ringfence.api;

import io.ringfence.ban.Directory;
import io.ringfence.domain.Account;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.number.Numbering;
import io.ringfence.store.CallFilter;
import io.ringfence.store.CallStore;
import io.ringfence.store.RecordedCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of calls. */
final class CallActions implements Actions {
  private final CallStore store;
  private final Numbering numbering;
  private final InstantSource clock;

  CallActions(ApiServer.Given given) {
    this.store = new CallStore(given.database());
    this.numbering = given.numbering();
    this.clock = given.clock();
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("listCalls", this::list);
    actions.put("getCall", this::find);
  }

  private Future<Answer> list(ApiCall call) {
    Organisation organisation = Whose.organisation(call);
    CallFilter filter = filter(call);
    PageCursor cursor = new PageCursor(organisation, filter.toString());
    int limit = (int) call.number("limit");
    return store
        .list(organisation, filter, cursor.place(call.text("cursor")), limit, clock.instant())
        .map(page -> Pages.of(page, cursor, one -> json(one, call.caller())));
  }

  private Future<Answer> find(ApiCall call) {
    String id = call.text("id");
    return found(store, Whose.organisation(call), id)
        .map(
            found ->
                found.orElseThrow(
                    () -> new Refusal(Problem.notFound("There is no call " + id + "."))))
        .map(one -> Answer.json(200, json(one, call.caller())));
  }

  /** The call of an id, if it is one and there is one. */
  static Future<Optional<RecordedCall>> found(CallStore store, Organisation of, String id) {
    return CallId.parse(id)
        .map(one -> store.find(of, one.day(), one.accountId(), one.callControlId()))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private CallFilter filter(ApiCall call) {
    String region = call.caller().organisation().region();
    String decision = call.text("decision");
    return new CallFilter(
        caller(call.text("from"), region),
        call.text("raw"),
        dialled(call.text("to"), region),
        call.text("call_control_id"),
        call.text("line"),
        decision == null ? null : decision.equals("reject"),
        call.text("outcome"),
        call.text("reason"),
        (Long) call.parameters().get("entry"),
        (Boolean) call.parameters().get("observed"),
        QueryTime.of(call, "since"),
        QueryTime.of(call, "until"));
  }

  /** All forms of a number that callers were understood as. */
  private List<String> caller(String from, String region) {
    if (from == null) {
      return null;
    }
    if (!(numbering.caller(from, region) instanceof CallerId.Known known)) {
      throw Refusal.invalid(
          "/query/from", "is no number that a caller could have: raw finds what Telnyx sent");
    }
    List<String> forms = new ArrayList<>(List.of(known.number().toString()));
    known.alternates().stream().map(E164::toString).forEach(forms::add);
    return forms;
  }

  /** Kept as Telnyx sent it: that, and the number that it would be. */
  private List<String> dialled(String to, String region) {
    if (to == null) {
      return null;
    }
    return numbering.caller(to, region) instanceof CallerId.Known known
        ? List.of(to, known.number().toString())
        : List.of(to);
  }

  /** A call as the API writes it. */
  static JsonObject json(RecordedCall one, Caller caller) {
    Directory directory = caller.index().directory();
    Account account = directory.account(one.accountId());
    Line line = directory.line(one.lineId());
    Bannable ban = Bannable.caller(one, caller);
    return new JsonObject()
        .put("id", CallId.of(one).text())
        .put("call_control_id", one.callControlId())
        .put("account", account == null ? null : account.slug())
        .put("line", line == null ? null : line.publicId())
        .put("from", one.from())
        .put("from_raw", one.fromRaw())
        .put("caller_id", one.callerId())
        .put("to", one.to())
        .put("connection_id", one.connectionId())
        .put("started_at", EntryJson.time(one.startedAt()))
        .put("decided_at", EntryJson.time(one.decidedAt()))
        .put("decision", CallStore.isRejection(one.outcome()) ? "reject" : "forward")
        .put("reason", one.reason())
        .put("entry", one.entry() == 0 ? null : Long.valueOf(one.entry()))
        .put("observed", one.observed())
        .put("outcome", one.outcome())
        .put("detail", one.detail())
        .put("attestation", one.attestation())
        .put("deliveries", one.deliveries())
        .put("ban", ban == null ? null : ban.json())
        .put("ban_not_possible", Bannable.obstacle(one, caller));
  }
}
