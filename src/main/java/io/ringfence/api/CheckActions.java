package io.ringfence.api;

import io.ringfence.api.PhoneHits.Hit;
import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import io.ringfence.domain.Freshness;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Reason;
import io.ringfence.number.BanValue;
import io.ringfence.number.Numbering;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Checks: from memory, without waiting for anything. Of the identifiers the phone decides. */
final class CheckActions implements Actions {
  private final NodeIndex node;
  private final Numbering numbering;
  private final InstantSource clock;
  private final IntPredicate observe;
  private final CheckRecords records;

  CheckActions(ApiServer.Given given) {
    this.node = given.node();
    this.numbering = given.numbering();
    this.clock = given.clock();
    this.observe = given.observe();
    this.records =
        new CheckRecords(
            given.messages(), given.clock(), new EntryValues(new BanValue(given.numbering())));
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("check", this::check);
  }

  private Future<Answer> check(ApiCall call) {
    Verdict verdict = Verdict.UNLOADED;
    if (call.caller() != null) {
      Organisation organisation = call.caller().organisation();
      verdict = verdict(call.caller().index(), organisation, call.body());
      records.note(organisation, call.body(), verdict.phone(), verdict.outcome());
    }
    JsonObject answer =
        verdict.json(
            "load".equals(call.body().getString("action")),
            node.freshness() != Freshness.LIVE,
            node.asOf());
    return Future.succeededFuture(
        Answer.json(200, call.flag("explain") ? verdict.explained(answer) : answer));
  }

  private Verdict verdict(Index index, Organisation organisation, JsonObject body) {
    String phone = body.getString("phone");
    if (phone == null
        || !(numbering.caller(phone, organisation.region()) instanceof CallerId.Known known)) {
      return Verdict.of(List.of(), null, false);
    }
    Channel channel = Channel.of(body.getString("channel", Channel.CHAT.word()));
    List<Hit> hits = PhoneHits.of(index.entries(organisation.id()), known, channel, clock.millis());
    if (isOwnLine(index, organisation, known)) {
      return new Verdict(Reason.PROTECTED, false, known.number().toString(), hits);
    }
    return Verdict.of(
        hits, known.number().toString(), organisation.observe() || observe.test(organisation.id()));
  }

  private static boolean isOwnLine(Index index, Organisation organisation, CallerId.Known caller) {
    if (index.directory().ownsNumber(organisation.id(), caller.number().digits())) {
      return true;
    }
    for (E164 form : caller.alternates()) {
      if (index.directory().ownsNumber(organisation.id(), form.digits())) {
        return true;
      }
    }
    return false;
  }
}
