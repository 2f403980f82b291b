package io.ringfence.tls;

import io.ringfence.config.GatewayConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the two files hold at one moment. */
record PemPair(Path certFile, Path keyFile, String cert, String key) {
  static PemPair read(GatewayConfig.Tls files) throws Unusable {
    return new PemPair(
        files.cert(), files.key(), text("cert", files.cert()), text("key", files.key()));
  }

  private static String text(String which, Path file) throws Unusable {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new Unusable(which + ": " + file + " cannot be read");
    }
  }

  @Override
  public String toString() {
    return certFile + " and " + keyFile;
  }
}
