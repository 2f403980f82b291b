package io.ringfence.store;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/** Makes pools whose connections do not outlive what they lead to. */
final class Pools {
  /** A connection that says nothing for so long while it owes an answer is dead. */
  static final int DEAD_AFTER_S = 30;

  private static final int WAITING = 512;
  private static final int CONNECT_TIMEOUT_MS = 2_000;

  /** Idle ones go before they could be taken for dead. */
  private static final int IDLE_S = 25;

  /** So that a failover or a new address is found without a restart. */
  private static final int LIFETIME_MIN = 30;

  private Pools() {}

  /**
   * Lost with a crash of the server they are written again a second later: no disk is waited for.
   */
  static Pool forSigns(Vertx vertx, PgConnectOptions options) {
    options.addProperty("synchronous_commit", "off");
    options.addProperty("lock_timeout", "500");
    options.addProperty("statement_timeout", "1500");
    return of(vertx, options, 1);
  }

  /** On one event loop that is not the callers': one thread takes all that a load decodes. */
  static Pool forLoading(Vertx vertx, PgConnectOptions connect, int size) {
    return of(vertx, connect, new PoolOptions().setMaxSize(size).setEventLoopSize(1));
  }

  /** So many connections, made when they are needed. */
  static Pool of(Vertx vertx, PgConnectOptions connect, int size) {
    return of(vertx, connect, new PoolOptions().setMaxSize(size));
  }

  private static Pool of(Vertx vertx, PgConnectOptions connect, PoolOptions size) {
    PoolOptions options =
        size.setMaxWaitQueueSize(WAITING)
            .setConnectionTimeout(CONNECT_TIMEOUT_MS)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(IDLE_S)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxLifetime(LIFETIME_MIN)
            .setMaxLifetimeUnit(TimeUnit.MINUTES);
    NetClientOptions transport =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setReadIdleTimeout(DEAD_AFTER_S);
    return PgBuilder.pool()
        .using(vertx)
        .connectingTo(connect)
        .with(options)
        .with(transport)
        .build();
  }
}
