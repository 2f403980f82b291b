package io.ringfence.api;

import io.ringfence.ban.NodeIndex;
import io.ringfence.config.ApiConfig;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Effect;
import io.ringfence.domain.MessageRecord;
import io.ringfence.number.BanValue;
import io.ringfence.number.Numbering;
import io.ringfence.secrets.Seals;
import io.ringfence.store.Database;
import io.ringfence.store.KeyStore;
import io.ringfence.store.OperationStore;
import io.ringfence.store.RepeatStore;
import io.ringfence.sync.Nodes;
import io.ringfence.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** The API's port. Several may share it, each with a contract of its own. */
public final class ApiServer extends VerticleBase {
  /** Any free one, shared by all who ask for the same negative number: not the edge's. */
  private static final int ANY_FREE_AND_SHARED = -2;

  private static final int IDLE_SECONDS = 75;
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int DRAIN_SECONDS = 5;
  private static final long LOOK_MILLIS = 1_000;
  private static final int LAST_WORDS_SECONDS = 1;

  private final GatewayConfig.Listener listener;
  private final Tls tls;
  private final Contract contract;
  private final Given given;
  private final IntConsumer port;
  private HttpServer server;
  private KeyUses uses;

  /**
   * What the API works with.
   *
   * @param clock the corrected one, by which keys and entries end
   * @param observe whether this node only notes what it would block of an organisation, by its id
   * @param messages receives what is kept of each check; must not block
   * @param spread how far a write has come
   * @param nodes all of them
   */
  public record Given(
      NodeIndex node,
      InstantSource clock,
      Numbering numbering,
      IntPredicate observe,
      Storage storage,
      Consumer<MessageRecord> messages,
      Spread spread,
      Nodes nodes,
      Limits limits,
      ApiMetrics metrics) {
    Database database() {
      return storage.database();
    }

    OperationStore operations() {
      return storage.operations();
    }
  }

  /**
   * Where everything is kept.
   *
   * @param seals for accounts' API keys and kept answers
   * @param configuredKey SHA-256, in hex, of the key that configuration gives, or null
   */
  public record Storage(
      Database database, OperationStore operations, Seals seals, String configuredKey) {
    KeyStore keys() {
      return new KeyStore(database, configuredKey);
    }

    Repeats repeats() {
      return new Repeats(new RepeatStore(database), seals);
    }
  }

  /**
   * What the API lets in.
   *
   * @param patience with a body that arrives slowly
   * @param privateUpstreams whether voice applications may be at addresses that are not public
   */
  public record Limits(ApiConfig api, Duration patience, boolean privateUpstreams) {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    RemoteAddress remoteAddress() {
      return new RemoteAddress(api.trustedProxies());
    }
  }

  /**
   * @param contract this one's own
   * @param port is told the port in force
   */
  public ApiServer(
      GatewayConfig.Listener listener, Tls tls, Contract contract, Given given, IntConsumer port) {
    this.listener = listener;
    this.tls = tls;
    this.contract = contract;
    this.given = given;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    uses = new KeyUses(given.storage().keys());
    Arrivals arrivals = new Arrivals(given.limits().patience());
    vertx.setPeriodic(LOOK_MILLIS, tick -> arrivals.cutSlow());
    vertx.setPeriodic(KeyUses.WRITE_MILLIS, minute -> uses.write());
    ContractRouter router =
        new ContractRouter(
            contract,
            new Authentication(given, uses),
            arrivals,
            new Writes(given.database(), given.storage().repeats(), given.spread()),
            given.metrics());
    server =
        vertx
            .createHttpServer(
                tls.secure(
                    new HttpServerOptions()
                        .setIdleTimeout(IDLE_SECONDS)
                        .setMaxHeaderSize(MOST_HEADER_BYTES)))
            .requestHandler(router.build(vertx, actions()));
    int wanted = listener.port() == 0 ? ANY_FREE_AND_SHARED : listener.port();
    return server
        .listen(wanted, listener.host())
        .onSuccess(tls::keep)
        .onSuccess(listening -> port.accept(listening.actualPort()));
  }

  /**
   * Takes no new connection and lets requests in flight finish, for five seconds at most, and
   * writes meanwhile what was noted of keys.
   */
  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : Future.join(server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS), lastUses())
            .otherwiseEmpty();
  }

  private Future<Void> lastUses() {
    return uses.write().timeout(LAST_WORDS_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  private LineForm lineForm() {
    return new LineForm(
        new EntryValues(new BanValue(given.numbering())),
        new UpstreamCheck(vertx, given.limits().privateUpstreams()));
  }

  /** What does each operation of the contract. */
  private Map<String, Action> actions() {
    Map<String, Action> actions = new HashMap<>();
    for (Actions some :
        List.of(
            new EntryActions(Effect.BAN, given),
            new EntryActions(Effect.ALLOW, given),
            new BulkActions(Effect.BAN, vertx, given),
            new BulkActions(Effect.ALLOW, vertx, given),
            new LiftActions(Effect.BAN, given),
            new LiftActions(Effect.ALLOW, given),
            new OperationActions(given.operations()),
            new ProtectedActions(given),
            new CheckActions(vertx, given),
            new CallActions(given),
            new MessageActions(given),
            new ExplainActions(given),
            new PreviewActions(given),
            new OrganisationActions(given.database()),
            new AuditActions(given.database()),
            new AccountActions(given.database(), given.storage().seals()),
            new LineActions(given.database(), lineForm()),
            new KeyActions(given.storage().keys(), given.clock()),
            new NodeActions(given.nodes()))) {
      some.addTo(actions);
    }
    Answer text = Answer.text("application/yaml", contract.text());
    actions.put("contract", call -> Future.succeededFuture(text));
    return actions;
  }
}
