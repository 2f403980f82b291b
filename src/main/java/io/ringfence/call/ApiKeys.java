package io.ringfence.call;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Account;
import io.ringfence.domain.Secret;
import io.ringfence.secrets.Seals;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API keys of the accounts, each opened once. What is configured goes before what is kept. */
public final class ApiKeys {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

  private final NodeIndex node;
  private final Secret configured;
  private final Seals seals;
  private final ConcurrentMap<Integer, Opened> opened = new ConcurrentHashMap<>();

  /**
   * What an account's key came to.
   *
   * @param key null if it cannot be used
   */
  private record Opened(Account account, Secret key) {}

  /**
   * @param configured of the account {@code default}, or null
   */
  ApiKeys(NodeIndex node, Secret configured, Seals seals) {
    this.node = node;
    this.configured = configured;
    this.seals = seals;
  }

  /** The key to reject an account's calls with, or null where there is none. */
  Secret of(Account account) {
    if (isConfigured(account.slug())) {
      return configured;
    }
    if (account.sealedApiKey() == null) {
      return null;
    }
    Opened known = opened.get(account.id());
    if (known == null || known.account() != account) {
      known = new Opened(account, open(account));
      opened.put(account.id(), known);
    }
    return known.key();
  }

  /** Whether the account's key is this node's configuration and not what is kept. */
  public boolean isConfigured(String slug) {
    return configured != null && slug.equals(Accounts.DEFAULT);
  }

  /**
   * The accounts, by slug, of which calls come in here and cannot be rejected for want of a key:
   * the account {@code default} without one that can be used, and those that have a line and none.
   */
  public List<String> missing() {
    Index index = node.current();
    TreeSet<String> slugs = new TreeSet<>();
    if (index != null) {
      BitSet withLine = new BitSet();
      index.directory().forEachLine(line -> withLine.set(line.accountId()));
      index
          .directory()
          .forEachAccount(
              account -> {
                if (withLine.get(account.id()) && account.sealedApiKey() == null) {
                  slugs.add(account.slug());
                }
              });
    }
    if (hasDefault(index)) {
      slugs.remove(Accounts.DEFAULT);
    } else {
      slugs.add(Accounts.DEFAULT);
    }
    return List.copyOf(slugs);
  }

  private boolean hasDefault(Index index) {
    Account account = index == null ? null : index.directory().account(Accounts.DEFAULT);
    return configured != null || account != null && of(account) != null;
  }

  /** The accounts, by slug, that have a key which cannot be used here. */
  public List<String> unusable() {
    Index index = node.current();
    TreeSet<String> slugs = new TreeSet<>();
    if (index != null) {
      index
          .directory()
          .forEachAccount(
              account -> {
                if (account.sealedApiKey() != null && of(account) == null) {
                  slugs.add(account.slug());
                }
              });
    }
    return List.copyOf(slugs);
  }

  private Secret open(Account account) {
    Seals.Opened found = seals.open(account.sealedApiKey(), account.publicId());
    if (found instanceof Seals.Open open && isToken(open.secret())) {
      return open.secret();
    }
    String why =
        found instanceof Seals.OtherKey
            ? "another secrets.key sealed it"
            : found instanceof Seals.Damaged ? "it is damaged" : "it holds more than one word";
    LOG.error(
        "account {}: its API key cannot be used, {}; its banned calls are not rejected",
        account.slug(),
        why);
    return null;
  }

  /** What a header cannot hold would fail there, and be quoted. */
  private static boolean isToken(Secret key) {
    return key.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
