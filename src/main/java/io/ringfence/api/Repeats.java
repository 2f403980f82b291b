package io.ringfence.api;

import io.ringfence.api.Answer.Written;
import io.ringfence.domain.KeptAnswer;
import io.ringfence.domain.Secret;
import io.ringfence.secrets.Seals;
import io.ringfence.secrets.Seals.Open;
import io.ringfence.store.RepeatStore;
import io.ringfence.store.RepeatStore.Answered;
import io.ringfence.store.RepeatStore.Claim;
import io.ringfence.store.RepeatStore.First;
import io.ringfence.store.RepeatStore.Other;
import io.ringfence.store.Session;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a request that is sent again one: the first with an Idempotency-Key is done and its answer
 * kept, in the same transaction; a repeat gets that answer. What is refused keeps nothing.
 */
final class Repeats {
  static final String HEADER = "Idempotency-Key";

  private final RepeatStore store;
  private final Seals seals;

  Repeats(RepeatStore store, Seals seals) {
    this.store = store;
    this.seals = seals;
  }

  /** The action's answer, or the one it gave before. */
  Future<Answer> once(ApiCall call, Action action) {
    if (call.text(HEADER) == null) {
      return action.answer(call);
    }
    return action.isOneTransaction()
        ? call.session().together(session -> claimed(call.through(session), action))
        : inSeveral(call, action);
  }

  private Future<Answer> claimed(ApiCall call, Action action) {
    return claim(call)
        .compose(
            claim ->
                claim instanceof First
                    ? action.answer(call).compose(answer -> keep(call, answer))
                    : Future.succeededFuture(before(call, claim)));
  }

  /**
   * The claim is committed before the work, and given back if that is refused. A repeat while it is
   * done is told so; where the work broke off, a repeat after half a minute does it again.
   */
  private Future<Answer> inSeveral(ApiCall call, Action action) {
    return claim(call)
        .compose(
            claim ->
                claim instanceof First
                    ? Future.succeededFuture(call)
                        .compose(action::answer)
                        .compose(answer -> keep(call, answer), refused -> release(call, refused))
                    : Future.succeededFuture(before(call, claim)));
  }

  private Future<Answer> release(ApiCall call, Throwable refused) {
    return store
        .release(call.session(), call.text(HEADER))
        .transform(released -> Future.failedFuture(refused));
  }

  private Future<Claim> claim(ApiCall call) {
    return store.claim(call.session(), call.text(HEADER), request(call));
  }

  /** Of another API key it is another request: an answer may hold what only that key may see. */
  private static byte[] request(ApiCall call) {
    String text =
        call.target()
            + "\n"
            + call.caller().key().publicId()
            + "\n"
            + (call.body() == null ? "" : call.body().encode());
    MessageDigest sha256 = KeyText.sha256();
    return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private Future<Answer> keep(ApiCall call, Answer answer) {
    Buffer body = answer.bytes();
    Written written = answer.written();
    KeptAnswer kept =
        new KeptAnswer(
            answer.status(),
            new JsonObject(new HashMap<>(answer.headers())).encode(),
            body == null ? null : seals.seal(new Secret(body.toString()), place(call)),
            written == null ? null : written.revision());
    return store.keep(call.session(), call.text(HEADER), kept).map(answer);
  }

  private Answer before(ApiCall call, Claim claim) {
    if (claim instanceof Answered answered) {
      return again(answered.answer(), place(call));
    }
    if (claim instanceof Other) {
      throw Refusal.invalid(
          "/header/" + HEADER,
          "was used in the last 24 hours for another request, or with another API key");
    }
    throw new Refusal(
        Problem.unavailable(
            "The first request with this Idempotency-Key is still being done. Repeat it in a"
                + " moment: it gets that one's answer."));
  }

  private Answer again(KeptAnswer kept, String place) {
    Map<String, String> headers = new HashMap<>();
    new JsonObject(kept.headers())
        .forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
    Answer.Body body =
        kept.sealed() == null ? null : new Answer.Bytes(opened(kept.sealed(), place));
    Answer answer = new Answer(kept.status(), body, headers, null);
    return kept.revision() == null ? answer : answer.wrote(kept.revision(), false);
  }

  private Buffer opened(byte[] sealed, String place) {
    if (seals.open(sealed, place) instanceof Open open) {
      return Buffer.buffer(open.secret().reveal());
    }
    throw new Refusal(
        Problem.unavailable(
            "The request was done, by a node with another secrets.key: only that one can repeat its"
                + " answer."));
  }

  private static String place(ApiCall call) {
    Session session = call.session();
    return "answer " + session.organisation().id() + "/" + call.text(HEADER);
  }
}
