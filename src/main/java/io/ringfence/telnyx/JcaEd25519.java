package io.ringfence.telnyx;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** A provider of the Java Cryptography Architecture, asked by name and never installed for all. */
final class JcaEd25519 implements Ed25519.Engine {
  /** What stands before the 32 bytes in a SubjectPublicKeyInfo, RFC 8410 §4. */
  private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Provider provider;

  JcaEd25519(Provider provider) {
    this.provider = provider;
  }

  @Override
  public Ed25519.PreparedKey prepare(byte[] publicKey) throws GeneralSecurityException {
    byte[] encoded = new byte[HEADER.length + publicKey.length];
    System.arraycopy(HEADER, 0, encoded, 0, HEADER.length);
    System.arraycopy(publicKey, 0, encoded, HEADER.length, publicKey.length);
    // The JDK's key, which every provider takes: AWS-LC's own key factory is off by default.
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    Verifiers verifiers = new Verifiers(key);
    verifiers.create();
    return verifiers;
  }

  /**
   * One verifier for each thread: they cost more to make than to use, and hold state in between.
   */
  private final class Verifiers implements Ed25519.PreparedKey {
    private final PublicKey key;
    private final ThreadLocal<Signature> ofThisThread = new ThreadLocal<>();

    Verifiers(PublicKey key) {
      this.key = key;
    }

    @Override
    public boolean verify(byte[] signature, byte[] message) throws GeneralSecurityException {
      Signature verifier = ofThisThread.get();
      if (verifier == null) {
        verifier = create();
      }
      // Put back only after a clean end: one that threw may still hold part of the message.
      ofThisThread.remove();
      verifier.update(message);
      boolean valid = verifier.verify(signature);
      ofThisThread.set(verifier);
      return valid;
    }

    Signature create() throws GeneralSecurityException {
      Signature verifier = Signature.getInstance("Ed25519", provider);
      verifier.initVerify(key);
      return verifier;
    }
  }
}
