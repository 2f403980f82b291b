package io.ringfence.store;

import io.vertx.core.Future;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that hears the bell, and nothing else: a backend delivers notifications only when
 * it is idle. Not {@code PgSubscriber}, whose sockets have no keep-alive and no idle limit and so
 * never notice a dead peer.
 */
public final class Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** Silence for so long ends the connection: call {@link #heads()} at least every second. */
  public static final int SILENCE_S = 3;

  private static final int CONNECT_TIMEOUT_MS = 2_000;

  /** A silent server is noticed by {@link #SILENCE_S}; this is for what that does not notice. */
  private static final int OPEN_S = 5;

  private static final String CHANNEL = "ringfence";

  private final Pool pool;
  private final PgConnection connection;
  private final AtomicBoolean ended = new AtomicBoolean();

  private Listener(Pool pool, PgConnection connection) {
    this.pool = pool;
    this.connection = connection;
  }

  static Future<Listener> open(
      Database database, Consumer<Notice> onNotice, Consumer<Throwable> onClosed) {
    Pool pool = pool(database);
    return pool.getConnection()
        .map(connection -> new Listener(pool, PgConnection.cast(connection)))
        .compose(listener -> listener.start(onNotice, onClosed))
        .timeout(OPEN_S, TimeUnit.SECONDS)
        .recover(
            failure -> {
              close(pool);
              return Failures.typed(failure);
            });
  }

  /** Not waited for: a server that accepts connections and then says nothing holds it up. */
  private static void close(Pool pool) {
    pool.close().onFailure(failure -> LOG.debug("closing the listening pool", failure));
  }

  private static Pool pool(Database database) {
    return PgBuilder.pool()
        .using(database.vertx())
        .connectingTo(database.address().connectOptions())
        .with(
            // Not the pool's own time-out: closing a pool with a request that it gave up fails.
            new PoolOptions().setMaxSize(1))
        .with(
            new NetClientOptions()
                .setTcpKeepAlive(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setReadIdleTimeout(SILENCE_S))
        .build();
  }

  private Future<Listener> start(Consumer<Notice> onNotice, Consumer<Throwable> onClosed) {
    connection.notificationHandler(heard -> hear(heard, onNotice));
    connection.exceptionHandler(failure -> LOG.debug("listening connection failed", failure));
    connection.closeHandler(closed -> lost(onClosed));
    return connection.query("LISTEN " + CHANNEL).execute().map(this);
  }

  private static void hear(PgNotification heard, Consumer<Notice> onNotice) {
    Notice notice;
    try {
      notice = ChangeCodec.notice(heard.getPayload());
    } catch (RuntimeException e) {
      // Anybody may NOTIFY. What it would have said is found in the log by the next look at the
      // heads.
      LOG.warn("a notification cannot be read: {}", e.getClass().getSimpleName());
      return;
    }
    onNotice.accept(notice);
  }

  private void lost(Consumer<Throwable> onClosed) {
    if (ended.compareAndSet(false, true)) {
      close(pool);
      onClosed.accept(new DatabaseUnavailable("the listening connection was lost", null));
    }
  }

  /**
   * The heads, over this connection: a sign of life, and what a lost notification would have said.
   */
  public Future<Heads> heads() {
    return IndexSource.heads(connection)
        .timeout(SILENCE_S, TimeUnit.SECONDS)
        .recover(Failures::typed);
  }

  /** Stops listening; {@code onClosed} is not called. */
  public Future<Void> close() {
    ended.set(true);
    return connection.close().eventually(pool::close);
  }
}
