package io.ringfence.doctor;

import io.ringfence.config.GatewayConfig;
import io.ringfence.telnyx.WebhookSignature;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** The public keys that webhooks are verified with, and whether there is a key to reject with. */
public final class KeysCheck implements Check {
  private final GatewayConfig.Telnyx telnyx;
  private final GatewayConfig.Secrets secrets;

  public KeysCheck(GatewayConfig config) {
    this.telnyx = config.telnyx();
    this.secrets = config.node().secrets();
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public Future<List<Finding>> look() {
    return Future.succeededFuture(List.of(publicKeys(), secretsKey()));
  }

  private Finding publicKeys() {
    String name = "telnyx_public_keys";
    List<String> wrong = new ArrayList<>();
    for (String key : telnyx.publicKeys()) {
      if (!WebhookSignature.isPublicKey(key)) {
        wrong.add(key);
      }
    }
    if (!wrong.isEmpty()) {
      return Finding.fail(
          name,
          "no public key of Ed25519: " + String.join(", ", wrong),
          "Copy it anew from Telnyx's portal, Keys & Credentials.");
    }
    return telnyx.publicKeys().isEmpty()
        ? Finding.warn(
            name,
            "none is configured",
            "Unless the account default has one in the database, each of its webhooks gets 503:"
                + " set telnyx.public_keys.")
        : Finding.ok(name, telnyx.publicKeys().size() + " configured");
  }

  private Finding secretsKey() {
    String name = "secrets_key";
    return secrets.key() == null
        ? Finding.ok(name, "not configured: kept in data.dir; several nodes need the same")
        : Finding.ok(
            name, secrets.previousKey() == null ? "configured" : "configured, with the one before");
  }
}
