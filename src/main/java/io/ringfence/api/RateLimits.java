package io.ringfence.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringfence.config.ApiConfig;
import io.ringfence.domain.ApiKey;
import java.time.Duration;

/**
 * How much is asked of the API: requests of each key, and wrong keys from each address. Checks are
 * not limited and never come here.
 */
final class RateLimits {
  private static final int MOST_KNOWN = 100_000;
  private static final Duration KNOWN_FOR = Duration.ofHours(1);

  private final Buckets<Integer> requests;
  private final Buckets<String> wrongKeys;

  /**
   * The hash codes, of 32 bits, of keys that were right a while ago: behind an address from which
   * somebody tries keys, they are still looked at. No key can be told from one.
   */
  private final Cache<Integer, Boolean> known =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterAccess(KNOWN_FOR).build();

  RateLimits(ApiConfig.RateLimit limit) {
    requests = new Buckets<>(limit.requestsPerSecond(), limit.burst());
    wrongKeys = new Buckets<>(limit.wrongKeysPerSecond(), limit.wrongKeysBurst());
  }

  /** Before a key is hashed: 0, or the seconds for which no unknown one is looked at from there. */
  long wait(String key, String address) {
    long seconds = wrongKeys.missing(RemoteAddress.block(address));
    return seconds == 0 || known.getIfPresent(key.hashCode()) != null ? 0 : seconds;
  }

  /** The key was no key, or has ended. */
  void wrong(String address) {
    wrongKeys.take(RemoteAddress.block(address));
  }

  /** The key was right: 0, or the seconds after which it may ask again. */
  long right(String key, ApiKey found) {
    if (known.getIfPresent(key.hashCode()) == null) {
      known.put(key.hashCode(), Boolean.TRUE);
    }
    return requests.take(found.id());
  }
}
