package io.ringfence.domain;

import java.util.List;

/**
 * One row of the change log: the whole state of one thing after the change, so that applying it
 * twice, or after a load that already held it, changes nothing.
 */
public sealed interface Change {

  /**
   * Every standing entry of one value, of both effects and all sources; empty when none is left.
   *
   * @param value the canonical text: {@code +14155552671} or {@code +1415}
   */
  record EntriesOf(int organisationId, Kind kind, String value, List<EntryState> entries)
      implements Change {
    public EntriesOf {
      entries = List.copyOf(entries);
    }
  }

  record OrganisationIs(Organisation organisation) implements Change {}

  record OrganisationGone(int id) implements Change {}

  record AccountIs(Account account) implements Change {}

  record AccountGone(int id) implements Change {}

  record LineIs(Line line) implements Change {}

  record LineGone(int id) implements Change {}

  record KeyIs(ApiKey key) implements Change {}

  record KeyGone(int id) implements Change {}

  record ProtectedIs(ProtectedValue value) implements Change {}

  record ProtectedGone(int id) implements Change {}

  /** A row of a kind this version does not know: newer nodes share the log during an upgrade. */
  record Unknown(String type) implements Change {}

  /** A row of a kind this version knows, and cannot read all the same. */
  record Unreadable(String type) implements Change {}
}
