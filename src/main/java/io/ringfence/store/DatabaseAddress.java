package io.ringfence.store;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Properties;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where PostgreSQL is and how to log in. Printing it shows no password.
 *
 * @param host a name or address, an IPv6 one without brackets
 * @param sslMode as libpq understands it; {@code disable} where the address does not say
 * @param sslRootCert a PEM file of the authorities to trust, or null for those of the JVM; only
 *     {@code verify-ca} and {@code verify-full} look at it
 */
public record DatabaseAddress(
    String host,
    int port,
    String user,
    String password,
    String database,
    SslMode sslMode,
    String sslRootCert) {

  /** What the server lists this connection as, in {@code pg_stat_activity}. */
  static final String APPLICATION = "ringfence";

  private static final long LOCK_TIMEOUT_MS = 2_000;
  private static final long STATEMENT_TIMEOUT_MS = 15_000;
  private static final long IDLE_IN_TRANSACTION_MS = 5_000;

  public DatabaseAddress {
    if (host.isEmpty() || port < 1 || port > 65_535 || user.isEmpty() || database.isEmpty()) {
      throw new IllegalArgumentException("a database address needs a host, a port and a user");
    }
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database?sslmode=…}; parts may be
   * percent-encoded. Known parameters are {@code sslmode} and {@code sslrootcert}.
   *
   * @throws IllegalArgumentException saying what is wrong, without the password
   */
  public static DatabaseAddress parse(String text) {
    return new AddressReader(text).read();
  }

  /** The same server and login, another database. */
  public DatabaseAddress withDatabase(String name) {
    return new DatabaseAddress(host, port, user, password, name, sslMode, sslRootCert);
  }

  /** For the non-blocking client, with the limits under which every statement runs. */
  public PgConnectOptions connectOptions() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(host)
            .setPort(port)
            .setUser(user)
            .setPassword(password == null ? "" : password)
            .setDatabase(database)
            .setSslMode(sslMode)
            .setCachePreparedStatements(true)
            .setPipeliningLimit(16);
    options.addProperty("application_name", APPLICATION);
    options.addProperty("search_path", "ringfence");
    options.addProperty("TimeZone", "UTC");
    options.addProperty("lock_timeout", Long.toString(LOCK_TIMEOUT_MS));
    options.addProperty("statement_timeout", Long.toString(STATEMENT_TIMEOUT_MS));
    options.addProperty(
        "idle_in_transaction_session_timeout", Long.toString(IDLE_IN_TRANSACTION_MS));
    if (sslMode != SslMode.DISABLE) {
      options.setSslOptions(sslOptions());
    }
    return options;
  }

  private ClientSSLOptions sslOptions() {
    ClientSSLOptions options = new ClientSSLOptions();
    if (!verifies()) {
      return options.setTrustAll(true);
    }
    if (sslMode == SslMode.VERIFY_FULL) {
      options.setHostnameVerificationAlgorithm("HTTPS");
    }
    return options.setTrustOptions(
        sslRootCert == null
            ? TrustOptions.wrap(jvmTrust().getTrustManagers()[0])
            : new PemTrustOptions().addCertPath(sslRootCert));
  }

  private boolean verifies() {
    return sslMode == SslMode.VERIFY_CA || sslMode == SslMode.VERIFY_FULL;
  }

  private static TrustManagerFactory jvmTrust() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM has no trusted certificates", e);
    }
  }

  /** For JDBC; user and password go apart, in {@link #jdbcProperties()}. */
  String jdbcUrl() {
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return "jdbc:postgresql://" + bracketed() + ":" + port + "/" + name;
  }

  Properties jdbcProperties() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", APPLICATION);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("sslmode", AddressReader.word(sslMode));
    if (verifies() && sslRootCert == null) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (verifies()) {
      properties.setProperty("sslrootcert", sslRootCert);
    }
    return properties;
  }

  private String bracketed() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  @Override
  public String toString() {
    return "postgresql://" + user + "@" + bracketed() + ":" + port + "/" + database;
  }
}
