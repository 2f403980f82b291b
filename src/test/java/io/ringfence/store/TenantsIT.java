package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Organisation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row-level security: what one organisation can do to another, which is nothing. */
final class TenantsIT {
  private static final String NOT_ALLOWED = "42501";

  private static TestStore store;
  private static Organisation mine;
  private static Organisation theirs;

  @BeforeAll
  static void open() {
    store = new TestStore();
    mine = store.organisation("mine");
    theirs = store.organisation("theirs");
    EntryStore entries = new EntryStore(store.database);
    await(entries.put(mine, ban("+14155550001"), ALICE));
    await(entries.put(theirs, ban("+14155550002"), ALICE));
    store.sql(
        "INSERT INTO call_record (day, account_id, call_control_id, organisation_id, line_id, started_at,"
            + " decided_at, caller_id, reason, entry_id, observed, outcome, deliveries)"
            + " SELECT current_date, 1, slug, id, 1, now(), now(), 'known', 'no_match', 0, false, 'forwarded', 1"
            + " FROM organisation",
        "INSERT INTO message_record (day, organisation_id, key, decided_at, channel, action, reason,"
            + " entry_id, observed) SELECT current_date, id, gen_random_uuid(), now(), 'chat', 'message',"
            + " 'ban_phone', 0, false FROM organisation",
        "INSERT INTO sender_seen SELECT current_date, id, 'phone', slug, 'chat', 1, now(), now()"
            + " FROM organisation",
        "INSERT INTO entry_hit SELECT organisation_id, id, 1, now() FROM entry",
        "INSERT INTO api_key (organisation_id, hash, name, permissions) SELECT id, encode(sha256(slug::bytea), 'hex'), 'k', '{}' FROM organisation");
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static List<Object> asMine(String sql) {
    return await(
        store
            .database
            .session(mine, ALICE)
            .run(Statement.of(sql))
            .map(rows -> rows.stream().map(row -> row.getValue(0)).toList()));
  }

  private static String refusal(String sql) {
    return assertThrows(DatabaseFailed.class, () -> asMine(sql)).sqlState();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "entry",
        "entry_version",
        "entry_hit",
        "audit_head",
        "audit_log",
        "audit_detail",
        "call_record",
        "message_record",
        "sender_seen"
      })
  void showsOnlyOnesOwnRows(String table) {
    List<Object> owners = asMine("SELECT DISTINCT organisation_id FROM " + table);

    assertEquals(List.of(mine.id()), owners);
    assertEquals(2, store.number("SELECT count(DISTINCT organisation_id) FROM " + table));
  }

  /** Whatever table belongs to organisations: those that are added join by themselves. */
  @Test
  void noTableShowsOrTakesWhatIsAnothers() {
    List<String> tables =
        store.query(
            "SELECT DISTINCT c.table_name FROM information_schema.columns c"
                + " JOIN information_schema.tables t USING (table_schema, table_name)"
                + " WHERE c.table_schema = 'ringfence' AND c.column_name = 'organisation_id'"
                + " AND t.table_type = 'BASE TABLE' AND t.table_name !~ '_(default|[0-9]{8})$'");
    List<String> wrong = new ArrayList<>();
    for (String table : tables) {
      String name = "ringfence." + table;
      if (mayRead(name)) {
        String others = " FROM " + name + " WHERE organisation_id IS DISTINCT FROM " + mine.id();
        if (!asMine("SELECT count(*)" + others).equals(List.of(0L))) {
          wrong.add(table + " is seen");
        }
        if (may(name, "DELETE") && !asMine("DELETE" + others + " RETURNING 1").isEmpty()) {
          wrong.add(table + " is deleted from");
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(tables.containsAll(List.of("account", "line", "api_key", "entry")), "" + tables);
  }

  private static boolean mayRead(String table) {
    return may(table, "SELECT");
  }

  private static boolean may(String table, String what) {
    return store
        .query("SELECT has_table_privilege('ringfence_tenant', '" + table + "', '" + what + "')")
        .equals(List.of("t"));
  }

  @Test
  void changesItsOwnOrganisationButNotWhatConfigurationOwnsOfIt() {
    asMine("UPDATE organisation SET name = 'Mine'");

    assertEquals(1, store.number("SELECT count(*) FROM organisation WHERE name = 'Mine'"));
    for (String column : List.of("managed_by", "managed_fields", "deleted_at", "public_id")) {
      assertEquals(NOT_ALLOWED, refusal("UPDATE organisation SET " + column + " = NULL"), column);
    }
    assertEquals(NOT_ALLOWED, refusal("SELECT create_organisation(NULL, true)"));
    assertEquals(
        NOT_ALLOWED, refusal("SELECT remove_organisation(%d, true, 1)".formatted(theirs.id())));
    assertEquals(
        NOT_ALLOWED, refusal("SELECT change_organisation(%d, '{}')".formatted(theirs.id())));
    assertEquals(NOT_ALLOWED, refusal("SELECT lift_remains(1)"));
  }

  @Test
  void showsOnlyOnesOwnOrganisation() {
    assertEquals(List.of("mine"), asMine("SELECT slug FROM organisation"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "change_head",
        "change_log",
        "gateway_node",
        "secrets_key",
        "message_seen",
        "flyway_schema_history"
      })
  void showsNothingOfWhatTheGatewayKeepsForItself(String table) {
    assertEquals(NOT_ALLOWED, refusal("SELECT * FROM " + table));
  }

  @Test
  void changesNothingOfAnother() {
    asMine("UPDATE entry SET note = 'mine now' WHERE organisation_id = " + theirs.id());

    assertEquals(0, store.number("SELECT count(*) FROM entry WHERE note = 'mine now'"));
  }

  @Test
  void insertsNothingForAnother() {
    String state =
        refusal(
            "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '+14155550003', 'x')"
                .formatted(theirs.id()));

    assertEquals(NOT_ALLOWED, state);
  }

  @Test
  void putsNothingForAnother() {
    assertEquals(
        NOT_ALLOWED,
        refusal(
            "SELECT put_entry(jsonb_populate_record(NULL::entry, '{\"organisation_id\": %d}'))"
                .formatted(theirs.id())));
    assertEquals(
        NOT_ALLOWED, refusal("SELECT lift_entry(%d, 'ban', 2, 'x')".formatted(theirs.id())));
    assertEquals(
        NOT_ALLOWED,
        refusal("SELECT change_entry(%d, 'ban', 2, '{}', NULL)".formatted(theirs.id())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM entry",
        "SELECT append_changes(0::smallint, '{1}', '{entries}', '{\"{}\"}', 0)",
        "SELECT append_audit(1, '{x}', '{y}', '{\"{}\"}')",
        "SELECT lock_shard(1::smallint)",
        "SELECT first_start(NULL, NULL, NULL, NULL, NULL, false)",
        "SELECT write_messages('{}')",
        "SELECT count_messages('{}')",
        "DELETE FROM sender_seen",
        "DELETE FROM audit_log",
        "UPDATE audit_detail SET detail = '{}'"
      })
  void reachesNoneOfTheInnerFunctions(String sql) {
    assertEquals(NOT_ALLOWED, refusal(sql));
  }

  @Test
  void failsWhereNoOrganisationIsSet() {
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () -> store.sql("SET ROLE ringfence_tenant", "SELECT * FROM entry"));

    assertEquals("42704", ((java.sql.SQLException) failure.getCause()).getSQLState());
  }

  /** After a transaction that set it, the setting is there and empty. */
  @Test
  void failsWhereTheOrganisationWasResetToNothing() {
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                store.sql(
                    "BEGIN",
                    "SELECT set_config('ringfence.organisation', '1', true)",
                    "COMMIT",
                    "SET ROLE ringfence_tenant",
                    "SELECT * FROM entry"));

    assertEquals("22P02", ((java.sql.SQLException) failure.getCause()).getSQLState());
  }

  @Test
  void keepsNoRoleAfterTheTransaction() {
    asMine("SELECT 1");

    List<Object> roles =
        await(
            store.database.write(
                ALICE,
                connection ->
                    connection
                        .query("SELECT current_user::text")
                        .execute()
                        .map(rows -> rows.stream().map(row -> row.getValue(0)).toList())));

    assertEquals(List.of("postgres"), roles);
  }
}
