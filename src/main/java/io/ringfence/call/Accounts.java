package io.ringfence.call;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.config.ConfigFailed;
import io.ringfence.domain.Account;
import io.ringfence.domain.Secret;
import io.ringfence.telnyx.Ed25519;
import io.ringfence.telnyx.WebhookSignature;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Telnyx accounts with their keys ready for use. Configured keys come from this node's own
 * configuration, so the account {@code default} works before anything is loaded.
 */
final class Accounts {
  static final String DEFAULT = "default";

  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

  private final NodeIndex node;
  private final List<String> configured;
  private final ApiKeys apiKeys;
  private final Ed25519 engine;
  private final Ready beforeLoading;
  private final ConcurrentMap<String, Ready> prepared = new ConcurrentHashMap<>();

  /**
   * @param configured public keys of the account {@code default}
   * @throws ConfigFailed for a configured key that is none
   */
  Accounts(NodeIndex node, List<String> configured, ApiKeys apiKeys, Ed25519 engine) {
    this.node = node;
    this.configured = List.copyOf(configured);
    this.apiKeys = apiKeys;
    this.engine = engine;
    try {
      WebhookSignature.of(configured, engine);
    } catch (IllegalArgumentException unusable) {
      throw new ConfigFailed("telnyx.public_keys: " + unusable.getMessage());
    }
    this.beforeLoading = prepare(new Account(0, null, null, DEFAULT, List.of(), null), null);
  }

  /** The account of that webhook address, or null where there is none or none is loaded. */
  Ready find(String slug) {
    Index index = node.current();
    if (index == null) {
      return slug.equals(DEFAULT) ? beforeLoading : null;
    }
    Account account = index.directory().account(slug);
    if (account == null) {
      return null;
    }
    Ready ready = prepared.get(slug);
    if (ready == null || ready.account() != account) {
      ready = prepare(account, ready == null && slug.equals(DEFAULT) ? beforeLoading : ready);
      prepared.put(slug, ready);
    }
    return ready;
  }

  /** The accounts of which something was refused and nothing was ever let in. */
  List<Ready> unverified() {
    Index index = node.current();
    Stream<Ready> all =
        index == null
            ? Stream.of(beforeLoading)
            : prepared.values().stream()
                .filter(one -> index.directory().account(one.account().slug()) != null);
    return all.filter(one -> one.tally().isSuspicious()).toList();
  }

  /** Whether anything was ever loaded: before, an account that is not found may still exist. */
  boolean loaded() {
    return node.current() != null;
  }

  /**
   * @param before what was ready of it so far, or null
   */
  private Ready prepare(Account account, Ready before) {
    boolean own = account.slug().equals(DEFAULT) && !configured.isEmpty();
    List<String> keys = own ? configured : account.publicKeys();
    boolean same = before != null && before.tally().isOf(keys);
    SignatureTally tally = same ? before.tally() : new SignatureTally(keys);
    return new Ready(account, signature(account, keys), apiKeys.of(account), tally);
  }

  private WebhookSignature signature(Account account, List<String> keys) {
    try {
      return WebhookSignature.of(keys, engine);
    } catch (IllegalArgumentException unusable) {
      LOG.error("account {}: {}; its webhooks get 503", account.slug(), unusable.getMessage());
      return WebhookSignature.of(List.of(), engine);
    }
  }

  /**
   * An account with its keys parsed.
   *
   * @param apiKey or null: then its calls cannot be rejected
   * @param tally of what these keys let in: other keys begin another
   */
  record Ready(Account account, WebhookSignature signature, Secret apiKey, SignatureTally tally) {}
}
