package io.ringfence.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringfence.telnyx.WebhookEvent;
import java.time.Duration;

/**
 * Which way legs go. Only a call's first event says so; the later ones name two numbers, of which
 * either may be a line's. What this node has not seen or has forgotten is unknown.
 */
final class Legs {
  private final Cache<String, Way> seen =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofHours(6)).build();

  enum Way {
    INCOMING,
    /** The voice application dialled it: the line is the one that calls. */
    OUTGOING,
    UNKNOWN
  }

  Way of(Accounts.Ready account, WebhookEvent.Other event) {
    String leg = event.callControlId();
    if (event.isOutgoing()) {
      if (leg != null) {
        seen.put(key(account, leg), Way.OUTGOING);
      }
      return Way.OUTGOING;
    }
    if (event.direction() != null) {
      return Way.INCOMING;
    }
    Way known = leg == null ? null : seen.getIfPresent(key(account, leg));
    return known == null ? Way.UNKNOWN : known;
  }

  /** To be said of those incoming calls whose later events could be taken for an outgoing one's. */
  void arrived(Accounts.Ready account, String callControlId) {
    seen.put(key(account, callControlId), Way.INCOMING);
  }

  private static String key(Accounts.Ready account, String callControlId) {
    return account.account().slug() + '/' + callControlId;
  }
}
