package io.ringfence.call;

import io.ringfence.ban.NodeIndex;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.number.Numbering;
import io.ringfence.secrets.Seals;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.telnyx.CallCommands;
import io.ringfence.telnyx.Ed25519;
import io.ringfence.telnyx.RejectMarker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** The main path put together, with its connections to Telnyx and to the voice applications. */
public final class CallPath {
  private static final int TELNYX_CONNECTIONS = 128;

  private final CallFlow flow;
  private final Ailments ailments;
  private final HttpClient telnyx;
  private final Upstream upstream;

  /**
   * What health asks of the path.
   *
   * @param alarm raised for the accounts whose calls cannot be rejected
   * @param apiKeys of which some may be missing or unusable
   * @param signatures by which nothing was ever verified
   */
  public record Ailments(RejectAlarm alarm, ApiKeys apiKeys, Signatures signatures) {}

  private CallPath(CallFlow flow, Ailments ailments, HttpClient telnyx, Upstream upstream) {
    this.flow = flow;
    this.ailments = ailments;
    this.telnyx = telnyx;
    this.upstream = upstream;
  }

  /**
   * What the path is handed.
   *
   * @param secrets the same on all nodes of a database
   * @param observe whether this node only notes what it would reject of an organisation, by its id
   * @param openDoor lets the unsigned in: for the demonstration and for measuring only
   */
  public record Given(
      NodeIndex node,
      CorrectedClock clock,
      Numbering numbering,
      Ed25519 engine,
      SecretsKeys secrets,
      IntPredicate observe,
      boolean openDoor) {}

  /** Where what is kept goes; neither may block. */
  public record Kept(Consumer<CallRecord> calls, Consumer<DecidedMessage> messages) {}

  public static CallPath open(
      Vertx vertx, GatewayConfig config, Given given, Kept kept, CallMetrics metrics) {
    CorrectedClock clock = given.clock();
    ApiKeys apiKeys =
        new ApiKeys(given.node(), config.telnyx().apiKey(), new Seals(given.secrets()));
    Accounts accounts =
        new Accounts(given.node(), config.telnyx().publicKeys(), apiKeys, given.engine());
    Routes routes = new Routes(config.calls(), config.upstream());
    Judge.Rules rules = new Judge.Rules(clock, given.observe(), config.calls().forwardUnloaded());
    RejectAlarm alarm = new RejectAlarm(given.node(), clock);
    HttpClient telnyx = telnyxClient(vertx);
    CallCommands commands = new CallCommands(vertx, telnyx, config.telnyx().apiUrl());
    List<RejectMarker> markers = markers(given.secrets());
    Rejection rejection =
        new Rejection(
            commands,
            markers,
            routes,
            new Rejection.Reporting(metrics, alarm, clock, kept.calls()));
    LoopMark loop = new LoopMark(markers);
    Upstream upstream = new Upstream(vertx, config.upstream(), loop);
    Judge judge = new Judge(given.node(), routes, given.numbering(), rules, metrics);
    Forwarding forwarding = new Forwarding(upstream, clock, kept.calls(), metrics);
    Messages messages = new Messages(judge, forwarding, clock, kept.messages());
    CallFlow flow =
        new CallFlow(
            new Door(accounts, clock, metrics, unsigned(config, given)),
            judge,
            new CallFlow.Acts(rejection, forwarding, messages),
            loop,
            metrics);
    return new CallPath(
        flow, new Ailments(alarm, apiKeys, new Signatures(accounts)), telnyx, upstream);
  }

  private static Door.Unsigned unsigned(GatewayConfig config, Given given) {
    if (given.openDoor()) {
      return Door.Unsigned.EVERYTHING;
    }
    return config.telnyx().unsignedTexml() ? Door.Unsigned.TEXML : Door.Unsigned.NOTHING;
  }

  /**
   * While the key is being replaced, calls that were rejected under the other one are known too.
   */
  private static List<RejectMarker> markers(SecretsKeys secrets) {
    return Stream.of(secrets.current(), secrets.previous())
        .filter(Objects::nonNull)
        .map(RejectMarker::new)
        .toList();
  }

  /** Its own pool: a voice application that hangs uses up none of these places. */
  private static HttpClient telnyxClient(Vertx vertx) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setVerifyHost(true)
            .setConnectTimeout(1_000)
            .setKeepAliveTimeout(30),
        new PoolOptions().setHttp1MaxSize(TELNYX_CONNECTIONS).setMaxWaitQueueSize(1_024));
  }

  public CallFlow flow() {
    return flow;
  }

  public Ailments ailments() {
    return ailments;
  }

  /** Breaks off what is still in flight; completes when it is recorded. */
  public Future<Void> close() {
    return Future.join(telnyx.close(), upstream.close()).compose(closed -> flow.ended());
  }
}
