package io.ringfence.bench;

import io.ringfence.standin.SimulatedCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What many lines cost: webhooks a second with ten thousand lines on one account beside one, in turn;
 * and the answers of one upstream while another one hangs, beside the same without, in turn.
 */
final class LinesBench {
  private static final int LINES = Integer.getInteger("lines", 10_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int SECONDS = Integer.getInteger("seconds", 5);
  private static final int REQUESTS = 2_000;

  /** So many calls a second go to the application that answers none. */
  private static final int HANGING_PER_SECOND = 200;

  private LinesBench() {}

  static void run() throws Exception {
    manyLines();
    oneHangs();
  }

  private static void manyLines() throws Exception {
    List<String> first = List.of("taskset", "-c", "0");
    List<String> heap = List.of("-Xms1g", "-Xmx1g");
    try (Fork one = new Fork(first, heap, LinesTarget.class, 1);
        Fork many = new Fork(first, heap, LinesTarget.class, LINES)) {
      List<Wrk.Target> targets = List.of(target(one.line(), 1), target(many.line(), LINES));
      double[][] rates = new double[2][ROUNDS];
      String[] p99 = new String[2];
      for (Wrk.Target target : targets) {
        Wrk.load(target, 2 * SECONDS);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2; i++) {
          Wrk.Run run = Wrk.load(targets.get(i), SECONDS);
          rates[i][round] = run.rate();
          p99[i] = run.p99();
        }
      }
      System.out.println("\n| webhooks, one event loop, no signature | a second | p99 | ratio |");
      System.out.println("| --- | --- | --- | --- |");
      System.out.printf("| one line | %,.0f | %s | 1 |%n", Wrk.median(rates[0]), p99[0]);
      System.out.printf(
          "| %,d lines of as many organisations on one account | %,.0f | %s | %.2f |%n",
          LINES, Wrk.median(rates[1]), p99[1], Wrk.medianRatio(rates[1], rates[0]));
    }
  }

  private static Wrk.Target target(String port, int lines) throws IOException {
    return new Wrk.Target("http://127.0.0.1:" + port + "/webhooks/telnyx", script(lines));
  }

  /** Different calls to lines all over the account. */
  private static Path script(int lines) throws IOException {
    StringBuilder lua = new StringBuilder("local calls = {\n");
    for (int i = 0; i < REQUESTS; i++) {
      int line = (int) ((long) i * lines / REQUESTS);
      SimulatedCall call =
          SimulatedCall.begin(
              "+1500555" + (1000 + i), LinesTarget.number(line), Instant.now());
      lua.append("[==[").append(call.initiated(1, "https://gate.example.org")).append("]==],\n");
    }
    lua.append("}\nlocal made = {}\nlocal i = 0\nfunction init(args)\n");
    lua.append("  for n, call in ipairs(calls) do\n");
    lua.append("    made[n] = wrk.format('POST', wrk.path,");
    lua.append(" {['Content-Type'] = 'application/json'}, call)\n  end\nend\n");
    lua.append("function request()\n  i = i % #made + 1\n  return made[i]\nend\n");
    return Files.writeString(Files.createTempFile("ringfence-bench", ".lua"), lua);
  }

  private static void oneHangs() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer answers =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> request.body().onSuccess(body -> request.response().end("{}")))
                .listen(0, "127.0.0.1"));
    HttpServer hangs =
        await(vertx.createHttpServer().requestHandler(request -> {}).listen(0, "127.0.0.1"));
    try (Fork gateway =
        new Fork(
            List.of(),
            List.of("-Xmx1g"),
            LinesTarget.class,
            2,
            "http://127.0.0.1:" + answers.actualPort() + "/",
            "http://127.0.0.1:" + hangs.actualPort() + "/")) {
      int port = Integer.parseInt(gateway.line());
      PacedLoad good = load(vertx, port, 0, PacedLoad.PER_SECOND, true);
      good.begin();
      TimeUnit.SECONDS.sleep(2L * SECONDS); // For the compiler.
      good.taken();
      double[][] p99 = new double[2][ROUNDS];
      double[][] p50 = new double[2][ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        measure(good, p50[0], p99[0], round);
        PacedLoad bad = load(vertx, port, 1, HANGING_PER_SECOND, false);
        bad.begin();
        // By then all of its places are taken, and more wait for them.
        TimeUnit.SECONDS.sleep(3);
        good.taken();
        measure(good, p50[1], p99[1], round);
        bad.end();
        bad.close();
      }
      good.end();
      print(p50, p99);
    } finally {
      await(vertx.close());
    }
  }

  private static PacedLoad load(
      Vertx vertx, int port, int line, int perSecond, boolean answered) {
    return new PacedLoad(
        vertx, port, new PacedLoad.Kind(LinesTarget.number(line), perSecond, answered));
  }

  private static void measure(PacedLoad good, double[] p50, double[] p99, int round)
      throws InterruptedException {
    TimeUnit.SECONDS.sleep(SECONDS);
    Times times = good.taken();
    p50[round] = times.micros(0.5);
    p99[round] = times.micros(0.99);
  }

  private static void print(double[][] p50, double[][] p99) {
    System.out.printf(
        "%n| calls to one upstream, %,d a second | p50 | p99 |%n", PacedLoad.PER_SECOND);
    System.out.println("| --- | --- | --- |");
    String[] names = {
      "alone", "while another upstream hangs, with " + HANGING_PER_SECOND + " calls a second"
    };
    for (int i = 0; i < names.length; i++) {
      System.out.printf(
          "| %s | %,.0f µs | %,.0f µs |%n", names[i], Wrk.median(p50[i]), Wrk.median(p99[i]));
    }
    System.out.printf(
        "| ratio | %.2f | %.2f |%n", Wrk.medianRatio(p50[1], p50[0]), Wrk.medianRatio(p99[1], p99[0]));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
