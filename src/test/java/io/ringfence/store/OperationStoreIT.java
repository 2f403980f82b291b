package io.ringfence.store;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static io.ringfence.store.TestStore.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Operation;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Revision;
import io.ringfence.store.OperationStore.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OperationStoreIT {
  private static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");

  private static TestStore store;
  private static EntryStore entries;
  private static OperationStore operations;
  private static int organisations;
  private Organisation organisation;
  private String operation;

  @BeforeAll
  static void open() {
    store = new TestStore();
    entries = new EntryStore(store.database);
    operations = new OperationStore(store.database);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void newOrganisation() {
    organisation = store.organisation("operations-" + ++organisations);
    operation = Operation.newId();
  }

  private List<EntryWrite> put(List<EntryDraft> drafts) {
    return put(organisation, new Share(operation, Effect.BAN, drafts.size(), 0, drafts));
  }

  private static List<EntryWrite> put(Organisation organisation, Share share) {
    return await(operations.put(store.database.session(organisation, ALICE), share));
  }

  private Operation.Counts counts() {
    return await(operations.find(organisation, operation)).orElseThrow().counts();
  }

  /** What stands of an organisation, but for ids and times of making. */
  private static List<String> standing(Organisation organisation) {
    return store.query(
        "SELECT concat_ws('/', effect, kind, value, raw, reason, until, observe, channels, created_by)"
            + " FROM entry WHERE standing AND organisation_id = "
            + organisation.id()
            + " ORDER BY effect, kind, value");
  }

  /** Few values, so that many come twice, and a few ends. */
  private static EntryDraft any(Random random) {
    Kind kind = random.nextInt(4) == 0 ? Kind.PHONE_PREFIX : Kind.PHONE;
    String value = (kind == Kind.PHONE ? "+1415555010" : "+141555501") + random.nextInt(4);
    return draft(
        Effect.BAN,
        kind,
        value,
        random.nextBoolean() ? null : FAR.plus(Duration.ofDays(random.nextInt(3))),
        1 + random.nextInt(Channel.ALL),
        random.nextBoolean());
  }

  @Test
  void aListComesToTheSameAsOneAfterTheOther() {
    for (int seed = 0; seed < 10; seed++) {
      newOrganisation();
      Organisation other = store.organisation("one-by-one-" + organisations);
      Random random = new Random(seed);
      List<EntryDraft> before = IntStream.range(0, 5).mapToObj(n -> any(random)).toList();
      List<EntryDraft> drafts = IntStream.range(0, 15).mapToObj(n -> any(random)).toList();
      for (Organisation each : List.of(organisation, other)) {
        before.forEach(draft -> await(entries.put(each, draft, ALICE)));
      }
      List<Outcome> oneByOne = new ArrayList<>();
      drafts.forEach(d -> oneByOne.add(await(entries.put(other, d, ALICE)).outcome()));

      List<EntryWrite> writes = put(drafts);

      assertEquals(oneByOne, writes.stream().map(EntryWrite::outcome).toList(), "seed " + seed);
      assertEquals(standing(other), standing(organisation), "seed " + seed);
      for (int i = 0; i < drafts.size(); i++) {
        assertEquals(drafts.get(i).value(), writes.get(i).entry().value());
      }
    }
  }

  @Test
  void oneThatHasEndedCountsAsAbsent() {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason, until) VALUES ("
            + organisation.id()
            + ", 'phone', '+14155550201', 'old', now() - interval '1 hour')");

    List<EntryWrite> writes = put(List.of(ban("+14155550201"), ban("+14155550201", FAR)));

    assertEquals(Outcome.CREATED, writes.get(0).outcome());
    assertEquals(Outcome.UNCHANGED, writes.get(1).outcome());
    assertNull(writes.get(0).entry().until());
    assertEquals(1, standing(organisation).size());
  }

  @Test
  void theFoldOfTheLogEqualsTheTables() {
    put(List.of(ban("+14155550211", FAR), ban("+14155550212"), ban("+14155550211")));
    operation = Operation.newId();
    put(List.of(ban("+14155550211"), ban("+14155550213")));

    IndexSource source = new IndexSource(store.database);
    Fold log = new Fold();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      await(source.after(shard, 0, 100_000)).forEach(logged -> log.apply(logged.change()));
    }
    Fold tables = new Fold();
    await(source.load(tables::apply));
    assertEquals(tables.held(), log.held());
    assertEquals(
        store.query(
            "SELECT o.shard || ' ' || count(*) FROM entry e JOIN organisation o"
                + " ON o.id = e.organisation_id WHERE e.standing GROUP BY o.shard ORDER BY o.shard"),
        store.query(
            "SELECT shard || ' ' || entries FROM change_head WHERE entries > 0 ORDER BY shard"));
  }

  @Test
  void countsOverAllItsShares() {
    put(organisation, new Share(operation, Effect.BAN, 9, 2, List.of(ban("+14155550221", FAR))));
    put(
        organisation,
        new Share(operation, Effect.BAN, 9, 1, List.of(ban("+14155550221"), ban("+14155550221"))));
    put(organisation, new Share(operation, Effect.BAN, 9, 3, List.of()));

    assertEquals(new Operation.Counts(9, 1, 1, 1, 6, 0, 0, 0), counts());
    assertEquals(
        1,
        store.number(
            "SELECT count(*) FROM audit_log WHERE action = 'operation.created' AND actor = '"
                + ALICE.name()
                + "' AND target = 'operation:"
                + operation
                + "'"));
    assertNull(store.query("SELECT audit_broken_at(" + organisation.id() + ")").get(0));
  }

  /** What an undo needs: what the operation did, what was before, and who came after. */
  @Test
  void versionsTellWhatTheOperationDid() {
    long extended = await(entries.put(organisation, ban("+14155550231", FAR), ALICE)).entry().id();
    List<EntryWrite> writes = put(List.of(ban("+14155550231"), ban("+14155550232")));
    long created = writes.get(1).entry().id();
    await(
        entries.lift(
            store.database.session(organisation, ALICE), Effect.BAN, created, "a mistake"));

    List<String> versions =
        store.query(
            "SELECT concat_ws('/', entry_id = "
                + extended
                + ", change, until IS NULL, operation = '"
                + operation
                + "') FROM entry_version WHERE organisation_id = "
                + organisation.id()
                + " ORDER BY seq");

    assertEquals(
        List.of("t/insert/f", "t/update/t/t", "f/insert/t/t", "f/update/t").stream()
            .sorted()
            .toList(),
        versions.stream().sorted().toList());
  }

  @Test
  void aPlainChangeInPsqlNamesNoOperation() {
    put(List.of(ban("+14155550241")));

    store.sql("UPDATE entry SET note = 'x' WHERE operation = '" + operation + "'");

    assertEquals(
        0, store.number("SELECT count(*) FROM entry WHERE operation = '" + operation + "'"));
  }

  @Test
  void anotherOrganisationSeesNothingOfIt() {
    put(List.of(ban("+14155550251")));
    Organisation other = store.organisation("other-" + organisations);

    assertTrue(await(operations.find(other, operation)).isEmpty());
    assertEquals(List.of(), await(operations.list(other, Long.MAX_VALUE, 10)));
    assertEquals(
        List.of(operation),
        await(operations.list(organisation, Long.MAX_VALUE, 10)).stream()
            .map(Operation::publicId)
            .toList());
  }

  @Test
  void writesNothingForAnotherOrganisation() {
    Organisation other = store.organisation("victim-" + organisations);

    DatabaseFailed refused =
        assertThrows(
            DatabaseFailed.class,
            () ->
                await(
                    store
                        .database
                        .session(organisation, Actor.SYSTEM)
                        .run(
                            Statement.of(
                                "SELECT ringfence.put_share($1::int, 'op_1', 'ban', 1, 0,"
                                    + " '[]'::jsonb)",
                                other.id()))));

    assertTrue(refused.getMessage().contains("42501"), refused.getMessage());
    assertEquals(0, store.number("SELECT count(*) FROM operation WHERE public_id = 'op_1'"));
  }

  @Test
  void aShareIsWrittenWholeOrNotAtAll() {
    EntryDraft impossible = ban("no number");

    assertThrows(DatabaseFailed.class, () -> put(List.of(ban("+14155550261"), impossible)));

    assertEquals(List.of(), standing(organisation));
    assertTrue(await(operations.find(organisation, operation)).isEmpty());
  }
}
