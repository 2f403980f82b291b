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
  private final boolean open;

  /**
   * @param open lets the unsigned in too: for the demonstration and for measuring, never for
   *     serving
   */
  public Door(Accounts accounts, CorrectedClock clock, CallMetrics metrics, boolean open) {
    this.accounts = accounts;
    this.clock = clock;
    this.metrics = metrics;
    this.open = open;
  }

  Admission admit(Webhook webhook) {
    Accounts.Ready account = accounts.find(webhook.account());
    if (account == null) {
      return new Turned(
          accounts.loaded() ? Answer.Refusal.UNKNOWN_ACCOUNT : Answer.Refusal.NOT_LOADED);
    }
    if (open) {
      return new Admitted(account);
    }
    long began = System.nanoTime();
    WebhookSignature.Verdict verdict = verify(account, webhook);
    metrics.verified(verdict, System.nanoTime() - began);
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

  sealed interface Admission {}

  record Admitted(Accounts.Ready account) implements Admission {}

  record Turned(Answer.Refusal why) implements Admission {}
}
