package io.ringfence.config;

import io.ringfence.domain.IpRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom the API answers, and how much.
 *
 * @param trustedProxies whose word is taken for where a request came from; empty for nobody's
 */
public record ApiConfig(RateLimit rateLimit, List<IpRange> trustedProxies) {
  private static final int MOST_RATE = 1_000_000;

  public ApiConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * What the API answers at most; 0 anywhere turns that limit off.
   *
   * @param requestsPerSecond of one key, over time
   * @param burst of one key, at once
   * @param wrongKeysPerSecond from one address, over time
   * @param wrongKeysBurst from one address, at once
   */
  public record RateLimit(
      int requestsPerSecond, int burst, int wrongKeysPerSecond, int wrongKeysBurst) {}

  static ApiConfig read(Reading read) {
    return new ApiConfig(
        new RateLimit(
            read.number(Key.API_RATE_LIMIT_REQUESTS_PER_SECOND, 0, MOST_RATE),
            read.number(Key.API_RATE_LIMIT_BURST, 0, MOST_RATE),
            read.number(Key.API_RATE_LIMIT_WRONG_KEYS_PER_SECOND, 0, MOST_RATE),
            read.number(Key.API_RATE_LIMIT_WRONG_KEYS_BURST, 0, MOST_RATE)),
        proxies(read));
  }

  private static List<IpRange> proxies(Reading read) {
    List<IpRange> proxies = new ArrayList<>();
    for (String text : read.list(Key.API_TRUSTED_PROXIES)) {
      IpRange range = IpRange.read(text);
      // Everybody's word is nobody's: with all addresses trusted, each sender names its own.
      if (range == null || range.length() == 0) {
        throw read.wrong(
            Key.API_TRUSTED_PROXIES, "a list of addresses or blocks such as 10.0.0.5, 10.1.0.0/24");
      }
      proxies.add(range);
    }
    return proxies;
  }
}
