package io.ringfence.domain;

import java.util.Locale;

/** What a key may do. */
public enum Permission {
  CHECKS,
  VISITORS_READ,
  VISITORS_WRITE,
  VISITORS_ERASE,
  BANS_READ,
  BANS_WRITE,
  PROPOSALS_WRITE,
  REVIEW_WRITE,
  METRICS_READ,
  CALLS_READ,
  EVENTS_READ,
  AUDIT_READ,
  /** Name the person for whom it acts. */
  ACT_AS,
  /** Everything in its organisation. */
  ADMIN,
  /** Organisations and nodes; chooses the organisation it works in. */
  OPERATOR;

  /** As written in the API and the database: {@code bans:read}, {@code act_as}. */
  public String word() {
    return this == ACT_AS ? "act_as" : name().toLowerCase(Locale.ROOT).replace('_', ':');
  }

  public static Permission of(String word) {
    for (Permission permission : values()) {
      if (permission.word().equals(word)) {
        return permission;
      }
    }
    throw new IllegalArgumentException("no permission is called " + word);
  }
}
