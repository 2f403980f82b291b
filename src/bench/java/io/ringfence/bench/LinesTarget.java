package io.ringfence.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.call.CallMetrics;
import io.ringfence.call.CallPath;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Account;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.Change;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Revision;
import io.ringfence.edge.EdgeMetrics;
import io.ringfence.edge.EdgeServer;
import io.ringfence.number.Numbering;
import io.ringfence.records.CallCodec;
import io.ringfence.records.Records;
import io.ringfence.records.Spool;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.standin.SigningKey;
import io.ringfence.telnyx.Ed25519;
import io.ringfence.tls.Tls;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The edge without signatures on one event loop, with an account that so many organisations share,
 * each with a line of its own. Prints its port.
 */
public final class LinesTarget {
  private static final long FIRST = 16_005_000_000L;

  private LinesTarget() {}

  /** The number of a line, from 0. */
  static String number(int line) {
    return "+" + (FIRST + line);
  }

  /**
   * @param arguments the number of lines, then the upstreams of the first ones
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("ringfence-bench");
    GatewayConfig config =
        GatewayConfig.read(
            Files.writeString(directory.resolve("empty.yaml"), ""),
            Map.of(
                "RINGFENCE_EDGE_HOST", "127.0.0.1",
                "RINGFENCE_EDGE_PORT", "0",
                "RINGFENCE_UPSTREAM_ALLOW_PRIVATE", "true",
                "RINGFENCE_TELNYX_PUBLIC_KEYS", SigningKey.generate().publicKey()));
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Records<CallRecord> records =
        new Records<>(
            "call",
            batch -> {},
            new Spool<>("calls", new CallCodec(), directory.resolve("s"), 1 << 20));
    records.start();
    CallPath path =
        CallPath.open(
            vertx,
            config,
            new CallPath.Given(
                node(arguments),
                new CorrectedClock(InstantSource.system()),
                new Numbering(),
                Ed25519.fastest(),
                new SecretsKeys(new byte[32], null),
                organisation -> false,
                true),
            new CallPath.Kept(records, message -> {}),
            new CallMetrics(registry));
    vertx
        .deployVerticle(
            new EdgeServer(
                config.listeners().edge(),
                Tls.off(),
                path.flow(),
                new EdgeMetrics(registry),
                System.out::println))
        .onFailure(
            failed -> {
              System.err.println(failed);
              System.exit(1);
            });
  }

  private static NodeIndex node(String[] arguments) {
    IndexLoad load = new IndexLoad();
    load.accept(new Change.AccountIs(new Account(1, "acc_1", null, "default", List.of(), null)));
    int lines = Integer.parseInt(arguments[0]);
    for (int i = 0; i < lines; i++) {
      int id = i + 1;
      String slug = "o-" + id;
      load.accept(
          new Change.OrganisationIs(
              new Organisation(id, "org_" + id, slug, slug, id % 16, "US", Policies.NONE, false)));
      String upstream = id < arguments.length ? arguments[id] : null;
      load.accept(
          new Change.LineIs(
              new Line(
                  id,
                  "line_" + id,
                  id,
                  1,
                  E164.parse(number(i)),
                  null,
                  upstream,
                  null,
                  null,
                  Policies.NONE,
                  false)));
    }
    NodeIndex node = new NodeIndex();
    node.swap(
        new Replica(
            load.finish(),
            Collections.nCopies(Revision.SHARDS, new Replica.Position(0, null)),
            node.counts()));
    node.confirmed(Instant.now());
    return node;
  }
}
