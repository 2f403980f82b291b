package io.ringfence.api;

import io.ringfence.ban.NodeIndex;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Effective;
import io.ringfence.domain.Revision;
import io.ringfence.number.BanValue;
import io.ringfence.number.Numbering;
import io.ringfence.store.EntryStore;
import io.ringfence.store.OperationStore;
import io.ringfence.sync.Nodes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** The API's port. Several may share it, each with a contract of its own. */
public final class ApiServer extends VerticleBase {
  /** Any free one, shared by all who ask for the same negative number: not the edge's. */
  private static final int ANY_FREE_AND_SHARED = -2;

  private static final int IDLE_SECONDS = 75;
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int DRAIN_SECONDS = 5;

  private final GatewayConfig.Listener listener;
  private final Contract contract;
  private final Given given;
  private final IntConsumer port;
  private HttpServer server;

  /**
   * What the API works with.
   *
   * @param clock the corrected one, by which keys and entries end
   * @param observe whether this node only notes what it would block of an organisation, by its id
   * @param applied completes once this node has applied a revision; it may never complete
   * @param nodes all of them, and which have a revision
   * @param waited is told of each wait for other nodes when it is over
   */
  public record Given(
      NodeIndex node,
      InstantSource clock,
      Numbering numbering,
      IntPredicate observe,
      EntryStore entries,
      OperationStore operations,
      Function<Revision, Future<Void>> applied,
      Nodes nodes,
      Consumer<Effective> waited) {}

  /**
   * @param contract this one's own
   * @param port is told the port in force
   */
  public ApiServer(
      GatewayConfig.Listener listener, Contract contract, Given given, IntConsumer port) {
    this.listener = listener;
    this.contract = contract;
    this.given = given;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    Authentication authentication = new Authentication(given.node(), given.clock());
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setIdleTimeout(IDLE_SECONDS)
                    .setMaxHeaderSize(MOST_HEADER_BYTES))
            .requestHandler(new ContractRouter(contract, authentication).build(vertx, actions()));
    int wanted = listener.port() == 0 ? ANY_FREE_AND_SHARED : listener.port();
    return server
        .listen(wanted, listener.host())
        .onSuccess(listening -> port.accept(listening.actualPort()));
  }

  /** Takes no new connection and lets requests in flight finish, for five seconds at most. */
  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }

  /** What does each operation of the contract. */
  private Map<String, Action> actions() {
    Map<String, Action> actions = new HashMap<>();
    addEntries(actions, Effect.BAN, "Ban");
    addEntries(actions, Effect.ALLOW, "Allow");
    actions.put(
        "check",
        new ChecksHandler(given.node(), given.numbering(), given.clock(), given.observe())::check);
    Answer text = new Answer(200, contract.text(), Map.of("Content-Type", "application/yaml"));
    NodesHandler nodes = new NodesHandler(given.nodes());
    OperationsHandler operations = new OperationsHandler(given.operations());
    actions.put("listOperations", operations::list);
    actions.put("getOperation", operations::find);
    actions.put("listNodes", nodes::list);
    actions.put("removeNode", nodes::remove);
    actions.put("contract", call -> Future.succeededFuture(text));
    return actions;
  }

  private void addEntries(Map<String, Action> actions, Effect effect, String name) {
    EntryValues values = new EntryValues(new BanValue(given.numbering()));
    EntryForm form = new EntryForm(values, given.clock());
    Spread spread = new Spread(given.applied(), given.nodes(), given.waited());
    EntriesHandler one = new EntriesHandler(effect, given.entries(), form, spread, given.observe());
    BulkHandler many =
        new BulkHandler(
            vertx, new BulkRun.Given(effect, given.operations(), form, given.observe()), spread);
    actions.put("create" + name, one::create);
    actions.put("create" + name + "s", many::create);
    actions.put("get" + name, one::find);
    actions.put("lift" + name, one::lift);
    actions.put("list" + name + "s", new EntryList(effect, given.entries(), values)::answer);
  }
}
