package io.ringfence.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that cannot be told to take any. Below those that outgoing connections get: one
 * of them would take it before the server does, or while the server is down for a while.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private FreePort() {}

  /** One of the loopback address that nobody listens on. */
  public static int any() {
    int port = FIRST + ThreadLocalRandom.current().nextInt(LAST - FIRST);
    while (!isFree(port)) {
      port = port < LAST ? port + 1 : FIRST;
    }
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return free.isBound();
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
