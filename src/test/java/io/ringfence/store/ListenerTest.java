package io.ringfence.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Listening on what is no good PostgreSQL. */
final class ListenerTest {
  /** A machine that is paused or cut off: whoever waits for it for ever never comes back. */
  @Test
  void givesUpOnAServerThatTakesConnectionsAndSaysNothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Database database =
          Database.open(
              vertx,
              DatabaseAddress.parse("postgresql://u:p@127.0.0.1:" + silent.getLocalPort() + "/x"));
      AtomicBoolean lost = new AtomicBoolean();

      Future<Listener> listening =
          new IndexSource(database).listen(notice -> {}, why -> lost.set(true));

      assertThrows(DatabaseUnavailable.class, () -> TestStore.await(listening));
      assertFalse(lost.get());
    } finally {
      TestStore.await(vertx.close());
    }
  }
}
