package io.ringfence.tls;

import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one listener, or none. What changes in its files is put in force for new connections; the
 * ones there are live on. Files that cannot be used leave the certificate that is in force.
 */
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

  private final Vertx vertx;
  private final String listener;
  private final GatewayConfig.Tls files;
  private final InstantSource clock;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private volatile Certificate current;
  private volatile String failing;
  private String suspected;

  private Tls(Vertx vertx, String listener, GatewayConfig.Tls files, InstantSource clock) {
    this.vertx = vertx;
    this.listener = listener;
    this.files = files;
    this.clock = clock;
  }

  /**
   * Reads the files of a listener. Blocks.
   *
   * @param listener its name, as configuration has it
   * @param files or null: then it speaks plain HTTP
   * @throws ConfigFailed naming the file that cannot be used
   */
  public static Tls open(
      Vertx vertx, String listener, GatewayConfig.Tls files, InstantSource clock) {
    Tls tls = new Tls(vertx, listener, files, clock);
    if (files != null) {
      try {
        tls.current = Certificate.of(vertx, PemPair.read(files));
      } catch (Unusable wrong) {
        throw new ConfigFailed(listener + ".tls." + wrong.getMessage());
      }
    }
    return tls;
  }

  /** A listener that speaks plain HTTP. */
  public static Tls off() {
    return new Tls(null, null, null, null);
  }

  public boolean isOn() {
    return files != null;
  }

  /** The name of its listener. */
  public String listener() {
    return listener;
  }

  /** When the certificate in force ends; null without one. */
  public Instant expires() {
    return current == null ? null : current.expires();
  }

  /** Why the files are not in force as they are now, in one line; null while they are. */
  public String failing() {
    return failing;
  }

  /** The options with the certificate in them, or as they are. */
  public HttpServerOptions secure(HttpServerOptions options) {
    if (isOn()) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setEnabledSecureTransportProtocols(VERSIONS)
          .setKeyCertOptions(current.options());
    }
    return options;
  }

  /** From now on this server, which listens, gets each new certificate. */
  public void keep(HttpServer server) {
    if (isOn()) {
      servers.add(server);
    }
  }

  /**
   * Looks whether the files have changed, and puts in force what they hold. Never fails; at most
   * one look at a time.
   */
  public Future<Void> look() {
    return isOn()
        ? vertx
            .executeBlocking(this::changed)
            .compose(fresh -> fresh == null ? Future.succeededFuture() : replace(fresh))
            .onSuccess(well -> settle(null))
            .recover(wrong -> settle(wrong.getMessage()))
        : Future.succeededFuture();
  }

  /** What is to be put in force; null if it is. */
  private Certificate changed() throws Unusable {
    PemPair pem = PemPair.read(files);
    if (pem.equals(current.pem())) {
      return null;
    }
    Certificate fresh = Certificate.of(vertx, pem);
    Instant now = clock.instant();
    if (fresh.expires().isBefore(now) && current.expires().isAfter(now)) {
      throw new Unusable("cert: " + files.cert() + " has expired on " + fresh.expires());
    }
    return fresh;
  }

  /** Servers that share a port share a certificate, too: the first one is enough for all. */
  private Future<Void> replace(Certificate fresh) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setUseAlpn(true);
    options.setEnabledSecureTransportProtocols(VERSIONS);
    options.setKeyCertOptions(fresh.options());
    return Future.join(servers.stream().map(server -> server.updateSSLOptions(options)).toList())
        .onSuccess(
            done -> {
              current = fresh;
              LOG.info("{} has a new certificate, until {}", listener, fresh.expires());
            })
        .mapEmpty();
  }

  /** Between the one file and the other there is a moment in which they do not go together. */
  private Future<Void> settle(String wrong) {
    if (wrong != null && wrong.equals(suspected) && !wrong.equals(failing)) {
      LOG.error("{}.tls.{}; the certificate before it stays in force", listener, wrong);
      failing = wrong;
    } else if (wrong == null) {
      failing = null;
    }
    suspected = wrong;
    return Future.succeededFuture();
  }
}
