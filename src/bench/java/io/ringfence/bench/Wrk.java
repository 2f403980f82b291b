package io.ringfence.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load: wrk on the second processor. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+[a-z]+)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  private Wrk() {}

  record Run(double rate, String p99) {}

  /**
   * What is asked.
   *
   * @param script makes the requests, or null for plain GETs
   * @param connections that ask at once
   */
  record Target(String url, Path script, List<String> headers, int connections) {
    private static final int MANY = 64;

    Target(String url, Path script, List<String> headers) {
      this(url, script, headers, MANY);
    }

    Target(String url, Path script) {
      this(url, script, List.of());
    }

    /** For requests of which each takes long: otherwise all would only wait for one another. */
    Target byFour() {
      return new Target(url, script, headers, 4);
    }
  }

  static Run load(Target target, int seconds) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("taskset", "-c", "1", "wrk", "-t1", "-c" + target.connections()));
    command.addAll(List.of("-d" + seconds + "s", "--latency"));
    if (target.script() != null) {
      command.addAll(List.of("-s", target.script().toString()));
    }
    target.headers().forEach(header -> command.addAll(List.of("-H", header)));
    command.add(target.url());
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(wrk.getInputStream().readAllBytes());
    Matcher rate = RATE.matcher(printed);
    Matcher slow = P99.matcher(printed);
    if (wrk.waitFor() != 0 || !rate.find() || !slow.find() || BAD.matcher(printed).find()) {
      throw new IOException("wrk: " + printed);
    }
    return new Run(Double.parseDouble(rate.group(1)), slow.group(1));
  }

  static double medianRatio(double[] of, double[] to) {
    double[] ratios = new double[of.length];
    for (int i = 0; i < of.length; i++) {
      ratios[i] = of[i] / to[i];
    }
    return median(ratios);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
