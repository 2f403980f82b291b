package io.ringfence.bench;

import io.ringfence.domain.Organisation;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TestStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A database of the measurement's own, on a real PostgreSQL that waits for its disk. */
final class Filled implements AutoCloseable {
  /** Rows of one statement that goes through the triggers. */
  static final int STATEMENT = 5_000;

  final TestStore store = new TestStore();
  final Organisation organisation = store.organisation("bench");

  /** One without bans. */
  static Filled empty() {
    return new Filled();
  }

  /** One with so many bans, a fifth of them with an end. */
  static Filled with(int bans) throws SQLException {
    Filled filled = new Filled();
    filled.fill(bans);
    return filled;
  }

  private Filled() {}

  /** Past the triggers, as a restored dump comes, and then counted as one. */
  private void fill(int bans) throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("SET LOCAL session_replication_role = replica");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO entry (organisation_id, id, kind, value, raw, reason, until)"
                  + " SELECT ?, nextval('entry_id'), 'phone', v, v, 'Spammer',"
                  + " CASE WHEN i % 5 = 0 THEN now() + interval '1 day' END FROM"
                  + " (SELECT i, '+' || 12010000000 + i::bigint * 700 + i::bigint * 7919 % 700 AS v"
                  + " FROM generate_series(1, ?) i) AS numbers")) {
        insert.setInt(1, organisation.id());
        insert.setInt(2, bans);
        insert.execute();
      }
      connection.createStatement().execute("SELECT recount()");
      connection.commit();
      connection.setAutoCommit(true);
      connection.createStatement().execute("VACUUM (ANALYZE) entry");
      connection.createStatement().execute("CHECKPOINT");
    }
  }

  /** So many numbers in a row, as somebody in psql bans them: plain SQL, through the triggers. */
  void insert(long first, int bans) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO entry (organisation_id, kind, value, raw, reason)"
                    + " SELECT ?, 'phone', '+' || n, '+' || n, 'Spammer'"
                    + " FROM generate_series(?, ?) n")) {
      for (int written = 0; written < bans; written += STATEMENT) {
        insert.setInt(1, organisation.id());
        insert.setLong(2, first + written);
        insert.setLong(3, first + Math.min(bans, written + STATEMENT) - 1);
        insert.executeUpdate();
      }
    }
  }

  Connection connect() throws SQLException {
    return PostgresFixture.connect(store.address);
  }

  /** For another process. */
  String url() {
    return String.format(
        "postgresql://%s:%s@%s:%d/%s",
        store.address.user(),
        store.address.password(),
        store.address.host(),
        store.address.port(),
        store.address.database());
  }

  /** Takes the database off the disk, too: ten million bans are some gigabytes. */
  @Override
  public void close() {
    store.close();
    try (Connection connection =
            PostgresFixture.connect(store.address.withDatabase("postgres"))) {
      connection
          .createStatement()
          .execute("DROP DATABASE " + store.address.database() + " WITH (FORCE)");
    } catch (SQLException kept) {
      System.err.println("the database stays: " + kept.getMessage());
    }
  }
}
