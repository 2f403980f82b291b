package io.ringfence.domain;

import java.util.Set;

/**
 * Which revision an entry must have for a write to be done to it.
 *
 * @param revisions one of these; null for whatever it has
 */
public record Precondition(Set<Revision> revisions) {
  /** The write is done whatever was written before. */
  public static final Precondition NONE = new Precondition(null);

  public Precondition {
    revisions = revisions == null ? null : Set.copyOf(revisions);
  }
}
