package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.store.Pgbouncer;
import io.ringfence.store.PostgresFixture;
import io.ringfence.store.RepeatStore;
import io.ringfence.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a request that is sent again with the same Idempotency-Key. */
final class RepeatsIT {
  private static final String HEADER = Repeats.HEADER;
  private static final String BANS = "/v1/bans";

  private static TestApi api;
  private static String writer;
  private static int numbers;

  @BeforeAll
  static void start() {
    api = new TestApi();
    writer = api.organisation("acme", "bans:write", "admin");
    api.organisation("other", "bans:write");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String fresh() {
    return "+1415555" + (2000 + ++numbers);
  }

  private static Reply ban(String number, String idempotencyKey) {
    return api.post(writer, BANS, phone(number), HEADER, idempotencyKey);
  }

  private static long kept(String idempotencyKey) {
    return api.store.number(
        "SELECT count(*) FROM idempotency_key WHERE key = '" + idempotencyKey + "'");
  }

  @Test
  void aRepeatGetsTheFirstAnswerAndWritesNothing() {
    String number = fresh();
    Reply first = ban(number, "one");
    assertEquals(201, first.status());
    String written = api.written();

    Reply again = ban(number, "one");

    assertEquals(201, again.status());
    assertEquals(first.json(), again.json());
    assertEquals(first.header("ETag"), again.header("ETag"));
    assertEquals(first.header("Location"), again.header("Location"));
    assertEquals(first.header("Content-Type"), again.header("Content-Type"));
    assertEquals(written, api.written());
    assertEquals(200, ban(number, "another").status(), "with another key it is another request");
  }

  @Test
  void aRepeatStandsAlsoAfterWhatItMadeIsGone() {
    String number = fresh();
    Reply first = ban(number, "gone meanwhile");
    assertEquals(204, api.delete(writer, first.header("Location")).status());

    Reply again = ban(number, "gone meanwhile");

    assertEquals(first.json(), again.json());
    assertEquals(
        0,
        api.store.number("SELECT count(*) FROM entry WHERE standing AND value = '" + number + "'"));
  }

  @Test
  void aRepeatMayWaitAlthoughTheFirstDidNot() {
    String number = fresh();
    Reply first = ban(number, "waits");

    Reply again = api.post(writer, BANS + "?wait=1s", phone(number), HEADER, "waits");

    assertEquals(201, again.status(), again.text());
    assertNotNull(again.json().getJsonObject("effective"));
    assertEquals(first.json().getLong("id"), again.json().getLong("id"));
    assertFalse(ban(number, "waits").json().containsKey("effective"));
  }

  @Test
  void anotherRequestWithTheSameKeyIsRefused() {
    String number = fresh();
    assertEquals(201, ban(number, "taken").status());
    api.addKey("acme", "second-writer", null, "bans:write");

    Reply otherBody = ban(fresh(), "taken");
    Reply otherPath = api.post(writer, "/v1/allows", phone(number), HEADER, "taken");
    Reply otherKey = api.post(TestApi.key("second-writer"), BANS, phone(number), HEADER, "taken");

    for (Reply refused : List.of(otherBody, otherPath, otherKey)) {
      assertEquals(422, refused.status(), refused.text());
      assertEquals(List.of("/header/Idempotency-Key"), refused.pointers());
    }
  }

  @Test
  void eachOrganisationHasItsOwn() {
    String number = fresh();
    Reply mine = ban(number, "shared");

    Reply theirs = api.post(TestApi.key("other"), BANS, phone(number), HEADER, "shared");

    assertEquals(201, theirs.status());
    assertNotEquals(mine.json().getLong("id"), theirs.json().getLong("id"));
    assertEquals(2, kept("shared"));
  }

  @Test
  void ofManyAtOnceOneWritesAndAllGetItsAnswer() throws Exception {
    String number = fresh();
    long versions = api.store.number("SELECT count(*) FROM entry_version");
    List<CompletableFuture<Reply>> sent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sent.add(CompletableFuture.supplyAsync(() -> ban(number, "at once")));
    }

    Set<String> bodies = new HashSet<>();
    for (CompletableFuture<Reply> one : sent) {
      Reply reply = one.get();
      assertEquals(201, reply.status(), reply.text());
      bodies.add(reply.json().encode());
    }

    assertEquals(1, bodies.size());
    assertEquals(versions + 1, api.store.number("SELECT count(*) FROM entry_version"));
  }

  @Test
  void whatWasRefusedKeepsNothing() {
    assertEquals(422, ban("911", "second try").status());
    assertEquals(0, kept("second try"));

    assertEquals(201, ban(fresh(), "second try").status());
  }

  @Test
  void whatCannotBeKeptIsNotWrittenEither() {
    api.store.sql(
        "CREATE FUNCTION ringfence.breaks() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE EXCEPTION ''the disk is full''; END'",
        "CREATE TRIGGER breaks BEFORE UPDATE ON idempotency_key FOR EACH ROW"
            + " WHEN (NEW.key = 'breaks') EXECUTE FUNCTION ringfence.breaks()");
    String number = fresh();
    String written = api.written();

    Reply failed = ban(number, "breaks");

    assertEquals(500, failed.status());
    assertEquals(written, api.written());
    assertEquals(0, kept("breaks"));
    assertEquals(201, ban(number, "does not break").status());
  }

  @Test
  void aKeyIsShownAgainToWhoeverMadeItAndKeptSealed() {
    JsonObject asked =
        new JsonObject().put("name", "repeated").put("permissions", new JsonArray().add("checks"));
    Reply first = api.post(writer, "/v1/api-keys", asked, HEADER, "a key");
    String key = first.json().getString("key");

    Reply again = api.post(writer, "/v1/api-keys", asked, HEADER, "a key");

    assertEquals(key, again.json().getString("key"));
    assertEquals(1, api.store.number("SELECT count(*) FROM api_key WHERE name = 'repeated'"));
    assertEquals(
        0,
        api.store.number(
            "SELECT count(*) FROM idempotency_key i WHERE i::text LIKE '%"
                + key
                + "%' OR position('"
                + key
                + "'::bytea IN answer) > 0"));
  }

  @Test
  void anAnswerThatCannotBeOpenedHereIsNotMadeUp() {
    String number = fresh();
    assertEquals(201, ban(number, "sealed elsewhere").status());
    api.store.sql(
        "UPDATE idempotency_key SET answer = set_byte(answer, 20, get_byte(answer, 20) # 1)"
            + " WHERE key = 'sealed elsewhere'");

    Reply again = ban(number, "sealed elsewhere");

    assertEquals(503, again.status());
    assertTrue(again.json().getString("detail").contains("secrets.key"), again.text());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void refusesAKeyThatIsNone(int length) {
    Reply refused = ban(fresh(), "x".repeat(length));

    assertEquals(422, refused.status());
    assertEquals(List.of("/header/Idempotency-Key"), refused.pointers());
  }

  @Test
  void takesTheLongestKeyThereMayBe() {
    assertEquals(201, ban(fresh(), "~".repeat(255)).status());
  }

  @Test
  void afterADayItIsAnotherRequest() {
    assertEquals(201, ban(fresh(), "old").status());
    assertEquals(201, ban(fresh(), "young").status());
    age("old", "24 hours");
    age("young", "23 hours 59 minutes");

    assertEquals(201, ban(fresh(), "old").status());
    assertEquals(422, ban(fresh(), "young").status());
  }

  @Test
  void whatIsOlderThanADayIsRemoved() {
    assertEquals(201, ban(fresh(), "removed").status());
    assertEquals(201, ban(fresh(), "stays").status());
    age("removed", "24 hours");

    long gone = await(new RepeatStore(api.store.database).forget());

    assertTrue(gone >= 1);
    assertEquals(0, kept("removed"));
    assertEquals(1, kept("stays"));
  }

  private static void age(String key, String by) {
    api.store.sql(
        "UPDATE idempotency_key SET created_at = created_at - interval '"
            + by
            + "' WHERE key = '"
            + key
            + "'");
  }

  @Test
  void whileTheFirstIsStuckARepeatIsToldToComeBack() throws SQLException {
    String number = fresh();
    Reply stuck;
    try (Connection somebody = PostgresFixture.connect(api.store.address);
        Statement first = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      first.execute(
          "INSERT INTO idempotency_key (organisation_id, key, request)"
              + " SELECT id, 'stuck', sha256('x') FROM organisation WHERE slug = 'acme'");
      stuck = ban(number, "stuck");
      somebody.rollback();
    }

    assertEquals(503, stuck.status(), stuck.text());
    assertEquals("1", stuck.header("Retry-After"));
    assertTrue(stuck.json().getString("detail").contains("Idempotency-Key"), stuck.text());
    assertEquals(201, ban(number, "stuck").status());
  }

  @Test
  void aRepeatIsOneBehindAPoolerToo() throws Exception {
    assumeTrue(Pgbouncer.isHere(), "pgbouncer is not installed");
    try (TestStore direct = new TestStore();
        Pgbouncer pooler = Pgbouncer.start(direct.address);
        TestApi through = new TestApi(new TestStore(pooler.address(true)))) {
      through.load();
      Set<String> bodies = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        Reply reply = through.post(BOOTSTRAP, BANS, phone("+14155552671"), HEADER, "pooled");
        assertEquals(201, reply.status(), reply.text());
        bodies.add(reply.json().encode());
      }

      assertEquals(1, bodies.size());
    }
  }

  @Test
  void aRequestOfSeveralTransactionsIsDoneAgainOnlyIfItBrokeOff() {
    AtomicInteger done = new AtomicInteger();
    Action counts =
        Action.inSeveralTransactions(
            call -> Future.succeededFuture(Answer.json(200, count(done.incrementAndGet()))));
    ApiCall call = call("in several");
    Repeats repeats = repeats();

    assertEquals(count(1), once(repeats, call, counts));
    assertEquals(count(1), once(repeats, call, counts));
    api.store.sql("UPDATE idempotency_key SET status = NULL WHERE key = 'in several'");
    Refusal running = assertThrows(Refusal.class, () -> await(repeats.once(call, counts)));
    assertEquals(503, running.problem().status());
    age("in several", "31 seconds");
    assertEquals(count(2), once(repeats, call, counts));
  }

  @Test
  void aRequestOfSeveralTransactionsThatIsRefusedKeepsNothing() {
    Action refuses =
        Action.inSeveralTransactions(
            call -> {
              throw Refusal.invalid("", "is wrong");
            });

    assertThrows(Refusal.class, () -> await(repeats().once(call("refused in several"), refuses)));

    assertEquals(0, kept("refused in several"));
  }

  private static Repeats repeats() {
    return new Repeats(new RepeatStore(api.store.database), TestApi.SEALS);
  }

  private static JsonObject once(Repeats repeats, ApiCall call, Action action) {
    return new JsonObject(await(repeats.once(call, action)).bytes());
  }

  private static JsonObject count(int done) {
    return new JsonObject().put("done", done);
  }

  /** A request as the contract lets it through. */
  private static ApiCall call(String idempotencyKey) {
    var index = api.node.current();
    var key = index.directory().key(KeyText.sha256(writer, KeyText.sha256()));
    Caller caller = new Caller(index.directory().organisation("acme"), index, TestStore.ALICE, key);
    Map<String, Object> parameters = new HashMap<>(Map.of(HEADER, idempotencyKey));
    return new ApiCall(
        "POST /v1/bans/bulk",
        caller,
        parameters,
        new JsonObject(),
        null,
        api.store.database.session(caller.organisation(), caller.actor()));
  }
}
