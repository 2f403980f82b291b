package io.ringfence.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key that can be served: both can be read, and they belong together.
 *
 * @param expires when it ends; those that vouch for it may end before, where others vouch too
 */
record Certificate(PemPair pem, Instant expires) {
  private static final byte[] ANYTHING = {1, 2, 3};

  /**
   * Reads what the files hold. Blocks.
   *
   * @throws Unusable saying in one line what is wrong
   */
  static Certificate of(Vertx vertx, PemPair pem) throws Unusable {
    List<X509Certificate> chain = chain(pem);
    if (!belongTogether(chain.get(0).getPublicKey(), privateKey(vertx, pem))) {
      throw notOneAnothers(pem);
    }
    return new Certificate(pem, chain.get(0).getNotAfter().toInstant());
  }

  PemKeyCertOptions options() {
    return options(pem);
  }

  private static PemKeyCertOptions options(PemPair pem) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(pem.cert()))
        .addKeyValue(Buffer.buffer(pem.key()));
  }

  private static List<X509Certificate> chain(PemPair pem) throws Unusable {
    try {
      Collection<? extends java.security.cert.Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.cert().getBytes()));
      if (!read.isEmpty()) {
        return read.stream().map(X509Certificate.class::cast).toList();
      }
    } catch (GeneralSecurityException noCertificate) {
      // said below
    }
    throw new Unusable("cert: " + pem.certFile() + " holds no certificate in PEM");
  }

  private static PrivateKey privateKey(Vertx vertx, PemPair pem) throws Unusable {
    try {
      PemKeyCertOptions options = options(pem);
      String alias = options.loadKeyStore(vertx).aliases().nextElement();
      for (KeyManager one : options.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (one instanceof X509KeyManager manager && manager.getPrivateKey(alias) != null) {
          return manager.getPrivateKey(alias);
        }
      }
    } catch (IllegalArgumentException another) {
      // The JDK's way to say that the one is for RSA and the other for EC.
      if (String.valueOf(another.getMessage()).contains("does not match")) {
        throw notOneAnothers(pem);
      }
    } catch (Exception unreadable) {
      // said below; what the library says may quote the file
    }
    throw new Unusable(
        "key: " + pem.keyFile() + " holds no RSA or EC key in PEM, without a password");
  }

  private static Unusable notOneAnothers(PemPair pem) {
    return new Unusable(
        "key: " + pem.keyFile() + " is not the key of the certificate in " + pem.certFile());
  }

  /** What the one signs the other verifies. */
  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    try {
      if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
        return false;
      }
      Signature signature =
          Signature.getInstance(
              privateKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(privateKey);
      signature.update(ANYTHING);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(ANYTHING);
      return signature.verify(signed);
    } catch (GeneralSecurityException notEven) {
      return false;
    }
  }
}
