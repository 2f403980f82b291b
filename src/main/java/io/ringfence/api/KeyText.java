package io.ringfence.api;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** What a key looks like: {@code rf_} and 32 to 200 of {@code A-Z a-z 0-9 _}. */
final class KeyText {
  private static final String PREFIX = "rf_";
  private static final int LEAST = 32;
  private static final int MOST = 200;
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

  private static final int RANDOM_BITS = 256;

  /** 62 to the power of 43 is just above 2 to the power of 256. */
  private static final int RANDOM_CHARS = 43;

  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyText() {}

  /** A new one: 256 random bits. */
  static String random() {
    BigInteger rest = new BigInteger(RANDOM_BITS, RANDOM);
    StringBuilder digits = new StringBuilder(PREFIX);
    for (int i = 0; i < RANDOM_CHARS; i++) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return digits.toString();
  }

  static boolean isWellFormed(String text) {
    int length = text.length() - PREFIX.length();
    if (length < LEAST || length > MOST || !text.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '_';
  }

  /** Of a well-formed key. */
  static byte[] sha256(String key, MessageDigest sha256) {
    return sha256.digest(key.getBytes(StandardCharsets.ISO_8859_1));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every JDK has SHA-256", never);
    }
  }
}
