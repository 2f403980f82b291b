package io.ringfence;

import io.ringfence.cli.ExitCode;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Secret;
import io.ringfence.standin.Delivery;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedCall;
import io.ringfence.standin.TelnyxStandIn;
import io.ringfence.standin.VoiceApplication;
import io.ringfence.standin.WebhookSender;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A gateway with stand-ins for everything outside, sample bans, and a showing of what it does.
 * Lives under {@code <data.dir>/demo} and touches no configured database and no Telnyx account.
 */
final class Demo {
  private static final String LINE = "+15005550001";
  private static final String BANNED = "+15005550006";
  private static final String BANNED_PREFIX = "+4420794";
  private static final String BANNED_BY_PREFIX = "+442079460123";
  private static final String WELCOME = "+15005550010";

  private final PrintStream out = System.out;
  private final InstantSource clock = InstantSource.system();
  private final Vertx vertx = Vertx.vertx();
  private final GatewayConfig config;
  private final TelnyxStandIn telnyx;
  private final VoiceApplication voice;
  private final WebhookSender sender;
  private final Gateway gateway;

  private Demo(GatewayConfig given) {
    Path dir = given.node().dataDir().resolve("demo");
    SigningKey key = signingKey(dir);
    Secret apiKey = new Secret("KEY-of-the-demonstration");
    telnyx = Waiting.result(TelnyxStandIn.start(vertx, apiKey.reveal(), clock));
    voice = Waiting.result(VoiceApplication.start(vertx, clock));
    sender = new WebhookSender(vertx, key, clock);
    config =
        new GatewayConfig(
            plain(given.listeners()),
            given.api(),
            new GatewayConfig.Database(null, null, true),
            new GatewayConfig.Telnyx(
                List.of(key.publicKey()), apiKey, telnyx.apiUrl(), given.telnyx().unsignedTexml()),
            new GatewayConfig.Upstream(
                voice.webhook(),
                given.upstream().connectTimeout(),
                given.upstream().timeout(),
                given.upstream().connections(),
                given.upstream().allowPrivate()),
            given.calls(),
            given.records(),
            new GatewayConfig.Node(
                given.node().name(),
                dir,
                new GatewayConfig.Secrets(null, null),
                given.node().bootstrapKey(),
                given.node().snapshotInterval()));
    out.println("Starting PostgreSQL and the gateway in " + dir + " …");
    gateway = Gateway.start(config, Gateway.Extras.NONE);
    telnyx.sendEvents(sender, webhook());
  }

  /** Telnyx's stand-in trusts nobody's certificate. */
  private static GatewayConfig.Listeners plain(GatewayConfig.Listeners given) {
    return new GatewayConfig.Listeners(
        new GatewayConfig.Listener(given.edge().host(), given.edge().port()),
        new GatewayConfig.Listener(given.api().host(), given.api().port()),
        new GatewayConfig.Listener(given.ops().host(), given.ops().port()),
        given.opsToken());
  }

  /**
   * @throws ConfigFailed if it cannot start
   */
  static Demo start(GatewayConfig given) {
    Demo demo = new Demo(given);
    if (!demo.gateway.awaitLoaded(30, TimeUnit.SECONDS)) {
      demo.stop();
      throw new ConfigFailed("the list was not loaded within 30 seconds; see the log above");
    }
    demo.gateway.addSample(Kind.PHONE, BANNED);
    demo.gateway.addSample(Kind.PHONE_PREFIX, BANNED_PREFIX);
    return demo;
  }

  private static SigningKey signingKey(Path dir) {
    try {
      Files.createDirectories(dir);
      Path file = dir.resolve("signing-key");
      if (!Files.exists(file)) {
        SigningKey.generate().write(file);
      }
      return SigningKey.read(file);
    } catch (IOException unwritable) {
      throw new ConfigFailed("data.dir: " + dir + " cannot be written");
    }
  }

  /**
   * Calls from a banned number, from a banned range and from somebody else.
   *
   * @return the exit code: 0 if each call ended as it should
   */
  int show() {
    out.println(gateway.ports());
    out.println();
    boolean well =
        call("a banned number", BANNED, "rejected")
            & call("a banned range", BANNED_BY_PREFIX, "rejected")
            & call("somebody else", WELCOME, "forwarded");
    out.println();
    out.printf(
        "Telnyx was told to reject %d calls; the voice application received %d.%n",
        telnyx.commands().size(), voice.received().size());
    return well ? ExitCode.OK : ExitCode.FAILED;
  }

  private boolean call(String who, String from, String expected) {
    Delivery delivery =
        Waiting.result(sender.deliver(webhook(), SimulatedCall.begin(from, LINE, clock.instant())));
    String outcome = delivery.headers().get("ringfence-outcome");
    out.printf(
        "  %-16s %-14s calls %s:  %-10s %.1f ms%n",
        who, from, LINE, outcome, delivery.elapsed().toNanos() / 1e6);
    return expected.equals(outcome);
  }

  /** Lets the command line find it. */
  void announce() {
    gateway.announce();
  }

  /** What to try next. */
  void invite() {
    String jar = "java -jar target/ringfence.jar";
    out.println();
    out.println("It goes on serving. From another terminal:");
    out.println("  " + jar + " simulate --from " + WELCOME + " --to " + LINE + " --count 5");
    out.println("  " + jar + " ban " + WELCOME + " --reason \"Rings at night\"");
    out.println("  curl -s localhost:" + gateway.ports().ops() + "/health/ready");
    out.println("Ctrl-C stops it; what you ban is kept in " + config.node().dataDir());
    out.flush();
  }

  void stop() {
    gateway.stop();
    Waiting.quietly(sender.close());
    Waiting.quietly(telnyx.close());
    Waiting.quietly(voice.down());
    Waiting.quietly(vertx.close());
  }

  private URI webhook() {
    return URI.create("http://127.0.0.1:" + gateway.ports().edge() + "/webhooks/telnyx");
  }
}
