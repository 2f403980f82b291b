package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the organisation {@code default} with one account and one catch-all line, once, and gives
 * the fields that are configured to the configuration at every start.
 */
public final class FirstStart {
  private static final String FIRST_START =
      "SELECT ringfence.first_start("
          + "$1::text[], $2::text, $3::text, $4::text, $5::text, $6::boolean)";

  private static final String OFFER_KEY = "SELECT ringfence.offer_key($1::text)";

  private static final String IS_SECRETS_KEY =
      "SELECT ringfence.is_secrets_key($1::bytea, $2::bytea)";

  private final Database database;

  public FirstStart(Database database) {
    this.database = database;
  }

  /**
   * What is configured; null members are not, and leave their fields as they are.
   *
   * @param publicKeys of the default account
   * @param upstreamUrl of the default line
   * @param cause of the default line
   * @param region of the default organisation and line
   * @param bootstrapKeyHash SHA-256 of the bootstrap key, lower-case hex: a changed one replaces
   *     the old one
   * @param apiKey whether the default account's API key is configured: the key itself stays there
   */
  public record Settings(
      List<String> publicKeys,
      String upstreamUrl,
      String cause,
      String region,
      String bootstrapKeyHash,
      boolean apiKey) {
    public Settings {
      publicKeys = publicKeys == null ? null : List.copyOf(publicKeys);
    }
  }

  /** Nodes that start together wait for each other; where nothing differs nothing is written. */
  public Future<Void> run(Settings settings) {
    String[] keys =
        settings.publicKeys() == null ? null : settings.publicKeys().toArray(String[]::new);
    Statement start =
        Statement.of(
            FIRST_START,
            keys,
            settings.upstreamUrl(),
            settings.cause(),
            settings.region(),
            settings.bootstrapKeyHash(),
            settings.apiKey());
    return database.write(Actor.SYSTEM, start::on).mapEmpty();
  }

  /**
   * Puts an administrator's key in force that nobody configured, unless there is one already.
   *
   * @param hash SHA-256 of the key, lower-case hex
   * @return whether this key is in force
   */
  public Future<Boolean> offerKey(String hash) {
    Statement offer = Statement.of(OFFER_KEY, hash);
    return database
        .write(Actor.SYSTEM, offer::on)
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Whether this is the key of this database: that of the node that asked first, or one that took
   * its place. The database gets no more than proofs.
   *
   * @param key secrets.key
   * @param previous if that is the key of this database, the other takes its place; or null
   */
  public Future<Boolean> isSecretsKey(byte[] key, byte[] previous) {
    Statement ask =
        Statement.of(
            IS_SECRETS_KEY,
            Buffer.buffer(proof(key)),
            previous == null ? null : Buffer.buffer(proof(previous)));
    return database.write(Actor.SYSTEM, ask::on).map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static byte[] proof(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal("ringfence secrets.key".getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
