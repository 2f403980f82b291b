package io.ringfence.call;

import java.util.Comparator;
import java.util.List;

/** Of which accounts webhooks are refused although none was ever verified. Safe from any thread. */
public final class Signatures {
  private final Accounts accounts;

  /**
   * @param account its slug
   * @param refused how many, since the node has these keys
   * @param stale whether the last of them was signed too long ago or in the future
   */
  public record Suspicion(String account, long refused, boolean stale) {}

  Signatures(Accounts accounts) {
    this.accounts = accounts;
  }

  public List<Suspicion> suspicious() {
    return accounts.unverified().stream()
        .map(
            one ->
                new Suspicion(one.account().slug(), one.tally().refused(), one.tally().isStale()))
        .sorted(Comparator.comparing(Suspicion::account))
        .toList();
  }
}
