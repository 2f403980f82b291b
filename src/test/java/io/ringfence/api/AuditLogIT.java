package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.store.AuditFilter;
import io.ringfence.store.AuditPage;
import io.ringfence.store.AuditStore;
import io.ringfence.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit through the API: pages, filters, exports, and whose it is. */
final class AuditLogIT {
  private static final String PATH = "/v1/audit-log";

  /** More than one statement looks through. */
  private static final long MANY = 21_000;

  /** The organisation's own, and its key's. */
  private static final long FIRST_ROWS = 2;

  private static TestApi api;
  private static String mine;
  private static String theirs;
  private static String busy;

  @BeforeAll
  static void start() {
    api = new TestApi();
    mine = api.organisation("mine", "audit:read", "bans:write", "bans:read", "act_as");
    theirs = api.organisation("theirs", "admin");
    busy = api.organisation("busy", "audit:read");
    for (int i = 0; i < 5; i++) {
      api.post(
          mine,
          "/v1/bans",
          TestApi.phone("+1415555260" + i),
          "Ringfence-Actor",
          i == 0 ? "=cmd" : "alice@example.com",
          "X-Request-Id",
          "request-" + i);
    }
    append("busy", 1, MANY, "'x.many'");
    append("busy", 1, 1, "'x.rare'");
    append("busy", 1, MANY, "'x.many'");
    api.store.sql("ANALYZE audit_log");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static void append(String slug, long from, long to, String action) {
    api.store.sql(
        ("SELECT append_audit(id, a, t, d) FROM organisation, (SELECT array_agg(%s::text) a,"
                + " array_agg('t:' || n) t, array_agg(json_build_object('after', repeat('x', 200))) d"
                + " FROM generate_series(%d, %d) n) rows WHERE slug = '%s'")
            .formatted(action, from, to, slug));
  }

  private static List<JsonObject> rows(Reply reply) {
    assertEquals(200, reply.status(), reply.text());
    return reply.json().getJsonArray("data").stream().map(JsonObject.class::cast).toList();
  }

  private static List<Long> seqs(Reply reply) {
    return rows(reply).stream().map(row -> row.getLong("seq")).toList();
  }

  @Test
  void saysWhoDidWhatBeforeAndAfter() {
    JsonObject row = rows(api.get(mine, PATH + "?limit=1")).get(0);

    assertEquals("ban.created", row.getString("action"));
    assertEquals("alice@example.com", row.getString("actor"));
    assertTrue(row.getString("key").startsWith("key_"), row.toString());
    assertEquals("127.0.0.1", row.getString("address"));
    assertEquals("request-4", row.getString("request_id"));
    assertNull(row.getValue("before"));
    assertEquals("+14155552604", row.getJsonObject("after").getString("value"));
    assertEquals("entry:" + row.getJsonObject("after").getLong("id"), row.getString("target"));
    assertFalse(row.getBoolean("erased"));
  }

  @Test
  void pagesAreNewestFirstAndMeetEnd() {
    List<Long> all = new ArrayList<>();
    String next = "";
    while (next != null) {
      Reply page = api.get(mine, PATH + "?limit=3&action=ban.created" + next);
      all.addAll(seqs(page));
      String cursor = page.json().getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }

    List<Long> expected = new ArrayList<>(seqs(api.get(mine, PATH + "?action=ban.created")));
    assertEquals(expected, all);
    assertEquals(5, all.size());
    assertEquals(all.stream().sorted((a, b) -> Long.compare(b, a)).toList(), all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "actor==cmd | 1",
        "actor=alice@example.com | 4",
        "actor=alice | 0",
        "action=ban.created | 5",
        "action=ban. | 0",
        "request_id=request-3 | 1",
        "target=entry:0 | 0",
        "from=2020-01-01T00:00:00Z&action=ban.created | 5",
        "to=2020-01-01T00:00:00+01:00 | 0",
        "from=9999-01-01T00:00:00Z | 0",
        "actor=alice@example.com&request_id=request-0 | 0",
      })
  void filters(String filter, int rows) {
    String query = filter.replace("==", "=%3D").replace("+", "%2B");

    assertEquals(rows, rows(api.get(mine, PATH + "?" + query)).size());
    assertEquals(rows, lines(api.exchange(mine, "GET", PATH + "?format=ndjson&" + query, null)));
  }

  private static int lines(Reply reply) {
    assertEquals(200, reply.status(), reply.text());
    return (int) reply.text().lines().count();
  }

  @Test
  void filtersByTargetAndKey() {
    JsonObject row = rows(api.get(mine, PATH + "?request_id=request-2")).get(0);

    assertEquals(List.of(row), rows(api.get(mine, PATH + "?target=" + row.getString("target"))));
    assertEquals(5, rows(api.get(mine, PATH + "?key=" + row.getString("key"))).size());
    String at = URLEncoder.encode(row.getString("at"), StandardCharsets.UTF_8);
    assertEquals(List.of(row), rows(api.get(mine, PATH + "?request_id=request-2&from=" + at)));
    assertEquals(List.of(), rows(api.get(mine, PATH + "?request_id=request-2&to=" + at)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "to=2026-13-01T00:00:00Z",
        "cursor=x",
        "limit=0",
        "format=xml",
        "organisation=mine",
        "colour=red",
        "actor="
      })
  void refusesWhatCannotBeMeant(String query) {
    Reply reply = api.get(mine, PATH + "?" + query);

    assertEquals(422, reply.status(), reply.text());
    assertEquals(List.of("/query/" + query.replaceAll("=.*", "")), reply.pointers());
  }

  @Test
  void aCursorGoesWithNoExport() {
    assertEquals(422, api.get(mine, PATH + "?format=csv&cursor=x").status());
  }

  @Test
  void aRareRowInALongAuditIsFoundInParts() {
    Reply first = api.get(busy, PATH + "?action=x.rare");

    assertEquals(List.of(FIRST_ROWS + MANY + 1), seqs(first));
    assertNull(first.json().getString("next"));
  }

  @Test
  void aPageThatFoundNothingInItsTimeSaysWhereToGoOn() {
    AuditFilter rare = new AuditFilter("x.rare", null, null, null, null, null, null);
    AuditSearch search = new AuditSearch(new AuditStore(api.store.database), busy(), rare, 50);

    AuditPage first = TestStore.await(search.from(Long.MAX_VALUE, 1));
    AuditPage second = TestStore.await(search.from(first.next(), 1));

    assertEquals(List.of(), first.rows());
    assertEquals(1, second.rows().size());
  }

  @Test
  void anExportHasEveryRowInOrderWhateverThePage() {
    Reply reply = api.exchange(busy, "GET", PATH, null, "Accept", "application/x-ndjson");

    assertEquals("application/x-ndjson", reply.header("Content-Type"));
    long[] seqs =
        reply.text().lines().mapToLong(line -> new JsonObject(line).getLong("seq")).toArray();
    long rows = FIRST_ROWS + MANY + 1 + MANY;
    assertTrue(
        Arrays.equals(LongStream.rangeClosed(1, rows).toArray(), seqs),
        () -> seqs.length + " rows of " + rows);
  }

  @Test
  void aFilteredExportLooksThroughAllOfALongAudit() {
    Reply rare = api.exchange(busy, "GET", PATH + "?format=ndjson&action=x.rare", null);
    Reply many = api.exchange(busy, "GET", PATH + "?format=ndjson&action=x.many", null);

    assertEquals(1, lines(rare));
    assertEquals(2 * MANY, lines(many));
  }

  @Test
  void theTableIsOneForSpreadsheets() {
    Reply reply = api.exchange(mine, "GET", PATH, null, "Accept", "text/csv");

    assertEquals("text/csv; charset=utf-8", reply.header("Content-Type"));
    assertEquals("attachment; filename=\"audit.csv\"", reply.header("Content-Disposition"));
    List<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(reply.text()).stream().toList();
    NamedCsvRecord first =
        rows.stream().filter(r -> r.getField("request_id").equals("request-0")).findAny().get();
    assertEquals("'=cmd", first.getField("actor"));
    assertEquals("", first.getField("before"));
    assertEquals("+14155552600", new JsonObject(first.getField("after")).getString("value"));
  }

  @Test
  void anErasedDetailIsShownAsSuch() {
    api.organisation("erasing", "audit:read");
    api.store.sql(
        "DELETE FROM audit_detail WHERE organisation_id = (SELECT id FROM organisation WHERE slug = 'erasing')"
            + " AND seq = 1");

    JsonObject row = rows(api.get(TestApi.key("erasing"), PATH)).get(1);

    assertTrue(row.getBoolean("erased"));
    assertNull(row.getValue("after"));
  }

  @Test
  void aDetailThatNoJsonReaderTakesIsShownAsText() {
    String key = api.organisation("deep", "audit:read");
    api.store.sql(
        "SELECT append_audit(id, '{x}', '{y}', ARRAY[(repeat('[', 1500) || repeat(']', 1500))::json])"
            + " FROM organisation WHERE slug = 'deep'");

    assertEquals(
        "[".repeat(1500) + "]".repeat(1500), rows(api.get(key, PATH)).get(0).getString("after"));
  }

  @Test
  void everyoneSeesTheirOwn() {
    assertTrue(rows(api.get(theirs, PATH + "?action=ban.created")).isEmpty());
    assertEquals(
        5,
        rows(api.get(BOOTSTRAP, PATH + "?action=ban.created", "Ringfence-Organisation", "mine"))
            .size());
    assertEquals(404, api.get(theirs, PATH, "Ringfence-Organisation", "mine").status());
  }

  @Test
  void whatConcernsNoOrganisationIsTheOperators() {
    append0();

    assertEquals(
        "observe.on",
        rows(api.get(BOOTSTRAP, PATH + "?organisation=none")).get(0).getString("action"));
    assertEquals(
        0, api.get(BOOTSTRAP, PATH + "/head?organisation=none").json().getInteger("chain"));
    assertEquals(403, api.get(theirs, PATH + "?organisation=none").status());
    assertEquals(403, api.get(theirs, PATH + "/head?organisation=none").status());
  }

  private static void append0() {
    api.store.sql("SELECT audit_observe(0, 'observe.on', 'node-1', '{\"id\": \"1\"}')");
  }

  @Test
  void theHeadIsTheNewestRow() {
    JsonObject newest = rows(api.get(mine, PATH + "?limit=1")).get(0);

    JsonObject head = api.get(mine, PATH + "/head").json();

    for (String member : List.of("seq", "hash", "at")) {
      assertEquals(newest.getValue(member), head.getValue(member));
    }
  }

  @Test
  void anExportReadsNoFurtherThanIsTaken() {
    Taken out = new Taken();
    Future<Void> export = export().to(out);
    eventually(() -> out.taken.size() == 1);

    out.taken.get(0).complete();
    eventually(() -> out.taken.size() == 2);
    out.taken.get(1).fail("gone");

    assertThrows(Throwable.class, () -> TestStore.await(export));
    assertEquals(2, out.taken.size());
  }

  @Test
  void anExportEndsWhenTheClientGoesAway() {
    Promise<Void> ended = Promise.promise();
    HttpServer server =
        TestStore.await(
            api.store
                .vertx
                .createHttpServer()
                .requestHandler(
                    request -> export().to(request.response().setChunked(true)).onComplete(ended))
                .listen(0, "127.0.0.1"));

    TestStore.await(
        api.store
            .vertx
            .createHttpClient()
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
            .compose(HttpClientRequest::send)
            .onSuccess(response -> response.exceptionHandler(expected -> {}).pause())
            .compose(response -> response.request().reset()));

    assertThrows(Throwable.class, () -> TestStore.await(ended.future()));
    TestStore.await(server.close());
  }

  @Test
  void anExportThatBreaksOffDoesNotLookWhole() {
    HttpServer server =
        TestStore.await(
            api.store
                .vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        OperationHandler.send(
                                request.response(),
                                Answer.streamed(
                                    "text/plain",
                                    out ->
                                        out.write(Buffer.buffer("half"))
                                            .compose(v -> Future.failedFuture("no more"))))
                            .onFailure(expected -> {}))
                .listen(0, "127.0.0.1"));

    Future<Buffer> body =
        api.store
            .vertx
            .createHttpClient()
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
            .compose(HttpClientRequest::send)
            .compose(HttpClientResponse::body);

    assertThrows(Throwable.class, () -> TestStore.await(body));
    TestStore.await(server.close());
  }

  private static AuditExport export() {
    return new AuditExport(
        new AuditStore(api.store.database), busy(), AuditFilter.ALL, new AuditLines());
  }

  private static Organisation busy() {
    int id =
        Integer.parseInt(api.store.query("SELECT id FROM organisation WHERE slug = 'busy'").get(0));
    return new Organisation(id, "org_busy", "busy", "X", id % 16, "US", Policies.NONE, false);
  }

  /** A stream that takes what is written when the test says so. */
  private static final class Taken implements WriteStream<Buffer> {
    final List<Promise<Void>> taken = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> write(Buffer data) {
      Promise<Void> written = Promise.promise();
      taken.add(written);
      return written.future();
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return true;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
      return this;
    }
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not in time");
      LockSupport.parkNanos(5_000_000);
    }
  }
}
