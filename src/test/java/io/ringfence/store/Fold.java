package io.ringfence.store;

import io.ringfence.domain.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node would hold after some changes: the simplest thing that could be right. */
final class Fold {
  private final Map<List<Object>, Change> held = new HashMap<>();

  void apply(Change change) {
    if (change instanceof Change.EntriesOf c) {
      put(!c.entries().isEmpty(), c, "entries", c.organisationId(), c.kind(), c.value());
    } else if (change instanceof Change.OrganisationIs c) {
      put(true, c, "organisation", c.organisation().id());
    } else if (change instanceof Change.OrganisationGone c) {
      put(false, c, "organisation", c.id());
    } else if (change instanceof Change.AccountIs c) {
      // Records hold arrays by identity, and this one is a blob: its text says as much.
      put(
          true,
          new Change.Unknown(c.account().slug() + c.account().publicKeys()),
          "account",
          c.account().id());
    } else if (change instanceof Change.AccountGone c) {
      put(false, c, "account", c.id());
    } else if (change instanceof Change.LineIs c) {
      put(true, c, "line", c.line().id());
    } else if (change instanceof Change.LineGone c) {
      put(false, c, "line", c.id());
    } else if (change instanceof Change.KeyIs c) {
      put(true, c, "key", c.key().id());
    } else if (change instanceof Change.KeyGone c) {
      put(false, c, "key", c.id());
    } else if (change instanceof Change.ProtectedIs c) {
      put(true, c, "protected", c.value().id());
    } else if (change instanceof Change.ProtectedGone c) {
      put(false, c, "protected", c.id());
    } else {
      throw new AssertionError(change);
    }
  }

  private void put(boolean there, Change change, Object... key) {
    if (there) {
      held.put(List.of(key), change);
    } else {
      held.remove(List.of(key));
    }
  }

  Map<List<Object>, Change> held() {
    return held;
  }
}
