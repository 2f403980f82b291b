package io.ringfence.api;

import static io.ringfence.api.TestApi.entry;
import static io.ringfence.api.TestApi.phone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations taken back, and taken back again. */
final class UndoIT {
  private static final String FAR = "2099-01-01T00:00:00Z";
  private static final String A = "+14155550001";
  private static final String B = "+14155550002";

  private static TestApi api;
  private static int organisations;
  private String slug;
  private String key;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void newOrganisation() {
    slug = "undo-" + ++organisations;
    key = api.organisation(slug, "bans:read", "bans:write", "checks", "admin");
  }

  private String bulk(JsonObject... items) {
    JsonObject body = new JsonObject().put("entries", new JsonArray(List.of(items)));
    return api.post(key, "/v1/bans/bulk", body).json().getString("operation");
  }

  private String lift(String filter, int count) {
    JsonObject body =
        new JsonObject()
            .put("filter", new JsonObject(filter.replace('\'', '"')))
            .put("reason", "Lifted")
            .put("count", count);
    return api.post(key, "/v1/bans/lift", body).json().getString("operation");
  }

  private Reply undo(String operation) {
    return api.post(
        key, "/v1/operations/" + operation + "/undo", new JsonObject().put("reason", "Mistake"));
  }

  private JsonObject undone(String operation) {
    Reply reply = undo(operation);
    assertEquals(200, reply.status(), reply.text());
    assertEquals(operation, reply.json().getString("undone"));
    return reply.json();
  }

  private JsonObject operation(String id) {
    return api.get(key, "/v1/operations/" + id).json();
  }

  private JsonObject ban(JsonObject body) {
    return api.post(key, "/v1/bans", body).json();
  }

  private JsonObject read(long id) {
    return api.get(key, "/v1/bans/" + id).json();
  }

  private long id(String value) {
    return api.store.number(
        "SELECT max(e.id) FROM entry e JOIN organisation o ON o.id = e.organisation_id"
            + " WHERE o.slug = '"
            + slug
            + "' AND e.value = '"
            + value
            + "'");
  }

  private boolean blocked(String number) {
    JsonObject check = new JsonObject().put("phone", number);
    return api.post(key, "/v1/checks", check).json().getBoolean("blocked");
  }

  private static String left(JsonObject undone) {
    return undone.getJsonArray("left").stream()
        .map(JsonObject.class::cast)
        .map(one -> one.getLong("entry") + " " + one.getString("why"))
        .toList()
        .toString();
  }

  @Test
  void liftsWhatABulkWriteMadeAndGivesBackWhatItMadeStronger() {
    JsonObject before =
        ban(
            entry(
                "phone",
                A,
                Map.of("until", FAR, "channels", new JsonArray().add("voice"), "observe", true)));
    String operation = bulk(phone(A), phone(B), phone("112"));
    assertTrue(blocked(A) && blocked(B));

    JsonObject undone = undone(operation);

    assertEquals(2, undone.getInteger("taken_back"));
    assertEquals(new JsonArray(), undone.getJsonArray("left"));
    JsonObject after = read(before.getLong("id"));
    for (String member : List.of("until", "channels", "observe", "reason", "lifted_at")) {
      assertEquals(before.getValue(member), after.getValue(member), member);
    }
    assertNotEquals(null, read(id(B)).getString("lifted_at"));
    assertFalse(blocked(A) || blocked(B));
    JsonObject undo = operation(undone.getString("operation"));
    assertEquals("undo", undo.getString("kind"));
    assertEquals("Mistake", undo.getString("reason"));
    assertEquals(operation, undo.getString("undoes"));
    assertEquals(2, undo.getJsonObject("counts").getInteger("taken_back"));
    assertEquals(undone.getString("operation"), operation(operation).getString("undone_by"));
  }

  @Test
  void whatWasLiftedStandsAgainUnderItsId() {
    ban(phone(A));
    ban(phone(B));
    long id = id(A);
    String operation = lift("{'kind':'phone'}", 2);
    assertFalse(blocked(A));

    JsonObject undone = undone(operation);

    assertEquals(2, undone.getInteger("taken_back"));
    assertTrue(blocked(A) && blocked(B));
    assertEquals(id, id(A));
    assertNull(read(id).getString("lifted_at"));
    assertNull(read(id).getString("lifted_by"));
    assertEquals("Spammer", read(id).getString("reason"));
  }

  @Test
  void whatWasEditedSinceStaysAndIsListed() {
    String operation =
        bulk(phone(A), entry("phone", B, Map.of("until", FAR)), phone("+14155550003"));
    ban(phone(B));
    api.delete(key, "/v1/bans/" + id("+14155550003"));

    JsonObject undone = undone(operation);

    assertEquals(1, undone.getInteger("taken_back"));
    assertEquals(
        "[%d edited_since, %d edited_since]".formatted(id(B), id("+14155550003")), left(undone));
    assertFalse(blocked(A));
    assertTrue(blocked(B));
    assertEquals(
        2, operation(undone.getString("operation")).getJsonObject("counts").getInteger("left"));
  }

  @Test
  void whatWasAskedForAgainStaysAndIsListed() {
    ban(phone("+14155550003"));
    String operation = bulk(phone(A), phone(B), phone(B), phone("+14155550003"));
    assertEquals("unchanged", ban(phone(A)).getString("outcome"));

    JsonObject undone = undone(operation);

    assertEquals("[%d asked_again]".formatted(id(A)), left(undone));
    assertEquals(1, undone.getInteger("taken_back"));
    assertTrue(blocked(A) && blocked("+14155550003"));
    assertFalse(blocked(B));
  }

  @Test
  void whatAnotherOperationAskedForAgainStaysButNotWhatWasAskedForBefore() {
    ban(entry("phone", A, Map.of("until", FAR)));
    ban(entry("phone", A, Map.of("until", FAR)));
    String first = bulk(phone(A), phone(B));
    String second = bulk(phone(B));

    JsonObject undone = undone(first);

    assertEquals("[%d asked_again]".formatted(id(B)), left(undone));
    assertEquals(FAR, read(id(A)).getString("until"));
    assertEquals(0, undone(second).getInteger("taken_back"));
    assertTrue(blocked(B));
  }

  @Test
  void whatCannotStandAgainIsListed() {
    ban(phone(A));
    ban(entry("phone", B, Map.of("until", FAR)));
    ban(phone("+14155550003"));
    ban(phone("+14155550004"));
    long taken = id(A);
    String operation = lift("{'kind':'phone'}", 4);
    ban(phone(A));
    // A clock cannot be turned: as if the end had come, by what the operation itself noted.
    api.store.sql(
        "UPDATE entry_version SET until = now() - interval '1 hour' WHERE entry_id = " + id(B));
    api.post(
        key,
        "/v1/protected",
        new JsonObject().put("kind", "phone").put("value", "+14155550003").put("reason", "r"));

    JsonObject undone = undone(operation);

    assertEquals(1, undone.getInteger("taken_back"));
    assertEquals(
        "[%d value_taken, %d ended, %d protected]".formatted(taken, id(B), id("+14155550003")),
        left(undone));
    assertTrue(blocked("+14155550004"));
  }

  @Test
  void takingAnUndoBackDoesTheOperationAgain() {
    ban(entry("phone", A, Map.of("until", FAR)));
    String operation = bulk(phone(A), phone(B));
    String first = undone(operation).getString("operation");

    JsonObject second = undone(first);

    assertEquals(2, second.getInteger("taken_back"));
    assertTrue(blocked(B));
    assertNull(read(id(A)).getString("until"));
    undone(second.getString("operation"));
    assertFalse(blocked(B));
    assertEquals(FAR, read(id(A)).getString("until"));
    assertEquals(409, undo(operation).status());
  }

  @Test
  void anUndoOfALiftTakenBackLiftsAgain() {
    ban(phone(A));
    String undo = undone(lift("{'kind':'phone'}", 1)).getString("operation");
    assertTrue(blocked(A));

    undone(undo);

    assertFalse(blocked(A));
  }

  @Test
  void isDoneOnceAndSaysByWhat() {
    String operation = bulk(phone(A));
    String by = undone(operation).getString("operation");

    Reply again = undo(operation);

    assertEquals(409, again.status());
    assertTrue(again.json().getString("detail").contains(by), again.text());
  }

  @Test
  void anOperationThatDidNothingIsTakenBackToo() {
    ban(phone(A));
    String operation = bulk(phone(A));

    JsonObject undone = undone(operation);

    assertEquals(0, undone.getInteger("taken_back"));
    assertTrue(blocked(A));
  }

  @Test
  void anEntryWhoseEndHadPassedIsNothingToTakeBack() {
    api.store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason, until) SELECT id, 'phone', '"
            + A
            + "', 'old', now() - interval '1 hour' FROM organisation WHERE slug = '"
            + slug
            + "'");
    String operation = bulk(phone(A));

    JsonObject undone = undone(operation);

    assertEquals(1, undone.getInteger("taken_back"));
    assertEquals("[]", left(undone));
    assertFalse(blocked(A));
  }

  @Test
  void whatMayStillBeAtWorkIsNotTakenBack() {
    api.store.sql(
        "INSERT INTO operation (organisation_id, public_id, kind, effect, asked) SELECT id, 'op_"
            + slug.replace("-", "")
            + "', 'bulk', 'ban', 1 FROM organisation WHERE slug = '"
            + slug
            + "'");
    String operation = "op_" + slug.replace("-", "");

    assertEquals(409, undo(operation).status());

    api.store.sql(
        "UPDATE operation SET created_at = now() - interval '1 hour' WHERE public_id = '"
            + operation
            + "'");
    assertEquals(200, undo(operation).status());
  }

  @Test
  void knowsNoOperationOfAnother() {
    String operation = bulk(phone(A));
    String stranger = api.organisation(slug + "-other", "admin");

    Reply reply =
        api.post(
            stranger, "/v1/operations/" + operation + "/undo", new JsonObject().put("reason", "r"));

    assertEquals(404, reply.status());
    assertEquals(404, undo("op_none").status());
    assertTrue(blocked(A));
  }

  @Test
  void needsAReasonAndThePermission() {
    String operation = bulk(phone(A));
    String reader = api.addKey(slug, slug + "-reader", null, "bans:read");
    String path = "/v1/operations/" + operation + "/undo";

    assertEquals(List.of("/reason"), api.post(key, path, new JsonObject()).pointers());
    assertEquals(403, api.post(reader, path, new JsonObject().put("reason", "r")).status());
  }

  @Test
  void oneOfTwoAtOnceWins() {
    JsonObject[] items =
        IntStream.range(0, 50)
            .mapToObj(n -> phone("+1303" + (5_550_000 + n)))
            .toArray(JsonObject[]::new);
    String operation = bulk(items);

    List<CompletableFuture<Reply>> both =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> undo(operation)))
            .limit(2)
            .toList();

    List<Reply> replies = both.stream().map(CompletableFuture::join).toList();
    assertEquals(List.of(200, 409), replies.stream().map(Reply::status).sorted().toList());
    Reply won = replies.stream().filter(reply -> reply.status() == 200).findFirst().orElseThrow();
    assertEquals(50, won.json().getInteger("taken_back"));
    assertEquals(
        0,
        api.store.number(
            "SELECT count(*) FROM entry e JOIN organisation o ON o.id = e.organisation_id"
                + " WHERE e.standing AND o.slug = '"
                + slug
                + "'"));
  }
}
