package io.ringfence.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseAddressTest {
  @Test
  void readsEveryPart() {
    DatabaseAddress address =
        DatabaseAddress.parse(
            "postgresql://me:p%40ss%2Fw%C3%B6rd@db.example:6543/my%20calls?sslmode=verify-full&sslrootcert=%2Fca.pem");

    assertEquals("db.example", address.host());
    assertEquals(6543, address.port());
    assertEquals("me", address.user());
    assertEquals("p@ss/wörd", address.password());
    assertEquals("my calls", address.database());
    assertEquals(SslMode.VERIFY_FULL, address.sslMode());
    assertEquals("/ca.pem", address.sslRootCert());
  }

  @Test
  void fillsInWhatIsMissing() {
    DatabaseAddress address = DatabaseAddress.parse("postgres://me@db.example");

    assertEquals(5432, address.port());
    assertNull(address.password());
    assertEquals("me", address.database());
    assertEquals(SslMode.DISABLE, address.sslMode());
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://me:a@b@db.example/x, a@b",
    "postgresql://me:a:b@db.example/x, a:b",
    "postgresql://me:a+b@db.example/x, a+b",
    "postgresql://me:@db.example/x, ''"
  })
  void readsPasswordsAsTheyAreTyped(String text, String password) {
    assertEquals(password, DatabaseAddress.parse(text).password());
  }

  @Test
  void readsAnIpv6Address() {
    DatabaseAddress address = DatabaseAddress.parse("postgresql://me@[::1]:6543/x");

    assertEquals("::1", address.host());
    assertEquals(6543, address.port());
    assertEquals("jdbc:postgresql://[::1]:6543/x", address.jdbcUrl());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql://me:hunter2@db/x",
        "postgresql://db.example/x",
        "postgresql://:hunter2@db.example/x",
        "postgresql://me:hunter2@db.example:0/x",
        "postgresql://me:hunter2@db.example:99999/x",
        "postgresql://me:hunter2@db.example:five/x",
        "postgresql://me:hunter2@/x",
        "postgresql://me:hunter2@a,b/x",
        "postgresql://me:hunter2%@db.example/x",
        "postgresql://me:hunter2%zz@db.example/x",
        "postgresql://me:hunter2%ff@db.example/x",
        "postgresql://me:hunter2@db.example/x?sslmode=sometimes",
        "postgresql://me:hunter2@db.example/x?hunter2=1",
        "postgresql://me:hunter2/secret@db.example/x?sslmode=hunter2"
      })
  void refusesWhatItCannotReadWithoutSayingThePassword(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> DatabaseAddress.parse(text));

    assertFalse(refusal.getMessage().contains("hunter2"), refusal.getMessage());
    assertTrue(refusal.getMessage().startsWith("the database address cannot be read: "));
  }

  @Test
  void printsNoPassword() {
    DatabaseAddress address = DatabaseAddress.parse("postgresql://me:hunter2@db.example/x");

    assertEquals("postgresql://me@db.example:5432/x", address.toString());
    assertFalse(address.jdbcUrl().contains("hunter2"));
  }

  @Test
  void checksTheNameOnlyWhereItIsAskedTo() {
    PgConnectOptions require =
        DatabaseAddress.parse("postgresql://me@db.example/x?sslmode=require").connectOptions();
    PgConnectOptions full =
        DatabaseAddress.parse("postgresql://me@db.example/x?sslmode=verify-full").connectOptions();

    assertTrue(require.getSslOptions().isTrustAll());
    assertFalse(full.getSslOptions().isTrustAll());
    assertEquals("HTTPS", full.getSslOptions().getHostnameVerificationAlgorithm());
    assertTrue(full.getSslOptions().getTrustOptions() != null);
  }
}
