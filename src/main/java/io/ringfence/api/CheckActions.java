package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Channel;
import io.ringfence.domain.IpRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks: from memory, without waiting for anything. */
final class CheckActions implements Actions {
  private static final Answer PASS = Answer.nothing().with("Cache-Control", "no-store");
  private static final Answer BLOCK =
      new Answer(403, null, Map.of("Cache-Control", "no-store"), null);

  /** More would not help whoever mends them. */
  private static final int MOST_FAULTS = 100;

  private final Vertx vertx;
  private final Checks checks;
  private final RemoteAddress remoteAddress;

  CheckActions(Vertx vertx, ApiServer.Given given) {
    this.vertx = vertx;
    this.checks = new Checks(given);
    this.remoteAddress = given.limits().remoteAddress();
  }

  @Override
  public void addTo(Map<String, Action> actions) {
    actions.put("check", this::check);
    actions.put("checkBatch", this::checkBatch);
    actions.put("forwardAuth", this::forwardAuth);
  }

  private Future<Answer> check(ApiCall call) {
    Verdict verdict = checks.check(call.caller(), call.body());
    JsonObject answer = checks.asOf(verdict.json());
    if (call.flag("explain")) {
      answer.mergeIn(checks.explained(call.caller(), verdict, call.body()));
    }
    return Future.succeededFuture(Answer.json(200, answer));
  }

  /** All are looked at before the first is decided: of a batch with a fault nothing is counted. */
  private Future<Answer> checkBatch(ApiCall call) {
    JsonArray asked = call.body().getJsonArray("checks");
    List<Fault> faults = new ArrayList<>();
    // The same for all of them: written once.
    Buffer asOf = checks.asOf(new JsonObject()).toBuffer();
    Buffer results = Buffer.buffer(192 * asked.size());
    return Turns.each(vertx, asked.size(), i -> look(call, asked.getValue(i), i, faults))
        .compose(
            looked -> {
              SettingsForm.requireNone(faults);
              return Turns.each(
                  vertx, asked.size(), i -> add(results, asOf, check(call, asked, i)));
            })
        .map(all -> Answer.json(200, body(results, asOf)));
  }

  private static void look(ApiCall call, Object one, int i, List<Fault> faults) {
    for (Fault fault : call.itemFaults().apply(one)) {
      if (faults.size() < MOST_FAULTS) {
        faults.add(new Fault("/checks/" + i + fault.pointer(), fault.detail()));
      }
    }
  }

  private Buffer check(ApiCall call, JsonArray asked, int i) {
    return checks.check(call.caller(), asked.getJsonObject(i)).json().toBuffer();
  }

  /**
   * Adds one, as a check alone is answered.
   *
   * @param asOf an object, whose members become those of the result too
   */
  private static void add(Buffer results, Buffer asOf, Buffer verdict) {
    if (results.length() > 0) {
      results.appendByte((byte) ',');
    }
    results
        .appendBuffer(verdict, 0, verdict.length() - 1)
        .appendByte((byte) ',')
        .appendBuffer(asOf, 1, asOf.length() - 1);
  }

  /** Written by hand around the results, which are JSON already. */
  private static Buffer body(Buffer results, Buffer asOf) {
    return Buffer.buffer(results.length() + 200)
        .appendString("{\"results\":[")
        .appendBuffer(results)
        .appendString("],")
        .appendBuffer(asOf, 1, asOf.length() - 1);
  }

  /** May the widget load for whoever a web server has before it? What cannot be read may. */
  private Future<Answer> forwardAuth(ApiCall call) {
    JsonObject asked =
        new JsonObject()
            .put("visitor_id", call.text("X-Visitor-Id"))
            .put("channel", Channel.CHAT.word())
            .put("action", "load")
            // A page asks for each of its parts.
            .put("record", false);
    if (call.caller() != null) {
      IpRange address = remoteAddress.visitor(call.caller().actor().address());
      asked.put("ip", address == null ? null : address.toString());
    }
    return Future.succeededFuture(checks.check(call.caller(), asked).hidden() ? BLOCK : PASS);
  }
}
