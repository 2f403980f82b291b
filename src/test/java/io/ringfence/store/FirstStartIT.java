package io.ringfence.store;

import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.Permission;
import io.ringfence.store.FirstStart.Settings;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FirstStartIT {
  private static final Settings NONE = new Settings(null, null, null, null, null, false);
  private static final String HASH = "a".repeat(64);
  private static final Settings ALL =
      new Settings(
          List.of("one", "two"), "http://voice.example/", "CALL_REJECTED", "DE", HASH, true);

  private TestStore store;
  private FirstStart firstStart;

  @BeforeEach
  void open() {
    store = new TestStore();
    firstStart = new FirstStart(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<Change> loaded() {
    List<Change> changes = new ArrayList<>();
    await(new IndexSource(store.database).load(changes::add));
    return changes;
  }

  private long written() {
    return store.number("SELECT sum(seq) FROM change_head");
  }

  private String line() {
    return store
        .query("SELECT concat_ws('|', upstream_url, cause, region, managed_by) FROM line")
        .get(0);
  }

  @Test
  void makesTheDefaultsWithoutAnyConfiguration() {
    await(firstStart.run(NONE));

    List<Change> changes = loaded();
    assertEquals(3, changes.size());
    assertEquals("default", ((Change.OrganisationIs) changes.get(0)).organisation().slug());
    assertEquals("US", ((Change.OrganisationIs) changes.get(0)).organisation().region());
    assertEquals("default", ((Change.AccountIs) changes.get(1)).account().slug());
    assertEquals(null, ((Change.LineIs) changes.get(2)).line().number());
    assertEquals("", line());
  }

  @Test
  void takesWhatIsConfigured() {
    await(firstStart.run(ALL));

    List<Change> changes = loaded();
    assertEquals("DE", ((Change.OrganisationIs) changes.get(0)).organisation().region());
    assertEquals(List.of("one", "two"), ((Change.AccountIs) changes.get(1)).account().publicKeys());
    assertEquals("http://voice.example/|CALL_REJECTED|DE|config", line());
    Change.KeyIs key = (Change.KeyIs) changes.get(3);
    assertEquals("bootstrap", key.key().name());
    assertEquals(HASH, key.key().hash());
    assertEquals(Set.of(Permission.ADMIN, Permission.OPERATOR), key.key().permissions());
  }

  @Test
  void writesNothingWhereNothingDiffers() {
    await(firstStart.run(ALL));
    long before = written();

    await(firstStart.run(ALL));

    assertEquals(before, written());
  }

  @Test
  void rotatesWhatIsConfiguredAtEveryStart() {
    await(firstStart.run(ALL));

    await(
        firstStart.run(
            new Settings(
                List.of("three"), "http://b.example/", null, null, "b".repeat(64), false)));

    assertEquals("http://b.example/|CALL_REJECTED|DE|config", line());
    assertEquals(List.of("{three}"), store.query("SELECT public_keys FROM account"));
    assertEquals(List.of("b".repeat(64)), store.query("SELECT hash FROM api_key"));
  }

  @Test
  void leavesAloneWhatIsNotConfigured() {
    await(firstStart.run(NONE));
    store.sql("UPDATE line SET upstream_url = 'http://own.example/'");

    await(firstStart.run(NONE));

    assertEquals("http://own.example/", line());
  }

  @Test
  void givesFieldsBackThatAreNoLongerConfigured() {
    await(firstStart.run(ALL));

    await(firstStart.run(NONE));

    assertEquals("http://voice.example/|CALL_REJECTED|DE", line());
    assertEquals(1, store.number("SELECT count(*) FROM api_key WHERE revoked_at IS NULL"));
  }

  @Test
  void leavesARevokedBootstrapKeyRevoked() {
    await(firstStart.run(ALL));
    store.sql("UPDATE api_key SET revoked_at = now()");

    await(firstStart.run(ALL));

    assertEquals(0, store.number("SELECT count(*) FROM api_key WHERE revoked_at IS NULL"));
  }

  @Test
  void knowsItsSecretsKeyFromAnother() {
    byte[] first = new byte[32];
    byte[] other = new byte[32];
    other[31] = 1;

    assertTrue(await(firstStart.isSecretsKey(first, null)));
    assertFalse(await(firstStart.isSecretsKey(other, null)));
    assertTrue(await(firstStart.isSecretsKey(first, null)));
    assertEquals(1, store.number("SELECT count(*) FROM secrets_key"));
  }

  @Test
  void makesEverythingOnceHoweverManyNodesStart() {
    List<Future<Void>> starts = IntStream.range(0, 8).mapToObj(i -> firstStart.run(ALL)).toList();

    await(Future.all(starts));

    assertEquals(4, loaded().size());
    assertEquals(4, written());
  }

  @Test
  void letsAnotherKeyTakeThePlaceOfTheOneItFollows() {
    byte[] first = {1};
    byte[] next = {2};
    byte[] stranger = {3};
    await(firstStart.isSecretsKey(first, null));

    assertFalse(await(firstStart.isSecretsKey(next, stranger)));
    assertTrue(await(firstStart.isSecretsKey(next, first)));
    assertTrue(await(firstStart.isSecretsKey(next, null)));
    assertFalse(await(firstStart.isSecretsKey(first, null)));
  }
}
