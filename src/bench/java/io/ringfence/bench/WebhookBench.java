package io.ringfence.bench;

import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.telnyx.Ed25519;
import io.ringfence.telnyx.WebhookSignature;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Webhooks a second of the edge, with and without the signature check, beside a bare Vert.x server
 * in the same run: one event loop on one core, the load from wrk on the other. The three are measured
 * in turn, so that a machine whose speed drifts does not favour one.
 */
final class WebhookBench {
  private static final int BANS = Math.min(1_000_000, Integer.getInteger("bans", 1_000_000));
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int SECONDS = Integer.getInteger("seconds", 5);
  private static final int REQUESTS = 2_000;

  private final SigningKey key = SigningKey.generate();
  private final List<Process> targets = new ArrayList<>();

  static void run() throws Exception {
    WebhookBench bench = new WebhookBench();
    try {
      bench.measure();
    } finally {
      bench.targets.forEach(Process::destroyForcibly);
    }
  }

  private void measure() throws Exception {
    Path script = script();
    List<String> modes = List.of("bare", "open", "signed");
    List<String> urls = new ArrayList<>();
    for (String mode : modes) {
      urls.add("http://127.0.0.1:" + start(mode) + "/webhooks/telnyx");
    }
    double[][] rates = new double[modes.size()][ROUNDS];
    String[] p99 = new String[modes.size()];
    for (String url : urls) {
      Wrk.load(new Wrk.Target(url, script), 2 * SECONDS);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int mode = 0; mode < modes.size(); mode++) {
        Wrk.Run run = Wrk.load(new Wrk.Target(urls.get(mode), script), SECONDS);
        rates[mode][round] = run.rate();
        p99[mode] = run.p99();
      }
    }
    double verify = verifications();
    print(rates, p99, verify);
  }

  private void print(double[][] rates, String[] p99, double verify) {
    double bare = Wrk.median(rates[0]);
    double open = Wrk.median(rates[1]);
    double signed = Wrk.median(rates[2]);
    double limit = 1 / (1 / bare + 1 / verify);
    System.out.printf("%n| webhooks, one event loop, %,d bans | a second | p99 | ratio |%n", BANS);
    System.out.println("| --- | --- | --- | --- |");
    System.out.printf("| bare Vert.x, reads the body, answers 200 | %,.0f | %s | 1 |%n", bare, p99[0]);
    System.out.printf(
        "| edge without signature | %,.0f | %s | %.2f of bare |%n",
        open, p99[1], Wrk.medianRatio(rates[1], rates[0]));
    System.out.printf(
        "| edge with signature (%s) | %,.0f | %s | %.2f of the limit |%n",
        Ed25519.fastest().name(), signed, p99[2], signed / limit);
    System.out.printf(
        "| the limit, 1 / (1/bare + 1/verify), verify alone %,.0f a second | %,.0f | | |%n",
        verify, limit);
  }

  private int start(String mode) throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms2g", "-Xmx2g", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(WebhookTarget.class.getName(), mode, Integer.toString(BANS), key.publicKey()));
    Process target =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    targets.add(target);
    String port = new BufferedReader(new InputStreamReader(target.getInputStream())).readLine();
    if (port == null) {
      throw new IOException("the server in mode " + mode + " did not start");
    }
    return Integer.parseInt(port.strip());
  }

  /** Different calls, each signed; half of the callers are clean numbers in the list's neighbourhood. */
  private Path script() throws IOException {
    StringBuilder lua = new StringBuilder("local calls = {\n");
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    for (int i = 0; i < REQUESTS; i++) {
      SimulatedCall call =
          SimulatedCall.begin("+1500555" + (1000 + i), "+15005550001", Instant.now());
      byte[] body = call.initiated(1, "https://gate.example.org/webhooks/telnyx").getBytes();
      lua.append("{[==[").append(new String(body)).append("]==],\"");
      lua.append(key.sign(timestamp, body)).append("\"},\n");
    }
    lua.append("}\nlocal made = {}\nlocal i = 0\nfunction init(args)\n");
    lua.append("  for n, call in ipairs(calls) do\n");
    lua.append("    made[n] = wrk.format('POST', wrk.path, {['Content-Type'] = 'application/json',");
    lua.append(" ['User-Agent'] = 'telnyx-webhooks', ['telnyx-timestamp'] = '").append(timestamp);
    lua.append("', ['telnyx-signature-ed25519'] = call[2]}, call[1])\n  end\nend\n");
    lua.append("function request()\n  i = i % #made + 1\n  return made[i]\nend\n");
    return Files.writeString(Files.createTempFile("ringfence-bench", ".lua"), lua);
  }

  /** The engine alone, on this thread, over the same bodies. */
  private double verifications() {
    Buffer body =
        SimulatedCall.begin("+15005551000", "+15005550001", Instant.now()).initiated(1, "x");
    long now = Instant.now().getEpochSecond();
    String timestamp = Long.toString(now);
    String signature = key.sign(timestamp, body.getBytes());
    WebhookSignature account =
        WebhookSignature.of(List.of(key.publicKey()), Ed25519.fastest());
    double[] rates = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      long began = System.nanoTime();
      int done = 0;
      while (System.nanoTime() - began < 2_000_000_000L) {
        if (account.verify(timestamp, signature, body, now, now) != WebhookSignature.Verdict.VALID) {
          throw new IllegalStateException("a right signature was refused");
        }
        done++;
      }
      if (round >= 0) {
        rates[round] = done * 1e9 / (System.nanoTime() - began);
      }
    }
    return Wrk.median(rates);
  }
}
