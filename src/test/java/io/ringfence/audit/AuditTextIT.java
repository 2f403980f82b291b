package io.ringfence.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.store.PostgresFixture;
import io.ringfence.store.TestStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The text that is hashed here is, to the byte, the one that the database hashes. */
final class AuditTextIT {
  private static final int SEED = 20261121;
  private static final int ROWS = 2_000;

  /** One of each kind that some JSON writer escapes, and PostgreSQL's may or may not. */
  private static final String[] NASTY = {
    "\"",
    "\\",
    "/",
    "\b",
    "\f",
    "\n",
    "\r",
    "\t",
    "\u0001",
    "\u000b",
    "\u001b",
    "\u001f",
    "\u007f",
    "\u0080",
    "\u009f",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
    "\uffff",
    "\ud83d\ude00",
    "\udbff\udfff",
    "é",
    "e\u0301",
    "漢",
    "<",
    ">",
    "&",
    "'",
    "$1",
    "\\u0041",
    "{}",
    "[]",
    "null",
    ", ",
    "=",
    "+",
    " ",
    "a"
  };

  private static final String TEXT_AND_HASH =
      "SELECT t || ' ' || encode(audit_link(decode(?, 'hex'), NULL, t), 'hex') FROM audit_text(ROW(?,"
          + " ?, ?::text::timestamptz, ?, ?, ?::text, ?::text, ?::text, ?, decode(?, 'hex'), NULL,"
          + " NULL)::audit_log) t";

  private static TestStore store;

  @BeforeAll
  static void open() {
    store = new TestStore();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void isTheDatabasesForWhateverTextThereIs() throws SQLException {
    Random random = new Random(SEED);
    List<AuditRow> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(row(random));
    }

    try (Connection connection = PostgresFixture.connect(store.address);
        PreparedStatement ask = connection.prepareStatement(TEXT_AND_HASH)) {
      for (AuditRow row : rows) {
        assertEquals(inTheDatabase(ask, row), AuditText.of(row) + " " + Chain.link(row));
      }
    }
  }

  @Test
  void theBeginningOfAChainIsTheDatabases() {
    for (int chain : new int[] {0, 1, 41, Integer.MAX_VALUE, -1}) {
      assertEquals(
          store.query("SELECT encode(audit_genesis(" + chain + "), 'hex')").get(0),
          Chain.genesis(chain));
    }
  }

  @Test
  void aDetailIsHashedAsTheTextItIs() throws SQLException {
    for (String detail :
        List.of("{}", " { \"b\" :1.10,\n\"a\":\"\\u00e9é\"} ", "[1e400]", "null")) {
      try (Connection connection = PostgresFixture.connect(store.address);
          PreparedStatement hash =
              connection.prepareStatement(
                  "SELECT encode(audit_detail_hash('\\x00ff', ?::json), 'hex')")) {
        hash.setString(1, detail);
        assertEquals(first(hash), Chain.ofDetail(new AuditRow.Detail("00ff", detail)), detail);
      }
    }
  }

  private static AuditRow row(Random random) {
    Instant at =
        Instant.ofEpochSecond(
            random.nextLong(-1L << 33, 1L << 37), random.nextInt(1_000_000) * 1000L);
    return new AuditRow(
        random.nextInt(),
        random.nextLong(),
        at,
        text(random),
        text(random),
        orNull(random),
        orNull(random),
        orNull(random),
        text(random),
        null,
        hex(random),
        hex(random),
        "");
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(NASTY[random.nextInt(NASTY.length)]);
    }
    return text.toString();
  }

  private static String orNull(Random random) {
    return random.nextInt(3) == 0 ? null : text(random);
  }

  private static String hex(Random random) {
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
  }

  private static String inTheDatabase(PreparedStatement ask, AuditRow row) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(row.previousHash(), row.chain(), row.seq()));
    values.addAll(List.of(row.at().toString(), row.action(), row.actor()));
    values.add(row.key());
    values.add(row.address());
    values.add(row.requestId());
    values.addAll(List.of(row.target(), row.detailHash()));
    for (int i = 0; i < values.size(); i++) {
      ask.setObject(i + 1, values.get(i));
    }
    return first(ask);
  }

  private static String first(PreparedStatement ask) throws SQLException {
    try (ResultSet rows = ask.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }
}
