package io.ringfence.call;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raised while Telnyx refuses our reject commands for good: banned callers may be ringing. */
public final class RejectAlarm {
  private static final Logger LOG = LoggerFactory.getLogger(RejectAlarm.class);

  private final InstantSource clock;
  private final AtomicReference<Raised> raised = new AtomicReference<>();

  public RejectAlarm(InstantSource clock) {
    this.clock = clock;
  }

  /** What Telnyx said, and since when; null while all is well. */
  public Raised raised() {
    return raised.get();
  }

  void raise(String detail) {
    if (raised.compareAndSet(null, new Raised(detail, clock.instant()))) {
      LOG.error("Telnyx refuses to reject banned calls: {}", detail);
    }
  }

  void clear() {
    if (raised.get() != null && raised.getAndSet(null) != null) {
      LOG.info("Telnyx rejects banned calls again");
    }
  }

  public record Raised(String detail, Instant since) {}
}
