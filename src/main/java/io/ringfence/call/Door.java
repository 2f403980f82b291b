package io.ringfence.call;

import io.ringfence.domain.CorrectedClock;
import io.ringfence.telnyx.WebhookSignature;
import io.vertx.core.MultiMap;

/** Lets in what one of the accounts signed and nothing else; looks at no byte of it before. */
public final class Door {
  private static final String SIGNATURE = "telnyx-signature-ed25519";
  private static final String TIMESTAMP = "telnyx-timestamp";

  private final Accounts accounts;
  private final CorrectedClock clock;
  private final CallMetrics metrics;
  private final Unsigned unsigned;

  /** What is let in without a signature. A wrong one never is. */
  enum Unsigned {
    NOTHING,
    /** A request for TeXML with none at all. */
    TEXML,
    /** Everything: for the demonstration and for measuring, never for serving. */
    EVERYTHING
  }

  Door(Accounts accounts, CorrectedClock clock, CallMetrics metrics, Unsigned unsigned) {
    this.accounts = accounts;
    this.clock = clock;
    this.metrics = metrics;
    this.unsigned = unsigned;
  }

  Admission admit(Webhook webhook) {
    Accounts.Ready account = accounts.find(webhook.account());
    if (account == null) {
      return new Turned(
          accounts.loaded() ? Answer.Refusal.UNKNOWN_ACCOUNT : Answer.Refusal.NOT_LOADED);
    }
    if (unsigned == Unsigned.EVERYTHING) {
      return new Admitted(account);
    }
    long began = System.nanoTime();
    WebhookSignature.Verdict verdict = verify(account, webhook);
    metrics.verified(verdict, System.nanoTime() - began);
    if (verdict == WebhookSignature.Verdict.MISSING && isUnsignedTexml(webhook)) {
      return new Admitted(account);
    }
    account.tally().count(verdict);
    return switch (verdict) {
      case VALID -> new Admitted(account);
      case NO_KEY -> new Turned(Answer.Refusal.NO_PUBLIC_KEY);
      case MISSING -> new Turned(Answer.Refusal.SIGNATURE_MISSING);
      case STALE -> new Turned(Answer.Refusal.TIMESTAMP_STALE);
      case MALFORMED, WRONG -> new Turned(Answer.Refusal.SIGNATURE_WRONG);
    };
  }

  private WebhookSignature.Verdict verify(Accounts.Ready account, Webhook webhook) {
    MultiMap headers = webhook.headers();
    return account
        .signature()
        .verify(
            headers.get(TIMESTAMP),
            headers.get(SIGNATURE),
            webhook.body(),
            clock.node().instant().getEpochSecond(),
            clock.instant().getEpochSecond());
  }

  private boolean isUnsignedTexml(Webhook webhook) {
    return unsigned == Unsigned.TEXML
        && webhook.texml()
        && !webhook.headers().contains(TIMESTAMP)
        && !webhook.headers().contains(SIGNATURE);
  }

  sealed interface Admission {}

  record Admitted(Accounts.Ready account) implements Admission {}

  record Turned(Answer.Refusal why) implements Admission {}
}
