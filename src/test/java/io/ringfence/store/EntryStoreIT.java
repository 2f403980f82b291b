package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static io.ringfence.store.TestStore.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryEdit;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Precondition;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EntryStoreIT {
  private static final Instant TOMORROW = Instant.parse("2099-01-02T00:00:00Z");
  private static final Instant TODAY = Instant.parse("2099-01-01T00:00:00Z");
  private static final String CALLER = "+14155552671";

  private static TestStore store;
  private static EntryStore entries;
  private static int organisations;
  private Organisation organisation;

  @BeforeAll
  static void open() {
    store = new TestStore();
    entries = new EntryStore(store.database);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void newOrganisation() {
    organisation = store.organisation("entries-" + ++organisations);
  }

  private EntryWrite put(EntryDraft draft) {
    return await(entries.put(organisation, draft, ALICE));
  }

  private EntryDraft voice(Instant until, boolean observe) {
    return draft(Effect.BAN, Kind.PHONE, CALLER, until, Channel.VOICE.bit(), observe);
  }

  private EntryDraft prefix(String value, Instant until) {
    return draft(Effect.BAN, Kind.PHONE_PREFIX, value, until, Channel.ALL, false);
  }

  @Test
  void createsWhatIsAskedFor() {
    EntryWrite write = put(ban(CALLER, TODAY));

    Entry entry = write.entry();
    assertEquals(Outcome.CREATED, write.outcome());
    assertEquals(List.of(), write.warnings());
    assertEquals(CALLER, entry.value());
    assertEquals("raw " + CALLER, entry.raw());
    assertEquals("Spammer", entry.reason());
    assertEquals("a note", entry.note());
    assertEquals(TODAY, entry.until());
    assertEquals("list", entry.source());
    assertEquals("alice@example.com", entry.createdBy());
    assertNotNull(entry.createdAt());
    assertTrue(entry.requestedBy().contains("Zoë"));
    assertTrue(entry.context().contains("score"));
    assertNull(entry.liftedAt());
    assertEquals(write.revision(), entry.revision());
    assertEquals(organisation.shard(), write.revision().shard());
  }

  @Test
  void findsWhatWasWritten() {
    EntryWrite write = put(ban(CALLER));

    Optional<Entry> found = await(entries.find(organisation, Effect.BAN, write.entry().id()));

    assertEquals(Optional.of(write.entry()), found);
  }

  @Test
  void findsNothingOfTheOtherEffect() {
    EntryWrite write = put(ban(CALLER));

    Optional<Entry> found = await(entries.find(organisation, Effect.ALLOW, write.entry().id()));

    assertEquals(Optional.empty(), found);
  }

  @Test
  void leavesAnEntryThatIsAsStrong() {
    EntryWrite first = put(ban(CALLER));

    EntryWrite second = put(voice(TODAY, true));

    assertEquals(Outcome.UNCHANGED, second.outcome());
    assertEquals(first.entry(), second.entry());
    assertEquals(first.revision(), second.revision());
  }

  @Test
  void anObservedRequestChangesNothingOfAnEntryInEarnest() {
    EntryWrite first =
        put(draft(Effect.BAN, Kind.PHONE, CALLER, TODAY, Channel.VOICE.bit(), false));

    EntryWrite trial = put(draft(Effect.BAN, Kind.PHONE, CALLER, null, Channel.ALL, true));

    assertEquals(Outcome.UNCHANGED, trial.outcome());
    assertEquals(first.entry(), trial.entry());
    assertEquals(Outcome.EXTENDED, put(ban(CALLER)).outcome());
  }

  @Test
  void writesNoChangeWhereNothingChangesAndAuditsTheRepeat() {
    put(ban(CALLER));
    String changes = "SELECT sum(seq) FROM change_head";
    long before = store.number(changes);

    put(voice(TODAY, true));

    assertEquals(before, store.number(changes));
    assertEquals(
        List.of("ban.repeated " + Channel.VOICE.bit() + " true"),
        store.query(
            "SELECT concat_ws(' ', l.action, d.detail->>'channels', d.detail->>'observe')"
                + " FROM audit_log l JOIN audit_detail d USING (organisation_id, seq)"
                + " WHERE l.organisation_id = "
                + organisation.id()
                + " ORDER BY l.seq DESC LIMIT 1"));
  }

  @Test
  void takesTheLaterEnd() {
    put(ban(CALLER, TODAY));

    EntryWrite write = put(ban(CALLER, TOMORROW));

    assertEquals(Outcome.EXTENDED, write.outcome());
    assertEquals(TOMORROW, write.entry().until());
  }

  @Test
  void takesTheAbsentEnd() {
    put(ban(CALLER, TODAY));

    EntryWrite write = put(ban(CALLER));

    assertEquals(Outcome.EXTENDED, write.outcome());
    assertNull(write.entry().until());
  }

  @Test
  void unitesChannelsAndTurnsObservedIntoEarnest() {
    EntryWrite first = put(draft(Effect.BAN, Kind.PHONE, CALLER, null, Channel.CHAT.bit(), true));

    EntryWrite write = put(voice(TODAY, false));

    assertEquals(Outcome.EXTENDED, write.outcome());
    assertEquals(first.entry().id(), write.entry().id());
    assertEquals(Channel.VOICE.bit() | Channel.CHAT.bit(), write.entry().channels());
    assertNull(write.entry().until());
    assertEquals(false, write.entry().observe());
    assertNotEquals(first.revision(), write.revision());
  }

  @Test
  void makesAnotherWhereTheStandingOneHasEnded() {
    EntryWrite ended = put(ban(CALLER, Instant.parse("2020-01-01T00:00:00Z")));

    EntryWrite write = put(ban(CALLER, TODAY));

    assertEquals(Outcome.CREATED, write.outcome());
    assertTrue(write.entry().id() > ended.entry().id());
    assertEquals(
        1,
        store.number(
            "SELECT count(*) FROM entry WHERE standing AND organisation_id = "
                + organisation.id()));
  }

  @Test
  void makesAnotherWhereTheStandingOneWasLifted() {
    EntryWrite first = put(ban(CALLER));
    await(
        entries.lift(
            store.database.session(organisation, ALICE),
            Effect.BAN,
            first.entry().id(),
            "a mistake"));

    EntryWrite write = put(ban(CALLER));

    assertEquals(Outcome.CREATED, write.outcome());
  }

  @Test
  void liftsAndKeepsTheEntry() {
    EntryWrite write = put(ban(CALLER));

    EntryWrite lifted =
        await(
                entries.lift(
                    store.database.session(organisation, ALICE),
                    Effect.BAN,
                    write.entry().id(),
                    "a mistake"))
            .get();

    assertEquals(Outcome.LIFTED, lifted.outcome());
    assertNotNull(lifted.entry().liftedAt());
    assertEquals("alice@example.com", lifted.entry().liftedBy());
    assertEquals(
        Optional.of(lifted.entry()),
        await(entries.find(organisation, Effect.BAN, write.entry().id())));
  }

  @Test
  void leavesALiftedEntryAsItIs() {
    EntryWrite write = put(ban(CALLER));
    EntryWrite lifted =
        await(
                entries.lift(
                    store.database.session(organisation, ALICE),
                    Effect.BAN,
                    write.entry().id(),
                    "one"))
            .get();

    EntryWrite again =
        await(
                entries.lift(
                    store.database.session(organisation, ALICE),
                    Effect.BAN,
                    write.entry().id(),
                    "two"))
            .get();

    assertEquals(Outcome.UNCHANGED, again.outcome());
    assertEquals(lifted.entry(), again.entry());
  }

  @Test
  void liftsNothingThatIsNotThere() {
    EntryWrite write = put(ban(CALLER));

    Optional<EntryWrite> missing =
        await(
            entries.lift(
                store.database.session(organisation, ALICE),
                Effect.ALLOW,
                write.entry().id(),
                null));

    assertEquals(Optional.empty(), missing);
    assertEquals(
        Optional.empty(),
        await(
            entries.lift(store.database.session(organisation, ALICE), Effect.BAN, 1L << 39, null)));
  }

  @Test
  void changesOrLiftsOnlyTheRevisionThatIsExpected() {
    EntryWrite write = put(ban(CALLER));
    long id = write.entry().id();
    Revision revision = write.revision();
    int otherShard = (revision.shard() + 1) % Revision.SHARDS;
    Precondition elsewhere =
        new Precondition(Set.of(new Revision(otherShard, revision.seq()), new Revision(0, 0)));

    EntryEdit stale = await(change(id, "late", elsewhere));
    EntryEdit lift =
        await(
            entries.lift(
                store.database.session(organisation, ALICE), Effect.BAN, id, "late", elsewhere));
    EntryEdit changed = await(change(id, "in time", new Precondition(Set.of(revision))));

    assertEquals(new EntryEdit.Stale(), stale);
    assertEquals(new EntryEdit.Stale(), lift);
    EntryWrite done = assertInstanceOf(EntryEdit.Done.class, changed).write();
    assertEquals(Outcome.CHANGED, done.outcome());
    assertEquals("in time", done.entry().note());
    assertEquals(revision.seq() + 1, done.revision().seq());
  }

  @Test
  void changesNothingThatIsAbsentOrHasEnded() {
    EntryWrite write = put(ban(CALLER, Instant.now().minusSeconds(1)));

    EntryEdit ended = await(change(write.entry().id(), "late", Precondition.NONE));
    EntryEdit absent = await(change(1L << 39, "nobody", Precondition.NONE));

    assertEquals(new EntryEdit.Ended(write.entry()), ended);
    assertEquals(new EntryEdit.Absent(), absent);
  }

  private Future<EntryEdit> change(long id, String note, Precondition expected) {
    return entries.change(
        store.database.session(organisation, ALICE),
        Effect.BAN,
        id,
        new JsonObject().put("note", note),
        expected);
  }

  @Test
  void warnsOfAnAllowThatOverrides() {
    EntryWrite allow = put(draft(Effect.ALLOW, Kind.PHONE, CALLER, null, Channel.ALL, false));

    EntryWrite write = put(ban(CALLER));

    assertEquals(
        List.of(new EntryWrite.Warning("overridden_by_allow", allow.entry().id())),
        write.warnings());
  }

  @Test
  void warnsThatALongerPrefixCoversTheNumberAlready() {
    put(prefix("+1415", null));
    EntryWrite longer = put(prefix("+141555", null));

    EntryWrite write = put(ban(CALLER));

    assertEquals(
        List.of(new EntryWrite.Warning("already_covered", longer.entry().id())), write.warnings());
  }

  @Test
  void doesNotCallCoveredWhatIsCoveredForAShorterTime() {
    put(prefix("+1415", TODAY));

    EntryWrite write = put(ban(CALLER, TOMORROW));

    assertEquals(List.of(), write.warnings());
  }

  @Test
  void warnsThatTheOrganisationOnlyObserves() {
    store.sql("UPDATE organisation SET observe = true WHERE id = " + organisation.id());

    EntryWrite write = put(ban(CALLER));

    assertEquals(List.of(new EntryWrite.Warning("observe_mode", 0)), write.warnings());
  }

  @Test
  void listsNewestFirstInPages() {
    for (int i = 0; i < 5; i++) {
      put(ban("+1415555000" + i));
    }

    List<Entry> first = list(EntryFilter.all(Effect.BAN), Long.MAX_VALUE, 3);
    List<Entry> second = list(EntryFilter.all(Effect.BAN), first.get(2).id(), 3);

    assertEquals(List.of("+14155550004", "+14155550003", "+14155550002"), values(first));
    assertEquals(List.of("+14155550001", "+14155550000"), values(second));
  }

  @Test
  void listsByStatus() {
    put(ban("+14155550001"));
    put(ban("+14155550002", Instant.parse("2020-01-01T00:00:00Z")));
    EntryWrite lifted = put(ban("+14155550003"));
    await(
        entries.lift(
            store.database.session(organisation, ALICE), Effect.BAN, lifted.entry().id(), null));

    assertEquals(List.of("+14155550001"), values(list(EntryFilter.Status.ACTIVE)));
    assertEquals(List.of("+14155550002"), values(list(EntryFilter.Status.EXPIRED)));
    assertEquals(List.of("+14155550003"), values(list(EntryFilter.Status.LIFTED)));
    assertEquals(3, list(EntryFilter.Status.ALL).size());
  }

  @Test
  void listsByEveryOtherFilter() {
    put(ban(CALLER));
    put(prefix("+4930", null));

    EntryFilter one =
        new EntryFilter(
            Effect.BAN,
            Kind.PHONE,
            Map.of(Kind.PHONE, CALLER),
            EntryFilter.Status.ACTIVE,
            "SPAM",
            "alice@example.com",
            "list");

    assertEquals(List.of(CALLER), values(list(one, Long.MAX_VALUE, 10)));
    assertEquals(List.of("+4930"), values(search("930")));
    assertEquals(List.of(), values(search("a_note")));
    assertEquals(List.of(), values(search("%")));
  }

  @Test
  void seesNothingOfAnotherOrganisation() {
    EntryWrite write = put(ban(CALLER));
    Organisation other = store.organisation("stranger-" + organisations);

    List<Entry> list = await(entries.list(other, EntryFilter.all(null), Long.MAX_VALUE, 10));

    assertEquals(List.of(), list);
    assertEquals(Optional.empty(), await(entries.find(other, Effect.BAN, write.entry().id())));
    assertEquals(
        Optional.empty(),
        await(
            entries.lift(
                store.database.session(other, ALICE), Effect.BAN, write.entry().id(), "x")));
  }

  @Test
  void ascendsWithinTheOrganisation() {
    long first = put(ban("+14155550001")).entry().id();
    long second = put(ban("+14155550002")).entry().id();

    assertTrue(second > first);
  }

  @Test
  void namesNoValueWhenTheDatabaseRefuses() {
    DatabaseFailed failure = assertThrows(DatabaseFailed.class, () -> put(ban("+1415555secret")));

    assertEquals("23514", failure.sqlState());
    assertTrue(failure.getMessage().contains("entry_value_form"));
    assertEquals(false, failure.getMessage().contains("secret"));
  }

  @Test
  void leavesNothingBehindWhenTheDatabaseRefuses() {
    assertThrows(DatabaseFailed.class, () -> put(ban("no number")));

    EntryWrite write = put(ban(CALLER));

    assertEquals(1, list(EntryFilter.Status.ALL).size());
    assertEquals(Outcome.CREATED, write.outcome());
  }

  private List<Entry> list(EntryFilter.Status status) {
    return list(
        new EntryFilter(Effect.BAN, null, null, status, null, null, null), Long.MAX_VALUE, 10);
  }

  private List<Entry> search(String q) {
    return list(
        new EntryFilter(null, null, null, EntryFilter.Status.ALL, q, null, null),
        Long.MAX_VALUE,
        10);
  }

  private List<Entry> list(EntryFilter filter, long before, int limit) {
    return await(entries.list(organisation, filter, before, limit));
  }

  private static List<String> values(List<Entry> entries) {
    return entries.stream().map(Entry::value).toList();
  }
}
