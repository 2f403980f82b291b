package io.ringfence.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests a second of the API beside a bare Vert.x server that reads the same body, in turn in the
 * same run: a check, which is answered from memory, and one ban read, which comes from PostgreSQL.
 * Both find their key and its permission. There is no read with a key that needs no database.
 */
final class ApiBench {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int SECONDS = Integer.getInteger("seconds", 5);
  private static final String KEY = "rf_0123456789_0123456789_0123456789_0123";
  private static final String BODY = "{\"phone\":\"+15005550006\"}";

  private final List<Process> servers = new ArrayList<>();

  static void run() throws Exception {
    ApiBench bench = new ApiBench();
    try {
      bench.measure();
    } finally {
      for (Process server : bench.servers) {
        // In order: a PostgreSQL hangs on one of them.
        server.destroy();
        server.waitFor(20, TimeUnit.SECONDS);
      }
    }
  }

  private void measure() throws Exception {
    String bare = start(WebhookTarget.class, "bare");
    Path directory = Files.createTempDirectory("ringfence-bench");
    String api = start(ApiTarget.class, directory.toString(), KEY);
    Path script = script();
    List<Wrk.Target> targets =
        List.of(
            new Wrk.Target(bare + "/v1/checks", script),
            new Wrk.Target(api + "/v1/checks", script),
            new Wrk.Target(
                api + "/v1/bans/" + ban(api), null, List.of("Authorization: Bearer " + KEY)));
    double[][] rates = new double[targets.size()][ROUNDS];
    String[] p99 = new String[targets.size()];
    for (Wrk.Target target : targets) {
      Wrk.load(target, 2 * SECONDS);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < targets.size(); i++) {
        Wrk.Run run = Wrk.load(targets.get(i), SECONDS);
        rates[i][round] = run.rate();
        p99[i] = run.p99();
      }
    }
    print(rates, p99);
  }

  private static void print(double[][] rates, String[] p99) {
    List<String> names =
        List.of(
            "bare Vert.x, reads the body, answers 200",
            "`POST /v1/checks`, from memory",
            "`GET /v1/bans/{id}`, from PostgreSQL on the same processor");
    System.out.println("\n| API, one event loop | a second | p99 | of bare |");
    System.out.println("| --- | --- | --- | --- |");
    for (int i = 0; i < names.size(); i++) {
      System.out.printf(
          "| %s | %,.0f | %s | %.2f |%n",
          names.get(i), Wrk.median(rates[i]), p99[i], Wrk.medianRatio(rates[i], rates[0]));
    }
  }

  private String start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    servers.add(server);
    BufferedReader printed = new BufferedReader(new InputStreamReader(server.getInputStream()));
    for (String line = printed.readLine(); line != null; line = printed.readLine()) {
      if (line.matches("\\d+")) {
        return "http://127.0.0.1:" + line;
      }
    }
    throw new IOException(main.getSimpleName() + " did not start");
  }

  private static long ban(String api) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/v1/bans"))
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"kind\":\"phone\",\"value\":\"+15005550006\",\"reason\":\"x\"}"))
            .build();
    HttpResponse<String> made =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return new JsonObject(made.body()).getLong("id");
  }

  private static Path script() throws IOException {
    return Files.writeString(
        Files.createTempFile("ringfence-bench", ".lua"),
        "wrk.method = 'POST'\nwrk.body = '"
            + BODY
            + "'\nwrk.headers['Content-Type'] = 'application/json'\n"
            + "wrk.headers['Authorization'] = 'Bearer "
            + KEY
            + "'\n");
  }
}
