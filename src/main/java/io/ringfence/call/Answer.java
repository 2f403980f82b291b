package io.ringfence.call;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What Telnyx gets for one delivery. The edge turns it into HTTP in one place. */
public sealed interface Answer {

  /** What became of the delivery, in a word; shown to its verified sender. */
  String outcome();

  /**
   * 200 with nothing to say.
   *
   * @param last a repeat of the same event gets this answer again without anything being done
   */
  record Done(String outcome, boolean last) implements Answer {}

  /** The upstream's own answer. */
  record Relayed(int status, MultiMap headers, Buffer body) implements Answer {
    @Override
    public String outcome() {
      return "forwarded";
    }
  }

  /** Nothing was done, or not enough. */
  record Refused(Refusal refusal) implements Answer {
    @Override
    public String outcome() {
      return refusal.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Why a delivery is refused. */
  enum Refusal {
    UNKNOWN_ACCOUNT,
    /** This account's settings are not loaded yet. */
    NOT_LOADED,
    /** The account has no public key, so nothing can be verified. */
    NO_PUBLIC_KEY,
    SIGNATURE_MISSING,
    SIGNATURE_WRONG,
    TIMESTAMP_STALE,
    NOT_JSON,
    /** The reject command failed for now: Telnyx is to deliver again. */
    REJECT_RETRY,
    /** The upstream did not answer: Telnyx is to deliver again or fail over. */
    UPSTREAM_FAILED
  }
}
