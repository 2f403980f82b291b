package io.ringfence.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A network before PostgreSQL that can be broken: cut, delayed, throttled, frozen, and deaf to
 * notifications. What the server says is passed on message by message.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int NOTIFICATION = 'A';

  private volatile DatabaseAddress target;
  private final ServerSocket entrance;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private volatile boolean deaf;
  private volatile boolean cutInNotification;
  private volatile boolean closed;
  private volatile boolean refusing;
  private volatile long delayNanos;
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  public TcpProxy(DatabaseAddress target) {
    this.target = target;
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  /** The same database, through this proxy. */
  public DatabaseAddress address() {
    return new DatabaseAddress(
        "127.0.0.1",
        entrance.getLocalPort(),
        target.user(),
        target.password(),
        target.database(),
        target.sslMode(),
        null,
        target.pooled());
  }

  /** Cuts every connection, and leads new ones to another server. */
  public void lead(DatabaseAddress elsewhere) {
    target = elsewhere;
    cut();
  }

  /** From now on no notification passes. */
  public void dropNotifications() {
    deaf = true;
  }

  /** Passes half of the next notification and then cuts that connection. */
  public void cutInNextNotification() {
    cutInNotification = true;
  }

  /** Everything arrives so much later. */
  public void delay(Duration by) {
    delayNanos = by.toNanos();
  }

  /** The server's answers pass no faster, each connection for itself. */
  public void throttle(long bytes) {
    bytesPerSecond = bytes;
  }

  /** The connections there are pass nothing any more and are not closed; new ones work. */
  public void freezeLinks() {
    links.forEach(link -> link.frozen = true);
  }

  /** Nothing passes, on new connections either, until {@link #thaw}. */
  public void freeze() {
    refusing = true;
    freezeLinks();
  }

  public void thaw() {
    refusing = false;
    links.forEach(link -> link.frozen = false);
  }

  /** Closes every connection. */
  public void cut() {
    links.forEach(Link::close);
  }

  @Override
  public void close() {
    closed = true;
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!closed) {
      try {
        join(entrance.accept());
      } catch (IOException ended) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  private void join(Socket client) throws IOException {
    DatabaseAddress leadsTo = target;
    Link link;
    try {
      link = new Link(client, new Socket(leadsTo.host(), leadsTo.port()));
    } catch (IOException notThere) {
      client.close();
      return;
    }
    links.add(link);
    // What was asked for while it was made found it not among the others.
    link.frozen = refusing;
    if (target != leadsTo || closed) {
      link.close();
      return;
    }
    thread(link::up);
    thread(link::down);
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean frozen;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void up() {
      byte[] buffer = new byte[8192];
      try (InputStream in = client.getInputStream();
          Late out = new Late(server.getOutputStream())) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          hold();
          out.write(Arrays.copyOf(buffer, n));
        }
      } catch (IOException ended) {
        // Either side went.
      }
      close();
    }

    void down() {
      try (DataInputStream in = new DataInputStream(server.getInputStream());
          Late out = new Late(client.getOutputStream())) {
        while (true) {
          byte[] message = message(in);
          hold();
          if (message[0] == NOTIFICATION && deaf) {
            continue;
          }
          if (message[0] == NOTIFICATION && cutInNotification) {
            cutInNotification = false;
            out.write(Arrays.copyOf(message, message.length / 2));
            break;
          }
          out.write(message);
          LockSupport.parkNanos(message.length * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
        }
      } catch (IOException ended) {
        // Either side went.
      }
      close();
    }

    private void hold() {
      while (frozen && !closed && !client.isClosed()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }

    void close() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        links.remove(this);
      }
    }
  }

  /** Passes on what is written, each piece after the delay. */
  private final class Late implements AutoCloseable {
    private final OutputStream out;
    private final BlockingQueue<Piece> under = new LinkedBlockingQueue<>();
    private final Thread carrier = new Thread(this::carry, "tcp-proxy-late");
    private volatile boolean over;

    private record Piece(byte[] bytes, long due) {}

    Late(OutputStream out) {
      this.out = out;
      carrier.setDaemon(true);
      carrier.start();
    }

    void write(byte[] bytes) {
      under.add(new Piece(bytes, System.nanoTime() + delayNanos));
    }

    private void carry() {
      try {
        while (!over || !under.isEmpty()) {
          Piece piece = under.poll(20, TimeUnit.MILLISECONDS);
          if (piece != null) {
            LockSupport.parkNanos(piece.due - System.nanoTime());
            out.write(piece.bytes);
          }
        }
      } catch (IOException | InterruptedException ended) {
        over = true;
      }
    }

    @Override
    public void close() throws IOException {
      over = true;
      try {
        carrier.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      out.close();
    }
  }

  private static byte[] message(DataInputStream in) throws IOException {
    byte type = in.readByte();
    int length = in.readInt();
    byte[] message = new byte[1 + length];
    ByteBuffer.wrap(message).put(type).putInt(length);
    in.readFully(message, 5, length - 4);
    return message;
  }
}
