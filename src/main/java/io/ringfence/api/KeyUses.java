package io.ringfence.api;

import io.ringfence.domain.ApiKey;
import io.ringfence.store.KeyStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When keys were last used: noted in memory and written once a minute, so that a request costs no
 * write. Of one event loop.
 */
final class KeyUses {
  static final long WRITE_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);

  private final KeyStore store;
  private Map<Integer, Instant> noted = new HashMap<>();

  KeyUses(KeyStore store) {
    this.store = store;
  }

  /** The first use since the last writing; the minute is all that is promised. */
  void note(ApiKey key, Instant now) {
    noted.putIfAbsent(key.id(), now);
  }

  /** Writes what was noted; while the database is away it is kept for the next time. */
  Future<Void> write() {
    if (noted.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<Integer, Instant> uses = noted;
    noted = new HashMap<>();
    return store.used(uses).onFailure(away -> keep(uses, away));
  }

  private void keep(Map<Integer, Instant> uses, Throwable away) {
    // What was noted meanwhile is later.
    uses.forEach(noted::putIfAbsent);
    LOG.debug("the use of keys was not written: {}", away.getMessage());
  }
}
