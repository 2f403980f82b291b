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
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where PostgreSQL is and how to log in. Printing it shows no password.
 *
 * @param host a name or address, an IPv6 one without brackets
 * @param sslMode as libpq understands it; {@code disable} where the address does not say
 * @param sslRootCert a PEM file of the authorities to trust, or null for those of the JVM; only
 *     {@code verify-ca} and {@code verify-full} look at it
 * @param pooled whether a pooler stands before it that gives each transaction another connection,
 *     as PgBouncer with {@code pool_mode = transaction}: nothing may be kept in a session there
 */
public record DatabaseAddress(
    String host,
    int port,
    String user,
    String password,
    String database,
    SslMode sslMode,
    String sslRootCert,
    boolean pooled) {

  /** What the server lists this connection as, in {@code pg_stat_activity}. */
  static final String APPLICATION = "ringfence";

  private static final Map<String, String> LIMITS =
      Map.of(
          "lock_timeout", "2000",
          "statement_timeout", "15000",
          "idle_in_transaction_session_timeout", "5000");

  public DatabaseAddress {
    if (host.isEmpty() || port < 1 || port > 65_535 || user.isEmpty() || database.isEmpty()) {
      throw new IllegalArgumentException("a database address needs a host, a port and a user");
    }
  }

  /** An address without a pooler before it. */
  public DatabaseAddress(
      String host,
      int port,
      String user,
      String password,
      String database,
      SslMode sslMode,
      String sslRootCert) {
    this(host, port, user, password, database, sslMode, sslRootCert, false);
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database?sslmode=…}; parts may be
   * percent-encoded. Known parameters are {@code sslmode}, {@code sslrootcert} and {@code pooler},
   * which is {@code session} unless it is {@code transaction}.
   *
   * @throws IllegalArgumentException saying what is wrong, without the password
   */
  public static DatabaseAddress parse(String text) {
    return new AddressReader(text).read();
  }

  /** The same server and login, another database. */
  public DatabaseAddress withDatabase(String name) {
    return new DatabaseAddress(host, port, user, password, name, sslMode, sslRootCert, pooled);
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
            .setCachePreparedStatements(!pooled)
            .setUseLayer7Proxy(pooled)
            .setPipeliningLimit(16);
    options.addProperty("application_name", APPLICATION);
    options.addProperty("TimeZone", "UTC");
    if (pooled) {
      // A pooler refuses whatever it cannot carry from one connection to the next.
      options.getProperties().remove("extra_float_digits");
    } else {
      options.addProperty("search_path", "ringfence");
      LIMITS.forEach(options::addProperty);
    }
    if (sslMode != SslMode.DISABLE) {
      options.setSslOptions(sslOptions());
    }
    return options;
  }

  /** What begins a transaction; its limits come with it where the connection cannot have them. */
  String begin() {
    StringBuilder begin = new StringBuilder("BEGIN");
    if (pooled) {
      LIMITS.forEach((name, millis) -> begin.append("; SET LOCAL " + name + " = " + millis));
    }
    return begin.toString();
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
