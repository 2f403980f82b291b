package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The executable jar, run as a user runs it. */
final class Jar {
  private static final Path FILE = Path.of("target", "ringfence.jar").toAbsolutePath();

  private final Path directory;
  private final Map<String, String> environment;

  record Ended(int code, String printed) {}

  /**
   * @param directory the working directory
   * @param environment the only {@code RINGFENCE_} variables there are
   */
  Jar(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String printed = printed(process);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it did not end");
    return new Ended(process.exitValue(), printed);
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-jar");
    command.add(FILE.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("RINGFENCE_"));
    builder.environment().putAll(environment);
    return builder.directory(directory.toFile()).redirectErrorStream(true).start();
  }

  /** Everything it prints until it ends. */
  static String printed(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes());
    } catch (IOException cut) {
      return cut.toString();
    }
  }
}
