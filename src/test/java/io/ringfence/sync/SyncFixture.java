package io.ringfence.sync;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;

import io.ringfence.ban.Replica;
import io.ringfence.domain.Organisation;
import io.ringfence.store.EntryStore;
import io.ringfence.store.TcpProxy;
import io.ringfence.store.TestStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A database with one organisation in it, and nodes and ways to it that end with it. */
final class SyncFixture implements AutoCloseable {
  final TestStore store = new TestStore();
  final Organisation organisation = store.organisation("default");
  private final EntryStore entries = new EntryStore(store.database);
  private final List<AutoCloseable> open = new ArrayList<>();

  /** A node that has loaded its list. */
  TestNode following() {
    return keep(TestNode.following(store.address));
  }

  /** One that has loaded its list by that way. */
  TestNode following(TcpProxy way) {
    return keep(TestNode.following(way.address()));
  }

  TcpProxy proxy() {
    return keep(new TcpProxy(store.address));
  }

  <T extends AutoCloseable> T keep(T one) {
    open.add(0, one);
    return one;
  }

  /** A ban as somebody in psql makes it. */
  String insert(String number) {
    return "INSERT INTO entry (organisation_id, kind, value, reason) VALUES (%d, 'phone', '%s', 'x')"
        .formatted(organisation.id(), number);
  }

  /** Bans so many numbers from +15001000001 on. */
  void bulk(int count) {
    store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason) SELECT %d, 'phone',"
                .formatted(organisation.id())
            + " '+1500' || (1000000 + n), 'bulk' FROM generate_series(1, "
            + count
            + ") n");
  }

  /** Changes rows with the triggers off, so that neither log nor counts know. */
  void unseen(String sql) {
    store.sql("BEGIN", "SET LOCAL session_replication_role = replica", sql, "COMMIT");
  }

  /** Bans and ends bans, by the gateway's way and by plain SQL. */
  void writeAtRandom(Random random) {
    for (int i = 0; i < 60; i++) {
      String number = "+1500555%04d".formatted(random.nextInt(20));
      if (random.nextInt(3) == 0) {
        store.sql("DELETE FROM entry WHERE value = '" + number + "'");
      } else {
        await(entries.put(organisation, ban(number), ALICE));
      }
    }
  }

  boolean isAtTheHeads(TestNode node) {
    return store.number("SELECT sum(seq) FROM change_head")
        == node.node.replica().positions().stream().mapToLong(Replica.Position::seq).sum();
  }

  @Override
  public void close() {
    open.forEach(SyncFixture::close);
    store.close();
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
