package io.ringfence.call;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What Telnyx gets for one delivery. The edge turns it into HTTP in one place. */
public sealed interface Answer {

  /** What became of the delivery, in a word; shown to its verified sender. */
  String outcome();

  /** Whether a repeat of the same event gets this answer again without anything being done. */
  default boolean last() {
    return false;
  }

  /** 200 with nothing to say. */
  record Done(String outcome, boolean last) implements Answer {}

  /** 200 with a TeXML document that refuses the call. */
  record Instructed(String outcome, Buffer texml) implements Answer {
    @Override
    public boolean last() {
      return true;
    }
  }

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
    /** A request for TeXML is no form. */
    NOT_FORM,
    /** This gateway forwarded it before: an upstream leads back here. */
    LOOP,
    /** The reject command failed for now: Telnyx is to deliver again. */
    REJECT_RETRY,
    /** The upstream did not answer: Telnyx is to deliver again or fail over. */
    UPSTREAM_FAILED,
    /** The upstream has as many requests as it may have. */
    UPSTREAM_BUSY,
    /** Telnyx asked for instructions and the line has nobody who gives any. */
    NO_UPSTREAM
  }
}
