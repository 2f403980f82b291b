package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate of its own making for 127.0.0.1, and its key, in PEM.
 *
 * @param serial tells it from every other
 */
record TestCertificate(String cert, String key, BigInteger serial) {
  private static final char[] PASSWORD = "password".toCharArray();

  /** Made by the JDK's keytool. */
  static TestCertificate make(Path dir, int days, String... algorithm) {
    try {
      Path store = Files.createTempDirectory(dir, "key").resolve("store");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "it",
                  "-keyalg",
                  algorithm.length == 0 ? "EC" : algorithm[0],
                  "-dname",
                  "CN=gate.example.com",
                  "-ext",
                  "san=ip:127.0.0.1",
                  "-validity",
                  Integer.toString(days),
                  "-keystore",
                  store.toString(),
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .start();
      String said = new String(keytool.getInputStream().readAllBytes());
      assertEquals(0, keytool.waitFor(), said);
      return read(store);
    } catch (IOException | InterruptedException | GeneralSecurityException failed) {
      throw new AssertionError(failed);
    }
  }

  private static TestCertificate read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    X509Certificate certificate = (X509Certificate) store.getCertificate("it");
    return new TestCertificate(
        pem("CERTIFICATE", certificate.getEncoded()),
        pem("PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded()),
        certificate.getSerialNumber());
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  /** Puts both files in place, one after the other, as whoever renews them does. */
  void write(Path certFile, Path keyFile) {
    replace(certFile, cert);
    replace(keyFile, key);
  }

  static void replace(Path file, String text) {
    try {
      Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
