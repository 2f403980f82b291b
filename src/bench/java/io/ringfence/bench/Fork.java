package io.ringfence.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process of the measurement's own, which says what it has to say in lines. */
final class Fork implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  /**
   * @param before what stands before {@code java}, as {@code taskset -c 0}
   * @param options of the virtual machine
   */
  Fork(List<String> before, List<String> options, Class<?> main, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
  }

  /** Runs to its end, and returns the last line it said. */
  static String run(List<String> options, Class<?> main, Object... arguments) throws IOException {
    try (Fork fork = new Fork(List.of(), options, main, arguments)) {
      String last = fork.line();
      for (String next = last; next != null; next = fork.lines.readLine()) {
        last = next;
      }
      return last;
    }
  }

  /** The next line; waits for it. */
  String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException(process.info().commandLine().orElse("the process") + " ended");
    }
    return line.strip();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
