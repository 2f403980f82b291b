package io.ringfence.sync;

import static io.ringfence.store.TestStore.ALICE;
import static io.ringfence.store.TestStore.await;
import static io.ringfence.store.TestStore.ban;
import static io.ringfence.sync.TestNode.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.domain.Organisation;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.DatabaseUnavailable;
import io.ringfence.store.EntryStore;
import io.ringfence.store.Pgbouncer;
import io.ringfence.store.TestStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PgBouncer stands before PostgreSQL and gives every transaction another connection. */
class PoolerFaultIT {
  private final TestStore store = new TestStore();
  private Organisation organisation;
  private Pgbouncer pooler;

  @BeforeEach
  void aPooler() {
    assumeTrue(Pgbouncer.isHere(), "pgbouncer is not installed");
    pooler = Pgbouncer.start(store.address);
    organisation = store.organisation("default");
  }

  @AfterEach
  void close() {
    if (pooler != null) {
      pooler.close();
    }
    store.close();
  }

  @Test
  void aNodeFollowsThroughItAndWritesThroughIt() throws Exception {
    DatabaseAddress through = pooler.address(true);
    try (TestNode node = TestNode.following(through);
        TestStore writing = new TestStore(through)) {
      EntryStore entries = new EntryStore(writing.database);
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int writer = i;
        writers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 10; n < 30; n++) {
                    String number = "+15005%d50%d".formatted(writer + 2, n);
                    await(entries.put(organisation, ban(number + "00"), ALICE));
                  }
                }));
      }
      for (CompletableFuture<Void> writer : writers) {
        writer.get();
      }

      eventually(() -> node.phones() == 80 && node.isLive());
      assertEquals(new MemoryCheck.Found(80, 0, 0), node.check());
      assertTrue(node.reload(false) instanceof Loaded.InForce);
    }
  }

  @Test
  void withoutTheParameterTheFailureSaysWhatIsMissing() {
    try (TestStore blunt = new TestStore(pooler.address(false))) {

      DatabaseUnavailable failure =
          assertThrows(
              DatabaseUnavailable.class,
              () -> await(new io.ringfence.store.IndexSource(blunt.database).heads()));

      assertTrue(failure.getMessage().contains("?pooler=transaction"), failure.getMessage());
    }
  }
}
