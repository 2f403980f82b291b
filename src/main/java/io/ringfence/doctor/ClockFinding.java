package io.ringfence.doctor;

import io.ringfence.telnyx.WebhookSignature;
import java.time.Duration;

/** How far this machine's clock is from another. */
final class ClockFinding {
  /** As health has it; a header tells whole seconds only. */
  private static final long NOTICED_S = 30;

  private ClockFinding() {}

  /**
   * @param whose the other clock, as in "the database's"
   * @param ahead the other clock minus this one
   */
  static Finding of(String name, String whose, Duration ahead) {
    long off = Math.abs(ahead.toSeconds());
    String found = "this machine's clock is " + off + " s from " + whose;
    String todo = "Check this machine's time service, and " + whose + ".";
    if (off >= WebhookSignature.TOLERANCE_SECONDS) {
      return Finding.fail(name, found, "Signatures are good for 300 s: webhooks get 401. " + todo);
    }
    return off >= NOTICED_S ? Finding.warn(name, found, todo) : Finding.ok(name, found);
  }
}
