package io.ringfence.api;

import io.ringfence.api.EntryForm.Previewed;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.ringfence.number.Numbering;
import io.ringfence.store.ExplainStore;
import io.ringfence.store.PreviewStore;
import io.ringfence.store.PreviewStore.NumberCalls;
import io.ringfence.store.TookTooLong;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a ban would have hit, and what it would hold, without making it. */
final class PreviewActions implements Actions {
  private static final int MOST_EXAMPLES = 5;
  private static final Duration WINDOW = Duration.ofDays(30);
  static final String TOO_LONG =
      "Counting took too long and was given up; a narrower value is counted faster.";

  private final Numbering numbering;
  private final InstantSource clock;
  private final EntryForm form;
  private final PreviewStore store;
  private final HeldEntries held;

  PreviewActions(ApiServer.Given given) {
    this.numbering = given.numbering();
    this.clock = given.clock();
    this.form = new EntryForm(new ValueForm(given), given.clock());
    this.store = new PreviewStore(given.database());
    this.held = new HeldEntries(store, new ExplainStore(given.database()), given.clock());
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("previewBan", this::preview);
  }

  private Future<Answer> preview(ApiCall call) {
    Previewed previewed = form.preview(call.caller(), call.body());
    EntryDraft draft = previewed.draft();
    HeldProtected.requireNone(draft.kind(), draft.value(), call.caller());
    List<String> forms = forms(draft, call.caller().organisation());
    Instant now = clock.instant();
    JsonObject reasons = new JsonObject();
    JsonObject answer =
        new JsonObject()
            .put(
                "understood",
                new JsonObject()
                    .put("kind", draft.kind().word())
                    .put("value", draft.value())
                    .put("wide", previewed.wide())
                    .put("needs_confirm", previewed.wide()))
            .put(
                "window",
                new JsonObject()
                    .put("from", EntryJson.time(now.minus(WINDOW)))
                    .put("to", EntryJson.time(now)))
            .put("whitelisted_visitors", null);
    reasons.put("whitelisted_visitors", "No visitors are kept, so nobody can be whitelisted.");
    return part(answer, "calls", reasons, calls(call, draft, forms, now, reasons))
        .compose(
            done -> part(answer, "messages", reasons, messages(call, draft, forms, now, reasons)))
        .compose(done -> part(answer, "protected", reasons, () -> spared(call, draft)))
        .compose(done -> held.of(call.caller(), draft, forms, reasons))
        .map(
            found -> {
              if (!call.caller().key().may(Permission.CALLS_READ)) {
                PreviewJson.hideExamples(answer, reasons);
              }
              return Answer.json(200, answer.mergeIn(found).put("reasons", reasons));
            });
  }

  /** One after the other, so that a preview holds one connection and not half of them. */
  private static Future<Void> part(
      JsonObject answer, String name, JsonObject reasons, Supplier<Future<?>> part) {
    return part.get()
        .recover(
            failed -> {
              if (failed instanceof TookTooLong) {
                reasons.put(name, TOO_LONG);
                return Future.succeededFuture();
              }
              return Future.failedFuture(failed);
            })
        .map(
            found -> {
              answer.put(name, found);
              return null;
            });
  }

  private Supplier<Future<?>> calls(
      ApiCall call, EntryDraft draft, List<String> forms, Instant now, JsonObject reasons) {
    Organisation organisation = call.caller().organisation();
    Instant since = now.minus(WINDOW);
    if ((draft.channels() & Channel.VOICE.bit()) == 0) {
      return without(reasons, "calls", "It would not hold on voice.");
    }
    return switch (draft.kind()) {
      case PHONE, PHONE_PREFIX ->
          () ->
              store
                  .calls(organisation, draft.kind(), forms, since)
                  .map(hits -> PreviewJson.hits(hits, "numbers"));
      case COUNTRY -> () -> callsOfCountry(organisation, draft.value(), since);
      case IP, EMAIL, EMAIL_DOMAIN, VISITOR_ID ->
          without(reasons, "calls", "A call is known by its number only.");
    };
  }

  /** Counted by number; the examples are of those that called last. */
  private Future<JsonObject> callsOfCountry(
      Organisation organisation, String country, Instant since) {
    return store
        .numbers(organisation, since)
        .compose(
            all -> {
              List<NumberCalls> of =
                  all.stream()
                      .filter(one -> country.equals(HeldEntries.country(one.number())))
                      .toList();
              List<String> last =
                  of.stream().limit(MOST_EXAMPLES).map(NumberCalls::number).toList();
              return last.isEmpty()
                  ? Future.succeededFuture(PreviewJson.ofCountry(all, of, List.of()))
                  : store
                      .calls(organisation, Kind.PHONE, last, since)
                      .map(calls -> PreviewJson.ofCountry(all, of, calls.examples()));
            });
  }

  private Supplier<Future<?>> messages(
      ApiCall call, EntryDraft draft, List<String> forms, Instant now, JsonObject reasons) {
    List<String> channels = new ArrayList<>(Channel.words(draft.channels()));
    channels.remove(Channel.VOICE.word());
    if (channels.isEmpty()) {
      return without(reasons, "messages", "It would hold on voice only.");
    }
    return () ->
        store
            .messages(
                call.caller().organisation(), draft.kind(), forms, channels, now.minus(WINDOW))
            .map(hits -> PreviewJson.hits(hits, "senders"));
  }

  private static Supplier<Future<?>> without(JsonObject reasons, String name, String why) {
    reasons.put(name, why);
    return Future::succeededFuture;
  }

  /** The numbers of own lines and the protected values in it, which it would not touch. */
  private Future<JsonArray> spared(ApiCall call, EntryDraft draft) {
    JsonArray spared = new JsonArray();
    HeldProtected.in(draft.kind(), draft.value(), call.caller())
        .forEach(
            one ->
                spared.add(
                    PreviewJson.spared(one.kind(), one.value(), "protected", one.publicId())));
    if (draft.kind() != Kind.PHONE_PREFIX && draft.kind() != Kind.COUNTRY) {
      return Future.succeededFuture(spared);
    }
    return store
        .ownNumbers(call.caller().organisation())
        .map(
            numbers -> {
              numbers.stream()
                  .filter(number -> HeldEntries.holds(draft, number))
                  .forEach(
                      number -> spared.add(PreviewJson.spared(Kind.PHONE, number, "line", null)));
              return spared;
            });
  }

  /** The value, and of a number the other forms that a ban on it matches. */
  private List<String> forms(EntryDraft draft, Organisation organisation) {
    List<String> forms = new ArrayList<>(List.of(draft.value()));
    if (draft.kind() == Kind.PHONE
        && numbering.caller(draft.value(), organisation.region()) instanceof CallerId.Known known) {
      known.alternates().stream().map(E164::toString).forEach(forms::add);
    }
    return forms;
  }
}
