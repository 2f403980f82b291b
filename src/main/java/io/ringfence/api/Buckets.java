package io.ringfence.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Token buckets, one for each of those who share a limit. One that is forgotten is full again:
 * after the time it takes to fill, or because there are very many.
 */
final class Buckets<K> {
  private static final int MOST = 100_000;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Cache<K, Bucket> buckets;
  private final Bandwidth limit;

  /**
   * @param perSecond 0 for no limit
   * @param burst 0 for no limit
   */
  Buckets(int perSecond, int burst) {
    boolean limited = perSecond > 0 && burst > 0;
    limit = limited ? limit(perSecond, burst) : null;
    buckets =
        limited
            ? Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(Duration.ofSeconds(1 + burst / perSecond))
                .build()
            : null;
  }

  private static Bandwidth limit(int perSecond, int burst) {
    return Bandwidth.builder()
        .capacity(burst)
        .refillGreedy(perSecond, Duration.ofSeconds(1))
        .build();
  }

  /** Takes a token; 0, or the whole seconds after which there is one. */
  long take(K whose) {
    if (buckets == null) {
      return 0;
    }
    ConsumptionProbe probe = buckets.get(whose, first -> full()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : seconds(probe.getNanosToWaitForRefill());
  }

  /** Takes none; 0 if there is one, or the whole seconds after which there is. */
  long missing(K whose) {
    Bucket bucket = buckets == null ? null : buckets.getIfPresent(whose);
    return bucket == null
        ? 0
        : seconds(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  private static long seconds(long nanos) {
    return (nanos + SECOND_NANOS - 1) / SECOND_NANOS;
  }

  /** By the clock that nobody sets. */
  private Bucket full() {
    return Bucket.builder().addLimit(limit).withNanosecondPrecision().build();
  }
}
