package io.ringfence.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whose certificates an https address may have. */
final class CaOption {
  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "PEM file with the certificates that vouch for an https address (default: "
              + "RINGFENCE_CLI_CACERT, or those that Java trusts; of the gateway running in "
              + "data.dir the one it is configured with)")
  private Path file;

  /**
   * @throws CommandFailed if there is no such file
   */
  Trust trust() {
    String variable = System.getenv("RINGFENCE_CLI_CACERT");
    if (file != null) {
      return Trust.of(file);
    }
    return variable == null || variable.isBlank()
        ? Trust.JAVA
        : Trust.of(Path.of(variable.strip()));
  }
}
