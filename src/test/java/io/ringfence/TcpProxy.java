package io.ringfence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before PostgreSQL and can be taken away. */
final class TcpProxy {
  private final NetClient client;
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private NetServer server;

  private TcpProxy(Vertx vertx) {
    client = vertx.createNetClient();
  }

  static TcpProxy before(Vertx vertx, String host, int port) {
    TcpProxy proxy = new TcpProxy(vertx);
    proxy.server =
        GatewayFixture.await(
            vertx
                .createNetServer()
                .connectHandler(from -> proxy.join(from, host, port))
                .listen(0, "127.0.0.1"));
    return proxy;
  }

  int port() {
    return server.actualPort();
  }

  /** Ends every connection and takes no new one. */
  void cut() {
    cut = true;
    open.forEach(NetSocket::close);
  }

  void mend() {
    cut = false;
  }

  private void join(NetSocket from, String host, int port) {
    if (cut) {
      from.close();
      return;
    }
    from.pause();
    client.connect(port, host).onFailure(refused -> from.close()).onSuccess(to -> pipe(from, to));
  }

  private void pipe(NetSocket from, NetSocket to) {
    for (NetSocket socket : new NetSocket[] {from, to}) {
      open.add(socket);
      socket.closeHandler(closed -> open.remove(socket));
    }
    if (cut) {
      cut();
    }
    Future<Void> there = from.pipeTo(to);
    Future<Void> back = to.pipeTo(from);
    Future.join(there, back).onComplete(over -> from.close());
    from.resume();
  }
}
