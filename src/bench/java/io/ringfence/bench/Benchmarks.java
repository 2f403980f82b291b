package io.ringfence.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmarks that are named, and prints a table for each with the machine. */
public final class Benchmarks {
  private static final Map<String, Runner> ALL =
      new TreeMap<>(
          Map.ofEntries(
              entry("api", ApiBench::run),
              entry("arrival", ArrivalBench::run),
              entry("checks", ChecksBench::run),
              entry("decide", DecideBench::run),
              entry("lines", LinesBench::run),
              entry("memory", MemoryBench::run),
              entry("spread", SpreadBench::run),
              entry("start", StartBench::run),
              entry("tenants", TenantsBench::run),
              entry("values", ValuesBench::run),
              entry("webhook", WebhookBench::run),
              entry("writes", WritesBench::run)));

  @FunctionalInterface
  private interface Runner {
    void run() throws Exception;
  }

  private Benchmarks() {}

  private static Map.Entry<String, Runner> entry(String name, Runner runner) {
    return Map.entry(name, runner);
  }

  /**
   * @param arguments names separated by commas
   */
  public static void main(String[] arguments) throws Exception {
    List<String> wanted = List.of(arguments[0].split(","));
    for (String name : wanted) {
      if (!ALL.containsKey(name)) {
        throw new IllegalArgumentException("no benchmark is called " + name + ": " + ALL.keySet());
      }
    }
    System.out.println(machine());
    for (String name : wanted) {
      ALL.get(name).run();
    }
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse("unknown processor");
    return Runtime.getRuntime().availableProcessors()
        + " processors, "
        + model
        + ", JDK "
        + System.getProperty("java.version");
  }
}
