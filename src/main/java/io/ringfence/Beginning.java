package io.ringfence;

import io.ringfence.config.DataDir;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Secret;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.store.FirstStart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What every start asks of the database: the first organisation, what is configured, the keys. */
final class Beginning {
  private final GatewayConfig config;
  private final DataDir files;
  private final FirstStart start;

  Beginning(GatewayConfig config, DataDir files, FirstStart start) {
    this.config = config;
    this.files = files;
    this.start = start;
  }

  /**
   * Makes what is missing.
   *
   * @return whether secrets.key is another than that of the node that made this database
   */
  boolean settle() {
    Secret configured = config.node().bootstrapKey();
    List<String> publicKeys = config.telnyx().publicKeys();
    Waiting.result(
        start.run(
            new FirstStart.Settings(
                publicKeys.isEmpty() ? null : publicKeys,
                config.upstream().url() == null ? null : config.upstream().url().toString(),
                config.calls().cause(),
                config.calls().region(),
                bootstrapHash(config),
                config.telnyx().apiKey() != null)));
    if (configured == null) {
      offerKey();
    }
    SecretsKeys keys = Gateway.secrets(config, files);
    return !Waiting.result(start.isSecretsKey(keys.current(), keys.previous()));
  }

  /**
   * Kept before it is offered: a key in force that nobody knows would be worse than one too many.
   * Offered at every start: the one before may have ended in between, or with another database.
   */
  private void offerKey() {
    Secret kept = DataDir.adminKey(files.path());
    Secret key = kept == null ? files.makeAdminKey() : kept;
    boolean inForce = Waiting.result(start.offerKey(sha256(key.reveal())));
    if (kept == null && inForce) {
      System.out.println("The administrator's API key, shown once: " + key.reveal());
      System.out.println("It is kept in " + files.path().resolve("admin-key"));
    } else if (kept == null) {
      files.removeAdminKey();
    }
  }

  /** SHA-256, in hex, of the administrator's key that is configured, or null. */
  static String bootstrapHash(GatewayConfig config) {
    Secret configured = config.node().bootstrapKey();
    return configured == null ? null : sha256(configured.reveal());
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
