package io.ringfence.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringfence.telnyx.WebhookEvent;
import java.time.Duration;

/**
 * Which legs a voice application dialled itself. Only a call's first event says so; the later ones
 * name two numbers, of which either may be a line's.
 */
final class Legs {
  private final Cache<String, Boolean> outgoing =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(Duration.ofHours(6)).build();

  /** Whether the line is the one that called, so far as this node knows. */
  boolean isOutgoing(Accounts.Ready account, WebhookEvent.Other event) {
    if (event.direction() != null && !event.isOutgoing() || event.callControlId() == null) {
      return event.isOutgoing();
    }
    String leg = account.account().slug() + '/' + event.callControlId();
    if (event.isOutgoing()) {
      outgoing.put(leg, Boolean.TRUE);
      return true;
    }
    return outgoing.getIfPresent(leg) != null;
  }
}
