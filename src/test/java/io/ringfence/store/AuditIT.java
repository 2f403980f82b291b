package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.Organisation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chain notices whatever is done to it; erasing what a detail says is no damage. */
final class AuditIT {
  private TestStore store;
  private Organisation organisation;

  @BeforeEach
  void writeFive() {
    store = new TestStore();
    organisation = store.organisation("audited");
    EntryStore entries = new EntryStore(store.database);
    EntryWrite write = await(entries.put(organisation, ban("+14155550001"), ALICE));
    await(
        entries.lift(
            store.database.session(organisation, ALICE),
            Effect.BAN,
            write.entry().id(),
            "a mistake"));
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone', '+141555500' || n, 'x'"
                .formatted(organisation.id())
            + " FROM generate_series(10, 11) n");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String brokenAt() {
    return store.query("SELECT audit_broken_at(" + organisation.id() + ")").get(0);
  }

  private void tamper(String sql) {
    store.sql("SET session_replication_role = replica", sql);
  }

  @Test
  void holdsAsItWasWritten() {
    assertEquals(null, brokenAt());
    assertEquals(
        List.of("organisation.created", "ban.created", "ban.lifted", "ban.created", "ban.created"),
        store.query("SELECT action FROM audit_log ORDER BY seq"));
  }

  @Test
  void namesWhoDidItAndFromWhere() {
    assertEquals(
        List.of("alice@example.com/key_alice/192.0.2.1/request-1/entry:1"),
        store.query(
            "SELECT concat_ws('/', actor, actor_key, address, request_id, target) FROM audit_log WHERE seq = 2"));
  }

  @Test
  void keepsWhatWasBeforeAndAfter() {
    assertEquals(
        List.of("true/a mistake"),
        store.query(
            "SELECT concat_ws('/', detail->'before'->>'standing', detail->'after'->>'lift_reason')"
                + " FROM audit_detail WHERE seq = 3"));
  }

  @Test
  void holdsAfterADetailWasErased() {
    store.sql("DELETE FROM audit_detail WHERE seq = 2");

    assertEquals(null, brokenAt());
  }

  @Test
  void noticesEveryKindOfDamage() {
    List<String> damages =
        Arrays.asList(
            "UPDATE audit_log SET actor = 'mallory' WHERE seq = 3",
            "UPDATE audit_log SET address = NULL WHERE seq = 3",
            "UPDATE audit_log SET at = at + interval '1 microsecond' WHERE seq = 3",
            "UPDATE audit_detail SET detail = '{}' WHERE seq = 3",
            "UPDATE audit_detail SET salt = '\\x00' WHERE seq = 3",
            "DELETE FROM audit_log WHERE seq = 3",
            "DELETE FROM audit_log WHERE seq >= 4",
            "UPDATE audit_log SET seq = 6 WHERE seq = 5",
            "DELETE FROM audit_log");
    for (String damage : damages) {
      tamper("CREATE TABLE kept AS TABLE audit_log");
      tamper("CREATE TABLE kept_detail AS TABLE audit_detail");

      tamper(damage);

      assertTrue(brokenAt() != null, damage);
      tamper("DELETE FROM audit_log");
      tamper("DELETE FROM audit_detail");
      tamper("INSERT INTO audit_log TABLE kept");
      tamper("INSERT INTO audit_detail TABLE kept_detail");
      tamper("DROP TABLE kept, kept_detail");
      assertEquals(null, brokenAt());
    }
  }
}
