package io.ringfence.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** Stands before PostgreSQL and can keep its answers back until the client has sent some text. */
final class RoundTripProxy {
  private final Vertx vertx;
  private final DatabaseAddress target;
  private volatile String awaited;
  private NetServer server;

  RoundTripProxy(Vertx vertx, DatabaseAddress target) {
    this.vertx = vertx;
    this.target = target;
  }

  Future<DatabaseAddress> start() {
    server = vertx.createNetServer().connectHandler(this::connect);
    return server
        .listen(0, "127.0.0.1")
        .map(
            up ->
                new DatabaseAddress(
                    "127.0.0.1",
                    up.actualPort(),
                    target.user(),
                    target.password(),
                    target.database(),
                    target.sslMode(),
                    null));
  }

  /** From now on nothing of the server's passes until the client has sent this. */
  void answerNothingBefore(String text) {
    awaited = text;
  }

  private void connect(NetSocket client) {
    client.pause();
    vertx
        .createNetClient()
        .connect(target.port(), target.host())
        .onSuccess(server -> join(client, server))
        .onFailure(failure -> client.close());
  }

  private void join(NetSocket client, NetSocket server) {
    Queue<Buffer> kept = new ArrayDeque<>();
    client.handler(
        data -> {
          server.write(data);
          if (awaited != null && data.toString(StandardCharsets.ISO_8859_1).contains(awaited)) {
            awaited = null;
            kept.forEach(client::write);
            kept.clear();
          }
        });
    server.handler(
        data -> {
          if (awaited == null) {
            client.write(data);
          } else {
            kept.add(data);
          }
        });
    client.closeHandler(closed -> server.close());
    server.closeHandler(closed -> client.close());
    client.resume();
  }
}
