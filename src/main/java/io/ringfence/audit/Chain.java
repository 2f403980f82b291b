package io.ringfence.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The three hashes of the chain, SHA-256, in lower-case hex. Migration V0004. */
public final class Chain {
  private static final HexFormat HEX = HexFormat.of();

  private Chain() {}

  /** What the first row of a chain follows. */
  public static String genesis(int chain) {
    return sha256(new byte[0], "ringfence audit " + chain);
  }

  /** The hash that a row must have, after the one it says it follows. */
  static String link(AuditRow row) {
    return sha256(bytes(row.previousHash()), AuditText.of(row));
  }

  /** The hash that a row must hold of its detail. */
  static String ofDetail(AuditRow.Detail detail) {
    return sha256(bytes(detail.salt()), detail.text());
  }

  /** What is no hex is not what was hashed, whatever it is. */
  private static byte[] bytes(String hex) {
    try {
      return HEX.parseHex(hex);
    } catch (IllegalArgumentException noHex) {
      return ("no hex " + hex).getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String sha256(byte[] first, String then) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first);
      return HEX.formatHex(digest.digest(then.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every JDK has SHA-256", never);
    }
  }
}
