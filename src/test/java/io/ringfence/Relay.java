package io.ringfence;

import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a server, which can be cut and frozen. Nothing listens until it is opened. */
final class Relay {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx;
  private final int target;
  private final int port;
  private final NetClient client;
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private NetServer server;
  private volatile boolean frozen;

  Relay(Vertx vertx, int target) {
    this.vertx = vertx;
    this.target = target;
    this.client = vertx.createNetClient();
    this.port = FreePort.any();
  }

  /** The address of a database of the server, by this way. */
  String to(DatabaseAddress database) {
    return String.format(
        "postgresql://%s:%s@%s:%d/%s",
        database.user(), database.password(), HOST, port, database.database());
  }

  /** The port may be held for a moment by what was closed last. */
  void open() {
    GatewayFixture.eventually(this::opened);
  }

  private boolean opened() {
    try {
      server =
          GatewayFixture.await(
              vertx.createNetServer().connectHandler(this::join).listen(port, HOST));
      return true;
    } catch (AssertionError taken) {
      return false;
    }
  }

  /** From now on not a byte passes in either direction, and no connection ends. */
  void freeze() {
    frozen = true;
    sockets.forEach(NetSocket::pause);
  }

  /** Connections made from now on pass bytes again; those there were stay frozen. */
  void thaw() {
    frozen = false;
  }

  /** Refuses connections and ends those there are. */
  void cut() {
    GatewayFixture.await(server.close());
    sockets.forEach(NetSocket::close);
  }

  private void join(NetSocket near) {
    near.pause();
    sockets.add(near);
    near.closeHandler(gone -> sockets.remove(near));
    if (frozen) {
      return;
    }
    client
        .connect(target, HOST)
        .onFailure(refused -> near.close())
        .onSuccess(far -> join(near, far));
  }

  private void join(NetSocket near, NetSocket far) {
    sockets.add(far);
    near.handler(far::write);
    far.handler(near::write);
    near.closeHandler(gone -> end(near, far));
    far.closeHandler(gone -> end(near, far));
    if (!frozen) {
      near.resume();
    }
  }

  private void end(NetSocket near, NetSocket far) {
    sockets.remove(near);
    sockets.remove(far);
    near.close();
    far.close();
  }
}
