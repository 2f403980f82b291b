package io.ringfence.telnyx;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An engine that verifies Ed25519 signatures (RFC 8032). There are three, and the choice decides
 * how many calls a core can take: AWS-LC is twice as fast as BouncyCastle and sixteen times as fast
 * as the JDK.
 */
public final class Ed25519 {
  /** RFC 8032 §5.1.5. */
  public static final int KEY_BYTES = 32;

  /** RFC 8032 §5.1.6. */
  public static final int SIGNATURE_BYTES = 64;

  /** A public key made ready once. May be used by any number of threads at a time. */
  public interface Key {
    /** Whether this key signed the message. Anything that goes wrong is a no. */
    boolean verify(byte[] signature, byte[] message);
  }

  /** What differs between the engines. Lengths are checked before it is asked. */
  interface Engine {
    PreparedKey prepare(byte[] publicKey) throws GeneralSecurityException;
  }

  /** A key as one engine holds it. */
  interface PreparedKey {
    boolean verify(byte[] signature, byte[] message) throws GeneralSecurityException;
  }

  private final String name;
  private final Engine engine;

  private Ed25519(String name, Engine engine) {
    this.name = name;
    this.engine = engine;
  }

  /**
   * The fastest engine that this machine can run. Takes some 0.3 s, most of it for loading AWS-LC:
   * not to be called on an event loop, and best beside whatever else a start has to do.
   *
   * @throws IllegalStateException if there is none
   */
  public static Ed25519 fastest() {
    return accp()
        .or(Ed25519::bouncyCastle)
        .or(Ed25519::jdk)
        .orElseThrow(() -> new IllegalStateException("no Ed25519 engine passes its self-test"));
  }

  /** AWS-LC by way of the Amazon Corretto Crypto Provider; absent where its native part is. */
  public static Optional<Ed25519> accp() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      if (provider.getLoadingError() != null) {
        return Optional.empty();
      }
      return tested("ACCP " + provider.getVersionStr(), new JcaEd25519(provider));
    } catch (LinkageError | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** BouncyCastle's lightweight code, which needs nothing native. */
  public static Optional<Ed25519> bouncyCastle() {
    return tested("BouncyCastle", new BouncyCastleEd25519());
  }

  /** The JDK's own. */
  public static Optional<Ed25519> jdk() {
    Provider provider = Security.getProvider("SunEC");
    return provider == null
        ? Optional.empty()
        : tested("JDK " + provider.getVersionStr(), new JcaEd25519(provider));
  }

  /** For the line at start that says which engine was chosen. */
  public String name() {
    return name;
  }

  /**
   * Makes a public key ready.
   *
   * @param publicKey 32 bytes, as RFC 8032 encodes a point
   * @throws IllegalArgumentException if it is none, or one of small order, under which anybody can
   *     sign
   */
  public Key key(byte[] publicKey) {
    if (publicKey.length != KEY_BYTES || !PublicPoint.isProper(publicKey)) {
      throw new IllegalArgumentException("not an Ed25519 public key");
    }
    try {
      return guarded(engine.prepare(publicKey.clone()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  private static Key guarded(PreparedKey key) {
    return (signature, message) -> {
      // Some engines read the first 64 bytes of a longer signature, and one fails on a shorter.
      if (signature.length != SIGNATURE_BYTES) {
        return false;
      }
      try {
        return key.verify(signature, message);
      } catch (GeneralSecurityException | RuntimeException e) {
        return false;
      }
    };
  }

  /** RFC 8032 §7.1, test 2: an engine that fails it is not to be trusted with a call. */
  private static Optional<Ed25519> tested(String name, Engine engine) {
    HexFormat hex = HexFormat.of();
    Ed25519 candidate = new Ed25519(name, engine);
    Key key =
        candidate.key(
            hex.parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
    byte[] signature =
        hex.parseHex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    boolean right = key.verify(signature, new byte[] {0x72});
    boolean wrong = key.verify(signature, new byte[] {0x73});
    return right && !wrong ? Optional.of(candidate) : Optional.empty();
  }
}
