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
  private static final String BARE = "bare Vert.x, reads the body, answers 200";
  private static final String CHECKS = "/v1/checks";
  private static final String BATCH = "/batch";
  private static final String BODY = "{\"phone\":\"+15005550006\"}";

  private final List<Process> servers = new ArrayList<>();

  /** What is measured, by its name in the table. */
  private record Measured(String name, Wrk.Target target) {}

  /** A part of the measurement, for the two servers' addresses. */
  private interface Part {
    List<Measured> of(String bare, String api) throws Exception;
  }

  static void run() throws Exception {
    measure("API", ApiBench::api);
  }

  /** Checks alone: one in a request, and a thousand. */
  static void checks() throws Exception {
    measure("checks, requests of one and of 1,000", ApiBench::checks);
  }

  private static void measure(String title, Part part) throws Exception {
    ApiBench bench = new ApiBench();
    try {
      bench.measureAll(title, part);
    } finally {
      for (Process server : bench.servers) {
        // In order: a PostgreSQL hangs on one of them.
        server.destroy();
        server.waitFor(20, TimeUnit.SECONDS);
      }
    }
  }

  private static List<Measured> api(String bare, String api) throws Exception {
    Path check = script(BODY);
    String ban = api + "/v1/bans/" + ban(api);
    return List.of(
        new Measured(BARE, new Wrk.Target(bare + CHECKS, check)),
        new Measured("`POST /v1/checks`, from memory", new Wrk.Target(api + CHECKS, check)),
        new Measured(
            "`GET /v1/bans/{id}`, from PostgreSQL on the same processor",
            new Wrk.Target(ban, null, List.of("Authorization: Bearer " + KEY))));
  }

  private static List<Measured> checks(String bare, String api) throws Exception {
    ban(api);
    Path one = script(sender(1));
    StringBuilder senders = new StringBuilder(sender(1));
    for (int i = 2; i <= ChecksBench.BATCH; i++) {
      senders.append(',').append(sender(i));
    }
    Path batch = script("{\"checks\":[" + senders + "]}");
    return List.of(
        new Measured(BARE, new Wrk.Target(bare + CHECKS, one)),
        new Measured("`POST /v1/checks`, four identifiers", new Wrk.Target(api + CHECKS, one)),
        new Measured(
            "bare Vert.x, the body of the next",
            new Wrk.Target(bare + CHECKS + BATCH, batch).byFour()),
        new Measured(
            "`POST /v1/checks/batch`, 1,000 of them",
            new Wrk.Target(api + CHECKS + BATCH, batch).byFour()));
  }

  private static String sender(int i) {
    return String.format(
        "{\"visitor_id\":\"visitor-%d\",\"ip\":\"203.0.%d.%d\",\"email\":\"u%d@example.com\","
            + "\"phone\":\"+1500555%04d\"}",
        i, i / 250, i % 250, i, i);
  }

  private void measureAll(String title, Part part) throws Exception {
    String bare = start(WebhookTarget.class, "bare");
    Path directory = Files.createTempDirectory("ringfence-bench");
    String api = start(ApiTarget.class, directory.toString(), KEY);
    List<Measured> measured = part.of(bare, api);
    double[][] rates = new double[measured.size()][ROUNDS];
    String[] p99 = new String[measured.size()];
    for (Measured one : measured) {
      Wrk.load(one.target(), 2 * SECONDS);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < measured.size(); i++) {
        Wrk.Run run = Wrk.load(measured.get(i).target(), SECONDS);
        rates[i][round] = run.rate();
        p99[i] = run.p99();
      }
    }
    print(title, measured, rates, p99);
  }

  /** Each beside the bare server that was given the same body, which comes before it. */
  private static void print(
      String title, List<Measured> measured, double[][] rates, String[] p99) {
    System.out.printf("%n| %s, one event loop | a second | p99 | of bare |%n", title);
    System.out.println("| --- | --- | --- | --- |");
    double[] bare = rates[0];
    for (int i = 0; i < measured.size(); i++) {
      String name = measured.get(i).name();
      bare = name.startsWith("bare") ? rates[i] : bare;
      System.out.printf(
          "| %s | %,.0f | %s | %.2f |%n",
          name, Wrk.median(rates[i]), p99[i], Wrk.medianRatio(rates[i], bare));
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

  private static Path script(String body) throws IOException {
    return Files.writeString(
        Files.createTempFile("ringfence-bench", ".lua"),
        "wrk.method = 'POST'\nwrk.body = '"
            + body
            + "'\nwrk.headers['Content-Type'] = 'application/json'\n"
            + "wrk.headers['Authorization'] = 'Bearer "
            + KEY
            + "'\n");
  }
}
