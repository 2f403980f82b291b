package io.ringfence.store;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts the embedded PostgreSQL, says so, and waits to be killed. */
final class GatewayToKill {
  private GatewayToKill() {}

  public static void main(String[] args) throws InterruptedException {
    EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(args[0]));
    System.out.println("started on " + server.address().port());
    new CountDownLatch(1).await();
  }
}
