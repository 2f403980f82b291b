package io.ringfence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be cut. */
final class Wire {
  private final NetServer server;
  private final NetClient client;
  private final String host;
  private final int port;
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Wire(Vertx vertx, String host, int port) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.host = host;
    this.port = port;
  }

  static Wire to(Vertx vertx, String host, int port) {
    Wire wire = new Wire(vertx, host, port);
    GatewayFixture.await(wire.server.connectHandler(wire::join).listen(0, "127.0.0.1"));
    return wire;
  }

  int port() {
    return server.actualPort();
  }

  /** Every connection ends, and no new one comes about. */
  void cut() {
    cut = true;
    open.forEach(NetSocket::close);
  }

  void mend() {
    cut = false;
  }

  private void join(NetSocket here) {
    if (cut) {
      here.close();
      return;
    }
    here.pause();
    client
        .connect(port, host)
        .onFailure(refused -> here.close())
        .onSuccess(there -> pipe(here, there));
  }

  private void pipe(NetSocket here, NetSocket there) {
    open.add(here);
    open.add(there);
    here.closeHandler(gone -> open.remove(here));
    there.closeHandler(gone -> open.remove(there));
    Future.any(here.pipeTo(there), there.pipeTo(here)).onComplete(end -> close(here, there));
  }

  private static void close(NetSocket here, NetSocket there) {
    here.close();
    there.close();
  }
}
