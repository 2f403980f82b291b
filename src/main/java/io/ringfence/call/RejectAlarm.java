package io.ringfence.call;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raised for an account while our reject commands for its calls fail for good: banned callers may
 * be ringing. Safe from any thread.
 */
public final class RejectAlarm {
  private static final Logger LOG = LoggerFactory.getLogger(RejectAlarm.class);

  private final NodeIndex node;
  private final InstantSource clock;
  private final ConcurrentMap<String, Raised> raised = new ConcurrentHashMap<>();

  /**
   * @param account its slug
   * @param detail the status and code of the latest failure
   * @param since when the first of them was
   */
  public record Raised(String account, String detail, Instant since) {}

  RejectAlarm(NodeIndex node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
  }

  /** The accounts that it is raised for, by slug; none while all is well. */
  public List<Raised> raised() {
    Index index = node.current();
    if (index != null) {
      // Nothing would ever clear one of an account that is gone.
      raised.keySet().removeIf(slug -> index.directory().account(slug) == null);
    }
    return raised.values().stream().sorted(Comparator.comparing(Raised::account)).toList();
  }

  void raise(String account, String detail) {
    Raised before = raised.putIfAbsent(account, new Raised(account, detail, clock.instant()));
    if (before == null) {
      LOG.error("account {}: banned calls cannot be rejected: {}", account, detail);
    } else if (!before.detail().equals(detail)) {
      raised.replace(account, before, new Raised(account, detail, before.since()));
    }
  }

  void clear(String account) {
    if (!raised.isEmpty() && raised.remove(account) != null) {
      LOG.info("account {}: banned calls are rejected again", account);
    }
  }
}
