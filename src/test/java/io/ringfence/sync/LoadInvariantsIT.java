package io.ringfence.sync;

import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.ban.Index;
import io.ringfence.domain.Change;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The sixth and the tenth of the {@link InvariantsIT invariants}: what memory may be filled with.
 */
class LoadInvariantsIT {
  private static final String NUMBER = "+15005550001";
  private final SyncFixture sync = new SyncFixture();
  private final TestStore store = sync.store;
  private final Organisation organisation = sync.organisation;

  @AfterEach
  void close() {
    sync.close();
  }

  @Test
  void aLoadIsAcceptedIfItAgreesWithTheCountsHoweverMuchItShrank() {
    sync.bulk(100);
    TestNode node = sync.following();
    eventually(() -> node.phones() == 100);
    // As an import under triggers switched off would: no change, right counts.
    sync.unseen("DELETE FROM entry WHERE id > 10");
    sync.unseen("UPDATE change_head SET entries = entries - 90 WHERE entries > 0");

    Loaded loaded = node.reload(false);

    assertEquals(new Loaded.InForce(10, 100), loaded);
    assertEquals(loaded, node.sync.state().shrunk());
    assertEquals(10, node.phones());
    assertEquals(new Loaded.InForce(10, 10), node.reload(false));
    assertEquals(null, node.sync.state().shrunk());
  }

  @Test
  void losingMoreThanHalfIsAlarmedInAnyCase() {
    sync.bulk(100);
    TestNode node = sync.following();

    sync.unseen("DELETE FROM entry WHERE id > 50");
    sync.unseen("UPDATE change_head SET entries = entries - 50 WHERE entries > 0");
    assertEquals(new Loaded.InForce(50, 100), node.reload(false));
    assertEquals(null, node.sync.state().shrunk(), "half of it is not more than half");

    // Let in by the operator, and still alarmed.
    sync.unseen("DELETE FROM entry WHERE id > 24");
    Loaded accepted = node.reload(true);

    assertEquals(new Loaded.InForce(24, 50), accepted);
    assertEquals(accepted, node.sync.state().shrunk());
  }

  @Test
  void aLoadThatDisagreesIsHeldBackAndTheOldListStaysUntilSomebodyAcceptsIt() {
    sync.bulk(100);
    TestNode node = sync.following();
    sync.unseen("DELETE FROM entry WHERE id > 10");

    Loaded loaded = node.reload(false);

    assertEquals(new Loaded.HeldBack(10, 100), loaded);
    assertEquals(loaded, node.sync.state().heldBack());
    assertEquals(100, node.phones());
    // It still follows what it has.
    store.sql(sync.insert(NUMBER));
    eventually(() -> node.bans(organisation, NUMBER) && node.isLive());

    assertEquals(new Loaded.InForce(11, 101), node.reload(true));
    assertEquals(11, node.phones());
    assertEquals(null, node.sync.state().heldBack());
    assertEquals(1, node.sync.state().timesHeldBack());
  }

  @Test
  void aFirstLoadThatDisagreesIsHeldBackAndTriedAgainAtTheNextConnection() {
    TcpProxy proxy = sync.proxy();
    sync.bulk(10);
    sync.unseen("UPDATE change_head SET entries = entries + 5 WHERE entries > 0");
    TestNode node = sync.keep(new TestNode(proxy.address()));
    eventually(() -> node.sync.state().heldBack() != null);
    assertEquals(null, node.node.current());

    sync.unseen("UPDATE change_head SET entries = entries - 5 WHERE entries > 0");
    proxy.cut();

    eventually(() -> node.phones() == 10 && node.isLive());
    assertEquals(null, node.sync.state().heldBack());
  }

  @Test
  void oneBadRowIsSkippedCountedAndShown() {
    store.sql("ALTER TABLE entry DROP CONSTRAINT entry_value_form");
    sync.bulk(10);
    store.sql(sync.insert("nonsense"));
    TestNode node = sync.following();

    assertEquals(10, node.phones());
    assertEquals(1, node.sync.state().unreadable());
    store.sql(sync.insert("more nonsense"));
    eventually(() -> node.sync.state().unreadable() == 2);
    assertEquals(new MemoryCheck.Found(10, 0, 0), node.check());

    store.sql("DELETE FROM entry WHERE value LIKE '%nonsense'");
    eventually(() -> sync.isAtTheHeads(node));
    node.reload(false);
    assertEquals(0, node.sync.state().unreadable());
  }

  @Test
  void aBackgroundCheckComparesMemoryWithTheTablesAndPutsItRight() {
    sync.bulk(6_000);
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone_prefix', '+1415', 'x')"
            .formatted(organisation.id()));
    TestNode node = sync.following();
    assertEquals(new MemoryCheck.Found(6_001, 0, 0), node.check());

    lose(node, Kind.PHONE, "+15001000003");
    lose(node, Kind.PHONE_PREFIX, "+1415");
    node.node.current().apply(invented("+15005559999"));
    sync.unseen("UPDATE entry SET channels = 1 WHERE value = '+15001000004'");
    MemoryCheck.Found found = node.check();

    assertEquals(4, found.repaired());
    assertEquals(0, found.miscounted());
    assertTrue(node.bans(organisation, "+15001000003"));
    assertFalse(node.bans(organisation, "+15005559999"));
    assertEquals(4, node.sync.state().repairs());
    assertEquals(new MemoryCheck.Found(6_001, 0, 0), node.check());
  }

  @Test
  void theCheckPutsValuesRightThatAreNoNumbers() {
    String[] values = {"'ip', '203.0.113.0/24'", "'email', 'zoe@example.com'", "'country', 'GB'"};
    for (String value : values) {
      store.sql(
          "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, %s, 'x')"
              .formatted(organisation.id(), value));
    }
    sync.bulk(6_000);
    TestNode node = sync.following();
    assertEquals(new MemoryCheck.Found(6_003, 0, 0), node.check());

    lose(node, Kind.IP, "203.0.113.0/24");
    node.node.current().apply(invented(Kind.EMAIL, "max@example.com"));
    node.node.current().apply(invented(Kind.VISITOR_ID, "invented"));
    MemoryCheck.Found found = node.check();

    assertEquals(3, found.repaired());
    Index.Sizes sizes = node.node.current().sizes();
    assertEquals(1, sizes.of(Kind.IP));
    assertEquals(1, sizes.of(Kind.EMAIL));
    assertEquals(0, sizes.of(Kind.VISITOR_ID));
    assertEquals(new MemoryCheck.Found(6_003, 0, 0), node.check());
  }

  /** What holds a load back must not come in by the back door. */
  @Test
  void bansWhoseRowsWentUnseenStayInMemoryUntilTheCountIsSetRight() {
    sync.bulk(10);
    TestNode node = sync.following();
    sync.unseen("DELETE FROM entry WHERE value = '+15001000003'");

    MemoryCheck.Found found = node.check();

    assertEquals(new MemoryCheck.Found(9, 0, 1), found);
    assertEquals(found, node.sync.state().found());
    assertTrue(node.bans(organisation, "+15001000003"));

    assertEquals(1, store.number("SELECT ringfence.recount()"));
    assertEquals(new MemoryCheck.Found(9, 1, 0), node.check());
    assertFalse(node.bans(organisation, "+15001000003"));
    assertEquals(new Loaded.InForce(9, 9), node.reload(false));
  }

  /** Nothing is put right that is merely newer or older than what was read. */
  @Test
  void theCheckFindsNothingWhileOthersWrite() throws Exception {
    sync.bulk(2_000);
    TcpProxy proxy = sync.proxy();
    // So that it is often behind what is read.
    proxy.dropNotifications();
    TestNode node = sync.following(proxy);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(1);
              while (!over.get()) {
                sync.writeAtRandom(random);
              }
            });

    for (int i = 0; i < 20; i++) {
      assertEquals(0, node.check().repaired());
    }

    over.set(true);
    writer.get();
    assertEquals(0, node.sync.state().repairs());
  }

  private static void lose(TestNode node, Kind kind, String value) {
    node.node.current().apply(new Change.EntriesOf(1, kind, value, List.of()));
  }

  private Change invented(String value) {
    return invented(Kind.PHONE, value);
  }

  private Change invented(Kind kind, String value) {
    return new Change.EntriesOf(
        organisation.id(),
        kind,
        value,
        List.of(new EntryState(99, Effect.BAN, Long.MAX_VALUE, false, 7)));
  }
}
