package io.ringfence.call;

import io.ringfence.telnyx.WebhookSignature.Verdict;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether an account's keys have ever let anything in. As long as they have not, what they refuse
 * may well be Telnyx itself.
 */
final class SignatureTally {
  private final List<String> keys;
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean verified;
  private volatile Verdict last;

  SignatureTally(List<String> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Whether it is of these keys: others have yet to show what they let in. */
  boolean isOf(List<String> others) {
    return keys.equals(others);
  }

  void count(Verdict verdict) {
    if (verified) {
      return; // For good: whatever is refused from now on, the keys are right.
    }
    if (verdict == Verdict.VALID) {
      verified = true;
    } else if (verdict != Verdict.NO_KEY) {
      last = verdict;
      refused.incrementAndGet();
    }
  }

  boolean isSuspicious() {
    return !verified && refused.get() > 0;
  }

  long refused() {
    return refused.get();
  }

  /** Whether the last one was refused for its time. */
  boolean isStale() {
    return last == Verdict.STALE;
  }
}
