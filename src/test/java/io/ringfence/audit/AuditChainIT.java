package io.ringfence.audit;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Organisation;
import io.ringfence.store.AuditFilter;
import io.ringfence.store.AuditPage;
import io.ringfence.store.AuditStore;
import io.ringfence.store.EntryStore;
import io.ringfence.store.TestStore;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A chain as the database wrote it holds; damaged by a superuser it does not, and is found where.
 */
final class AuditChainIT {
  private static final int ROWS = 8;

  private static TestStore store;
  private static AuditStore audit;
  private static Organisation mine;
  private static Organisation theirs;

  @BeforeAll
  static void writeTwoChains() {
    store = new TestStore();
    audit = new AuditStore(store.database);
    mine = store.organisation("mine");
    theirs = store.organisation("theirs");
    EntryStore entries = new EntryStore(store.database);
    for (int i = 1; i < ROWS; i++) {
      await(entries.put(store.database.session(mine, ALICE), ban("+1415555000" + i)));
      await(entries.put(store.database.session(theirs, ALICE), ban("+1415555100" + i)));
    }
    store.sql(
        "CREATE TABLE kept_head AS TABLE audit_head",
        "CREATE TABLE kept_log AS TABLE audit_log",
        "CREATE TABLE kept_detail AS TABLE audit_detail");
  }

  @AfterEach
  void putRight() {
    tamper("DELETE FROM audit_head; DELETE FROM audit_log; DELETE FROM audit_detail");
    tamper(
        "INSERT INTO audit_head TABLE kept_head; INSERT INTO audit_log TABLE kept_log;"
            + " INSERT INTO audit_detail TABLE kept_detail");
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static void tamper(String sql) {
    store.sql("SET session_replication_role = replica", sql.replace("#", "organisation_id = 1"));
  }

  private static Findings verify(Organisation organisation, int page, Head... heads) {
    ChainCheck check = new ChainCheck(organisation.id(), List.of(heads));
    Long after = Long.MIN_VALUE;
    while (after != null) {
      AuditPage read = await(audit.oldest(organisation, AuditFilter.ALL, after, page));
      read.rows().forEach(check::row);
      after = read.next();
    }
    return check.end();
  }

  private static Head head() {
    return await(audit.head(mine));
  }

  private static String found(Findings findings) {
    return String.join(
        " ", findings.breaks().stream().map(one -> one.kind().word() + "@" + one.seq()).toList());
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "4", "7", "8", "9", "100"})
  void isWholeAsItWasWrittenWhereverAPageEnds(int page) {
    Findings findings = verify(mine, page, head());

    assertEquals("", found(findings));
    assertEquals(ROWS, findings.rows());
    assertEquals(head(), findings.last());
    assertEquals(0, findings.erased());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "UPDATE audit_log SET actor = 'mallory' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET actor_key = NULL WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET address = '' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET request_id = 'x' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET action = 'ban.lifted' WHERE # AND seq = 8 ; changed@8",
        "UPDATE audit_log SET target = 'entry:7' WHERE # AND seq = 1 ; changed@1",
        "UPDATE audit_log SET at = at + interval '1 microsecond' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET at = 'infinity' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET detail_hash = '\\x00' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET previous_hash = '\\x' WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_log SET hash = sha256('') WHERE # AND seq = 3 ; changed@3",
        "UPDATE audit_detail SET detail = '{}' WHERE # AND seq = 3 ; detail_changed@3",
        "UPDATE audit_detail SET detail = (detail::text || ' ')::json WHERE # AND seq = 3 ; detail_changed@3",
        "UPDATE audit_detail SET salt = '\\x00' WHERE # AND seq = 3 ; detail_changed@3",
        "DELETE FROM audit_log WHERE # AND seq = 3 ; missing@3",
        "DELETE FROM audit_log WHERE # AND seq = 1 ; missing@1",
        "DELETE FROM audit_log WHERE # AND seq BETWEEN 3 AND 5 ; missing@3",
        "DELETE FROM audit_log WHERE # AND seq = 8 ; cut_off@8",
        "DELETE FROM audit_log WHERE # AND seq > 4 ; cut_off@5",
        "DELETE FROM audit_log WHERE # ; cut_off@1",
        "UPDATE audit_log SET seq = 9 WHERE # AND seq = 8 ; missing@8 changed@9",
        "UPDATE audit_log SET seq = 0 WHERE # AND seq = 3 ; out_of_order@0 missing@3",
        "UPDATE audit_log SET seq = -seq WHERE # AND seq = 8 ; out_of_order@-8 cut_off@8",
      })
  void isBrokenWhereItWasDamaged(String damage, String where) {
    Head before = head();

    tamper(damage);

    assertEquals(where, found(verify(mine, 3, before)), damage);
    assertTrue(verify(theirs, 3).whole(), "the other organisation's is as it was");
  }

  @Test
  void isBrokenWhereTwoRowsChangedPlaces() {
    tamper("UPDATE audit_log SET seq = 11 - seq + 100 WHERE # AND seq IN (5, 6)");
    tamper("UPDATE audit_log SET seq = seq - 100 WHERE # AND seq > 100");

    assertEquals("changed@5 changed@6", found(verify(mine, 3, head())));
  }

  @Test
  void isBrokenWhereARowWasTakenOutAndTheRestNumberedAnew() {
    tamper("DELETE FROM audit_log WHERE # AND seq = 3");
    tamper("UPDATE audit_log SET seq = seq - 1 WHERE # AND seq = 4");

    assertEquals("changed@3 missing@4", found(verify(mine, 3, head())));
  }

  @Test
  void isBrokenWhereAForgedRowIsRightByItself() {
    tamper(
        "UPDATE audit_log l SET actor = 'mallory', hash = audit_link(previous_hash, NULL, audit_text("
            + "ROW(l.organisation_id, l.seq, l.at, l.action, 'mallory', l.actor_key, l.address,"
            + " l.request_id, l.target, l.detail_hash, NULL, NULL)::audit_log)) WHERE # AND seq = 3");

    assertEquals("not_following@4", found(verify(mine, 3, head())));
  }

  @Test
  void anEarlierHeadFindsAnEndThatWasCutOffTogetherWithTheGatewaysOwnHead() {
    Head earlier = head();

    tamper("DELETE FROM audit_log WHERE # AND seq > 6");
    tamper(
        "UPDATE audit_head h SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE # AND seq = 6)"
            + " WHERE #");

    assertEquals("", found(verify(mine, 3, head())));
    assertEquals("cut_off@7", found(verify(mine, 3, head(), earlier)));
  }

  @Test
  void anEarlierHeadFindsAChainThatWasWrittenAnew() {
    Head earlier = at(5);

    tamper(
        "DELETE FROM audit_log WHERE # AND seq >= 4; DELETE FROM audit_detail WHERE # AND seq >= 4");
    tamper(
        "UPDATE audit_head h SET (seq, hash) = (SELECT seq, hash FROM audit_log WHERE # AND seq = 3)"
            + " WHERE #");
    store.sql("SELECT append_audit(1, '{x,x,x}', '{a,b,c}', ARRAY['{}', '{}', '{}']::json[])");

    assertEquals("", found(verify(mine, 3, head())));
    assertEquals("rewritten@5", found(verify(mine, 3, head(), earlier)));
  }

  @Test
  void everyEarlierHeadIsInAChainThatWentOn() {
    Head[] heads =
        LongStream.rangeClosed(0, ROWS)
            .mapToObj(seq -> seq == 0 ? Head.empty(mine.id()) : at(seq))
            .toArray(Head[]::new);

    assertEquals("", found(verify(mine, 3, heads)));
  }

  private static Head at(long seq) {
    return verifiedUpTo(seq).last();
  }

  private static Findings verifiedUpTo(long seq) {
    ChainCheck check = new ChainCheck(mine.id(), List.of());
    await(audit.oldest(mine, AuditFilter.ALL, Long.MIN_VALUE, (int) seq))
        .rows()
        .forEach(check::row);
    return check.end();
  }

  @Test
  void staysWholeWhenADetailIsErased() {
    store.sql("DELETE FROM audit_detail WHERE organisation_id = 1 AND seq IN (2, 8)");

    Findings findings = verify(mine, 3, head());

    assertEquals("", found(findings));
    assertEquals(2, findings.erased());
  }

  @Test
  void aChainWithoutRowsIsWhole() {
    assertEquals(Head.empty(0), await(audit.head(AuditStore.NONE)));
    assertTrue(verify(AuditStore.NONE, 3, Head.empty(0)).whole());
  }

  @Test
  void checksTenThousandRows() {
    Organisation busy = store.organisation("busy");
    store.sql(
        "SELECT append_audit(%d, array_agg('x.' || n), array_agg('t:' || n),".formatted(busy.id())
            + " array_agg(json_build_object('after', n))) FROM generate_series(2, 10000) n");

    Findings findings = verify(busy, 250, await(audit.head(busy)));

    assertEquals("", found(findings));
    assertEquals(10_000, findings.rows());
  }

  @Test
  void aBrokenChainNamesNotEveryRow() {
    Organisation other = store.organisation("other");
    store.sql(
        "SELECT append_audit(%d, array_agg('x'::text), array_agg('t'::text), array_agg('{}'::json))"
                .formatted(other.id())
            + " FROM generate_series(1, 200) n");
    tamper("UPDATE audit_log SET actor = 'mallory' WHERE organisation_id = " + other.id());

    Findings findings = verify(other, 250);

    assertEquals(201, findings.broken());
    assertEquals(100, findings.breaks().size());
  }
}
