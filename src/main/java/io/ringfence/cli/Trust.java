package io.ringfence.cli;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whom a command believes that it is the gateway.
 *
 * @param file certificates in PEM, or null for those that Java trusts
 * @param byName whether the certificate must be for the host in the address
 */
record Trust(Path file, boolean byName) {
  static final Trust JAVA = new Trust(null, true);

  /**
   * @throws CommandFailed if there is no such file
   */
  static Trust of(Path file) {
    return new Trust(readable(file), true);
  }

  /**
   * The very certificate that the gateway on this machine is configured with: it need not be for
   * 127.0.0.1, and nobody else has its key.
   */
  static Trust only(Path file) {
    return new Trust(readable(file), false);
  }

  void applyTo(HttpClientOptions options) {
    options.setVerifyHost(byName);
    if (file != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(file.toAbsolutePath().toString()));
    }
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw new CommandFailed(ExitCode.USAGE, file + " cannot be read");
    }
    return file;
  }
}
