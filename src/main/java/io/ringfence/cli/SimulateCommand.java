package io.ringfence.cli;

import io.ringfence.standin.Delivery;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.SimulatedMessage;
import io.ringfence.standin.WebhookSender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Send signed calls or text messages to a running gateway, as Telnyx does, and print what became of each. "
            + "Exit code 0 if each was answered with 2xx.")
final class SimulateCommand implements Callable<Integer> {
  private static final int WARM_UPS = 5;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;
  @Mixin private CaOption ca;

  @Option(names = "--from", required = true, description = "the caller, in any form")
  private String from;

  @Option(names = "--to", required = true, description = "the number dialled")
  private String to;

  @Option(names = "--count", defaultValue = "1", description = "calls (default: 1)")
  private int count;

  @Option(names = "--rate", defaultValue = "10", description = "calls a second (default: 10)")
  private double rate;

  @ArgGroup private Way way = new Way();

  /** Calls by events, unless one of these. */
  private static final class Way {
    @Option(names = "--texml", description = "ask for TeXML instead of sending an event")
    private boolean texml;

    @Option(names = "--sms", description = "send text messages instead of calls")
    private boolean sms;
  }

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "webhook address (default: the gateway running in data.dir)")
  private String url;

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "private key, 32 bytes in Base64 or hex (default: the demonstration's)")
  private Path keyFile;

  @Override
  public Integer call() throws InterruptedException {
    if (count < 1 || !(rate > 0 && rate <= 10_000)) {
      throw new ParameterException(
          spec.commandLine(), "--count is at least 1 and --rate above 0 and at most 10,000");
    }
    Target target = Target.find(config.read());
    Target.Place edge = target.edge(url, ca.trust());
    String usual = edge.url() + "/webhooks/telnyx" + (way.texml ? "/texml" : "");
    URI webhook = Target.valid(url != null ? url : usual);
    SigningKey key = key(keyFile != null ? keyFile : target.dataDir().resolve("signing-key"));
    Vertx vertx = Vertx.vertx();
    HttpClientOptions trusting = new HttpClientOptions();
    edge.trust().applyTo(trusting);
    WebhookSender sender = new WebhookSender(vertx, key, InstantSource.system(), trusting);
    try {
      warmUp(sender, webhook);
      return report(send(vertx, sender, webhook));
    } finally {
      vertx.close().onFailure(ignored -> {});
    }
  }

  private static SigningKey key(Path file) {
    try {
      return SigningKey.read(file);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "no signing key in " + file + ": name one with --signing-key, or start the demo");
    }
  }

  /** So that the first call's time is the gateway's and not this program's own start. */
  private static void warmUp(WebhookSender sender, URI webhook) throws InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      try {
        sender
            .send(webhook.resolve("/"), Buffer.buffer("{}"))
            .toCompletionStage()
            .toCompletableFuture()
            .get();
      } catch (ExecutionException unanswered) {
        return;
      }
    }
  }

  /** Begins the calls evenly in time, whatever becomes of the ones before. */
  private List<Future<Delivery>> send(Vertx vertx, WebhookSender sender, URI webhook)
      throws InterruptedException {
    List<Future<Delivery>> deliveries = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = began + (long) (i * 1e9 / rate);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      deliveries.add(deliver(sender, webhook, InstantSource.system().instant()));
    }
    return deliveries;
  }

  private Future<Delivery> deliver(WebhookSender sender, URI webhook, Instant now) {
    if (way.sms) {
      return sender.deliver(webhook, SimulatedMessage.begin(from, to, now));
    }
    SimulatedCall call = SimulatedCall.begin(from, to, now);
    return way.texml ? sender.askForTexml(webhook, call) : sender.deliver(webhook, call);
  }

  private int report(List<Future<Delivery>> deliveries) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Integer> outcomes = new TreeMap<>();
    List<Duration> times = new ArrayList<>();
    boolean allWell = true;
    for (Future<Delivery> delivery : deliveries) {
      String outcome;
      try {
        Delivery done = delivery.toCompletionStage().toCompletableFuture().get();
        outcome = outcome(done);
        times.add(done.elapsed());
        allWell &= done.status() / 100 == 2;
        out.printf("%s -> %s  %-14s %d  %.1f ms%n", from, to, outcome, done.status(), ms(done));
      } catch (ExecutionException failed) {
        outcome = "unanswered";
        allWell = false;
        out.printf("%s -> %s  %-14s %s%n", from, to, outcome, failed.getCause().getMessage());
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
    times.sort(null);
    out.println(summary(outcomes, times));
    out.flush();
    return allWell ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String outcome(Delivery done) {
    String said = done.headers().get("ringfence-outcome");
    return said == null ? "refused" : said;
  }

  private static double ms(Delivery done) {
    return done.elapsed().toNanos() / 1e6;
  }

  private static String summary(Map<String, Integer> outcomes, List<Duration> times) {
    StringBuilder line = new StringBuilder();
    outcomes.forEach((outcome, n) -> line.append(n).append(' ').append(outcome).append("  "));
    if (!times.isEmpty()) {
      line.append(String.format("p50 %.1f ms  p99 %.1f ms", at(times, 0.5), at(times, 0.99)));
    }
    return line.toString().strip();
  }

  private static double at(List<Duration> sorted, double share) {
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)).toNanos() / 1e6;
  }
}
