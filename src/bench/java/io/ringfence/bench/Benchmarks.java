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
              Map.entry("api", ApiBench::run),
              Map.entry("arrival", ArrivalBench::run),
              Map.entry("decide", DecideBench::run),
              Map.entry("lines", LinesBench::run),
              Map.entry("memory", MemoryBench::run),
              Map.entry("spread", SpreadBench::run),
              Map.entry("start", StartBench::run),
              Map.entry("tenants", TenantsBench::run),
              Map.entry("values", ValuesBench::run),
              Map.entry("webhook", WebhookBench::run),
              Map.entry("writes", WritesBench::run)));

  @FunctionalInterface
  private interface Runner {
    void run() throws Exception;
  }

  private Benchmarks() {}

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
