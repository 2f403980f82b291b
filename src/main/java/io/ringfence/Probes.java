package io.ringfence;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.call.ApiKeys;
import io.ringfence.call.CallPath;
import io.ringfence.call.RejectAlarm;
import io.ringfence.call.Signatures;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Account;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Freshness;
import io.ringfence.ops.Probe;
import io.ringfence.ops.Probe.Finding;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What health looks at, and what the operator can do about each. */
final class Probes {
  private static final int MOST_NAMED = 10;

  private Probes() {}

  static List<Probe> of(
      GatewayConfig config,
      NodeIndex node,
      CorrectedClock clock,
      CallPath.Ailments calls,
      BooleanSupplier otherSecretsKey) {
    return List.of(
        () -> index(config, node),
        () -> publicKey(config, node),
        () -> signatures(calls.signatures()),
        () -> apiKey(calls.apiKeys()),
        () -> sealedKeys(calls.apiKeys()),
        () -> reject(calls.alarm(), calls.apiKeys()),
        () -> clock(clock),
        () -> secretsKey(otherSecretsKey));
  }

  private static Finding index(GatewayConfig config, NodeIndex node) {
    if (node.freshness() == Freshness.LIVE) {
      return Finding.well("index");
    }
    if (node.freshness() == Freshness.STALE) {
      return Finding.ill(
          "index",
          "The database does not answer: decisions go on from the list as it was. Check the"
              + " database and the way to it.");
    }
    String meanwhile =
        config.calls().forwardUnloaded() ? "calls are forwarded unchecked" : "calls get 503";
    return Finding.ill(
        "index",
        "No list is loaded yet and " + meanwhile + ". Check the database and the way to it.");
  }

  private static Finding publicKey(GatewayConfig config, NodeIndex node) {
    return !config.telnyx().publicKeys().isEmpty() || hasPublicKey(node.current())
        ? Finding.well("telnyx_public_key")
        : Finding.ill(
            "telnyx_public_key",
            "No webhook can be verified and each gets 503. Set telnyx.public_keys to the account's"
                + " public key.");
  }

  private static boolean hasPublicKey(Index index) {
    Account account = index == null ? null : index.directory().account("default");
    return account != null && !account.publicKeys().isEmpty();
  }

  private static Finding signatures(Signatures signatures) {
    List<Signatures.Suspicion> found = signatures.suspicious();
    if (found.isEmpty()) {
      return Finding.well("signatures");
    }
    Signatures.Suspicion first = found.get(0);
    List<String> accounts = found.stream().map(Signatures.Suspicion::account).toList();
    String why =
        first.stale()
            ? "their time is not this machine's: check its time service."
            : "set its public keys to the one in Telnyx's portal (of the account default:"
                + " telnyx.public_keys), and let no proxy change a webhook's body or headers.";
    return Finding.ill(
        "signatures",
        "Webhooks are refused with 401 and none was ever verified, of "
            + named(accounts)
            + " ("
            + first.refused()
            + "): if it is Telnyx who sends them, calls are not answered; "
            + why);
  }

  private static Finding apiKey(ApiKeys keys) {
    List<String> accounts = keys.missing();
    return accounts.isEmpty()
        ? Finding.well("telnyx_api_key")
        : Finding.ill(
            "telnyx_api_key",
            "Banned calls cannot be rejected, for want of an API key, of "
                + named(accounts)
                + ". Set "
                + setting(accounts, "default"::equals)
                + " to an API key.");
  }

  /**
   * Where the API keys of these accounts are set.
   *
   * @param configured those whose key is, or is to be, in this node's configuration
   */
  private static String setting(List<String> accounts, Predicate<String> configured) {
    if (accounts.stream().allMatch(configured)) {
      return "telnyx.api_key";
    }
    String own = "the api_key of each (PATCH /v1/accounts/{id})";
    return accounts.stream().noneMatch(configured)
        ? own
        : "telnyx.api_key, which is that of default, and of the others " + own;
  }

  private static Finding sealedKeys(ApiKeys keys) {
    List<String> accounts = keys.unusable();
    return accounts.isEmpty()
        ? Finding.well("sealed_keys")
        : Finding.ill(
            "sealed_keys",
            "The API keys of "
                + accounts.size()
                + " accounts cannot be opened here and their banned calls are not rejected: "
                + named(accounts)
                + ". Set secrets.previous_key to the key that sealed them, or store their API keys"
                + " anew.");
  }

  private static String named(List<String> accounts) {
    return accounts.size() <= MOST_NAMED
        ? String.join(", ", accounts)
        : String.join(", ", accounts.subList(0, MOST_NAMED))
            + " and "
            + (accounts.size() - MOST_NAMED)
            + " more";
  }

  private static Finding reject(RejectAlarm alarm, ApiKeys keys) {
    List<RejectAlarm.Raised> raised = alarm.raised();
    if (raised.isEmpty()) {
      return Finding.well("reject_command");
    }
    List<String> accounts = raised.stream().map(RejectAlarm.Raised::account).toList();
    List<String> failures =
        raised.stream().map(one -> one.account() + " (" + one.detail() + ")").toList();
    return Finding.ill(
        "reject_command",
        "Banned calls cannot be rejected, of "
            + named(failures)
            + ". Check "
            + setting(accounts, keys::isConfigured)
            + ".");
  }

  private static Finding clock(CorrectedClock clock) {
    return Math.abs(clock.offset().toSeconds()) < 30
        ? Finding.well("clock")
        : Finding.ill(
            "clock",
            "This machine's clock is "
                + clock.offset().toSeconds()
                + " s from the database's. Check its time service.");
  }

  private static Finding secretsKey(BooleanSupplier otherSecretsKey) {
    return otherSecretsKey.getAsBoolean()
        ? Finding.ill(
            "secrets_key",
            "This node's secrets.key is not that of the database: what other nodes sealed cannot be"
                + " read here. Give all nodes of a database the same; if it was replaced on purpose, set"
                + " secrets.previous_key to the one before; if that is lost, delete the row of"
                + " ringfence.secrets_key and start the nodes again.")
        : Finding.well("secrets_key");
  }
}
