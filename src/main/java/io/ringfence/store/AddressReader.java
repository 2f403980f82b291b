package io.ringfence.store;

import io.vertx.pgclient.SslMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads a {@link DatabaseAddress}. Not {@code java.net.URI}: that refuses passwords people have,
 * and its messages quote them.
 */
final class AddressReader {
  private static final int DEFAULT_PORT = 5432;

  private final String text;
  private String host;
  private int port = DEFAULT_PORT;
  private String user;
  private String password;
  private String database;
  private SslMode sslMode = SslMode.DISABLE;
  private String sslRootCert;

  AddressReader(String text) {
    this.text = text.strip();
  }

  DatabaseAddress read() {
    String rest = withoutScheme();
    int query = rest.indexOf('?');
    if (query >= 0) {
      parameters(rest.substring(query + 1));
      rest = rest.substring(0, query);
    }
    // The last @: an unencoded one in a password does no harm.
    int at = rest.lastIndexOf('@');
    if (at < 1) {
      throw wrong("it names no user: postgresql://user:password@host:port/database");
    }
    login(rest.substring(0, at));
    place(rest.substring(at + 1));
    return new DatabaseAddress(
        host, port, user, password, database == null ? user : database, sslMode, sslRootCert);
  }

  private String withoutScheme() {
    for (String scheme : new String[] {"postgresql://", "postgres://"}) {
      if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return text.substring(scheme.length());
      }
    }
    throw wrong("it must begin with postgresql://");
  }

  private void login(String login) {
    int colon = login.indexOf(':');
    user = decoded(colon < 0 ? login : login.substring(0, colon), "user");
    password = colon < 0 ? null : decoded(login.substring(colon + 1), "password");
    if (user.isEmpty()) {
      throw wrong("it names no user: postgresql://user:password@host:port/database");
    }
  }

  private void place(String place) {
    int slash = place.indexOf('/');
    if (slash >= 0 && slash < place.length() - 1) {
      database = decoded(place.substring(slash + 1), "database");
    }
    String server = slash < 0 ? place : place.substring(0, slash);
    if (server.indexOf(',') >= 0) {
      throw wrong("it names several hosts; one is needed");
    }
    int colon = server.lastIndexOf(':');
    if (colon > server.lastIndexOf(']')) {
      port = port(server.substring(colon + 1));
      server = server.substring(0, colon);
    }
    host = decoded(server, "host").replaceAll("^\\[(.*)]$", "$1");
    if (host.isEmpty() || host.startsWith("/")) {
      throw wrong("it names no host");
    }
  }

  private int port(String digits) {
    try {
      int number = Integer.parseInt(digits);
      if (number >= 1 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, without the text: with a / or @ left unencoded it is part of the password.
    }
    throw wrong(
        "the port is not a number from 1 to 65535 (encode /, ? and @ in the password as %2F, %3F, %40)");
  }

  private void parameters(String query) {
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), "parameter");
      if (name.equals("sslmode")) {
        sslMode = sslMode(value);
      } else if (name.equals("sslrootcert")) {
        sslRootCert = value;
      } else if (!pair.isEmpty()) {
        throw wrong("its only parameters are sslmode and sslrootcert");
      }
    }
  }

  private SslMode sslMode(String value) {
    for (SslMode mode : SslMode.values()) {
      if (word(mode).equals(value)) {
        return mode;
      }
    }
    throw wrong("sslmode is disable, allow, prefer, require, verify-ca or verify-full");
  }

  /** As libpq and JDBC spell it. */
  static String word(SslMode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String decoded(String part, String what) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        out.put((byte) (hex(bytes, i + 1, what) << 4 | hex(bytes, i + 2, what)));
        i += 2;
      } else {
        out.put(bytes[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      throw wrong("the " + what + " is not UTF-8");
    }
  }

  private int hex(byte[] bytes, int at, String what) {
    int digit = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
    if (digit < 0) {
      throw wrong("a % in the " + what + " is not followed by two hexadecimal digits");
    }
    return digit;
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("the database address cannot be read: " + what);
  }
}
