package io.ringfence.api;

import static io.ringfence.api.TestApi.BOOTSTRAP;
import static io.ringfence.api.TestApi.phone;
import static io.ringfence.store.TestStore.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Chat;
import io.ringfence.domain.Organisation;
import io.ringfence.store.FirstStart;
import io.ringfence.store.Remains;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Organisations: made, found, changed and deleted by the operator; changed by their own. */
final class OrganisationsIT {
  private static final String IN = Authentication.ORGANISATION;

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.load();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("name", name);
  }

  private static JsonObject made(String slug) {
    Reply reply = api.post(BOOTSTRAP, "/v1/organisations", named("X " + slug).put("slug", slug));
    assertEquals(201, reply.status(), reply.text());
    return reply.json();
  }

  private static Organisation inMemory(String slug) {
    return api.node.current().directory().organisation(slug);
  }

  @Test
  void makesOneWithASlugOfItsNameAndTheNodeKnowsItAtOnce() {
    Reply made = api.post(BOOTSTRAP, "/v1/organisations", named("  Käse & Söhne GmbH "));

    assertEquals(201, made.status(), made.text());
    JsonObject organisation = made.json();
    assertEquals("Käse & Söhne GmbH", organisation.getString("name"));
    assertEquals("kase-sohne-gmbh", organisation.getString("slug"));
    assertEquals("US", organisation.getString("default_region"));
    assertFalse(organisation.getBoolean("observe"));
    assertNull(organisation.getValue("managed_by"));
    String id = organisation.getString("id");
    assertEquals("/v1/organisations/" + id, made.header("Location"));
    assertEquals(id, inMemory("kase-sohne-gmbh").publicId());
    assertEquals(organisation, api.get(BOOTSTRAP, made.header("Location")).json());
    assertEquals(organisation, api.get(BOOTSTRAP, "/v1/organisations/kase-sohne-gmbh").json());
    assertEquals(200, api.get(BOOTSTRAP, "/v1/bans", IN, id).status());
  }

  @Test
  void saysWhatABlockedVisitorNotices() {
    JsonObject told = new JsonObject().put("mode", "message").put("message", "Not now.");
    Reply made = api.post(BOOTSTRAP, "/v1/organisations", named("Chatty").put("chat", told.copy()));

    assertEquals(201, made.status(), made.text());
    assertEquals(told.copy().put("on_load", "hide"), made.json().getJsonObject("chat"));
    assertEquals(new Chat(Chat.Mode.MESSAGE, "Not now.", Chat.OnLoad.HIDE), chat("chatty"));
    assertEquals(Chat.STANDARD, chat("default"));
  }

  @Test
  void changesOfTheChatOnlyWhatIsGiven() {
    made("chat-changed");
    String path = "/v1/organisations/chat-changed";

    changeChat(path, new JsonObject().put("on_load", "show"));
    changeChat(path, new JsonObject().put("mode", "message").put("message", "No."));
    assertEquals(new Chat(Chat.Mode.MESSAGE, "No.", Chat.OnLoad.SHOW), chat("chat-changed"));
    changeChat(path, new JsonObject().putNull("on_load"));
    api.patch(BOOTSTRAP, path, new JsonObject().putNull("chat"));
    assertEquals(new Chat(Chat.Mode.MESSAGE, "No.", Chat.OnLoad.HIDE), chat("chat-changed"));
    changeChat(path, new JsonObject().putNull("mode").putNull("message"));
    assertEquals(Chat.STANDARD, chat("chat-changed"));
  }

  @Test
  void toShowAMessageThereMustBeOne() {
    made("chat-mute");
    JsonObject mute = new JsonObject().put("chat", new JsonObject().put("mode", "message"));

    for (Reply refused :
        List.of(
            api.patch(BOOTSTRAP, "/v1/organisations/chat-mute", mute),
            api.post(BOOTSTRAP, "/v1/organisations", named("Mute").mergeIn(mute)))) {
      assertEquals(422, refused.status(), refused.text());
      assertEquals(List.of("/chat/message"), refused.pointers());
    }
    assertEquals(Chat.STANDARD, chat("chat-mute"));
  }

  private static void changeChat(String path, JsonObject chat) {
    Reply changed = api.patch(BOOTSTRAP, path, new JsonObject().put("chat", chat));
    assertEquals(200, changed.status(), changed.text());
  }

  private static Chat chat(String slug) {
    return inMemory(slug).chat();
  }

  @Test
  void numbersADerivedSlugThatIsTakenAndRefusesAGivenOne() {
    List<String> slugs = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      slugs.add(api.post(BOOTSTRAP, "/v1/organisations", named("Twice")).json().getString("slug"));
    }

    Reply refused = api.post(BOOTSTRAP, "/v1/organisations", named("Y").put("slug", "twice"));

    assertEquals(List.of("twice", "twice-2", "twice-3"), slugs.subList(0, 3));
    assertEquals(11, slugs.stream().distinct().count());
    assertEquals(409, refused.status());
    assertEquals(List.of("/slug"), refused.pointers());
  }

  @Test
  void aNameWithoutLatinLettersGetsASlugToo() {
    Reply made = api.post(BOOTSTRAP, "/v1/organisations", named("株式会社"));

    assertTrue(made.json().getString("slug").startsWith("organisation"), made.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /name",
        "{'name':' '} | /name",
        "{'name':7} | /name",
        "{'name':'x','slug':'Not A Slug'} | /slug",
        "{'name':'x','slug':'-x'} | /slug",
        "{'name':'x','default_region':'XX'} | /default_region",
        "{'name':'x','default_region':'us'} | /default_region",
        "{'name':'x','policies':{'withheld':'maybe'}} | /policies/withheld",
        "{'name':'x','policies':{'whatever':'allow'}} | /policies/whatever",
        "{'name':'x','shard':3} | /shard"
      })
  void refusesABodyThatIsWrong(String body, String pointer) {
    String before = api.written();

    Reply refused = api.send(BOOTSTRAP, "POST", "/v1/organisations", body.replace('\'', '"'));

    assertEquals(422, refused.status(), refused.text());
    assertEquals(List.of(pointer), refused.pointers());
    assertEquals(before, api.written());
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    made("changed");
    String path = "/v1/organisations/changed";
    JsonObject policies = new JsonObject().put("withheld", "reject").put("short", "allow");
    api.patch(BOOTSTRAP, path, new JsonObject().put("policies", policies));

    Reply changed =
        api.patch(
            BOOTSTRAP,
            path,
            new JsonObject()
                .put("default_region", "DE")
                .put("observe", true)
                .put("policies", new JsonObject().putNull("short").put("screening", "reject")));

    assertEquals(200, changed.status(), changed.text());
    assertEquals("X changed", changed.json().getString("name"));
    assertEquals("DE", changed.json().getString("default_region"));
    JsonObject now = changed.json().getJsonObject("policies");
    assertEquals("reject", now.getString("withheld"));
    assertNull(now.getString("short"));
    assertEquals("reject", now.getString("screening"));
    Organisation held = inMemory("changed");
    assertEquals("DE", held.region());
    assertTrue(held.observe());
    assertNull(held.policies().shortCode());
    Reply waited = api.patch(BOOTSTRAP, path + "?wait=100ms", named("Waited for"));
    assertNotNull(waited.json().getJsonObject("effective"));
  }

  @Test
  void aChangeThatChangesNothingWritesNothing() {
    made("same");
    String before = api.written();

    Reply same =
        api.patch(
            BOOTSTRAP,
            "/v1/organisations/same",
            new JsonObject().put("name", "X same").put("policies", new JsonObject()));

    assertEquals(200, same.status());
    assertEquals(before, api.written());
  }

  @Test
  void aNewSlugIsItsNameFromThenOn() {
    made("old-name");
    made("in-the-way");
    JsonObject taken = new JsonObject().put("slug", "in-the-way");

    Reply refused = api.patch(BOOTSTRAP, "/v1/organisations/old-name", taken);
    Reply changed =
        api.patch(
            BOOTSTRAP, "/v1/organisations/old-name", new JsonObject().put("slug", "new-name"));

    assertEquals(409, refused.status());
    assertEquals(List.of("/slug"), refused.pointers());
    assertEquals(200, changed.status(), changed.text());
    assertEquals(404, api.get(BOOTSTRAP, "/v1/organisations/old-name").status());
    assertEquals(200, api.get(BOOTSTRAP, "/v1/bans", IN, "new-name").status());
    assertEquals(404, api.get(BOOTSTRAP, "/v1/bans", IN, "old-name").status());
  }

  @Test
  void whatConfigurationOwnsAnswers409AndTheRestDoesNot() {
    try (TestApi configured = new TestApi()) {
      FirstStart.Settings settings =
          new FirstStart.Settings(List.of("k"), "http://a.example/", null, "DE", null, true);
      await(new FirstStart(configured.store.database).run(settings));
      configured.load();

      Reply region =
          configured.patch(
              BOOTSTRAP, "/v1/organisation", new JsonObject().put("default_region", "FR"));
      Reply same =
          configured.patch(
              BOOTSTRAP, "/v1/organisation", new JsonObject().put("default_region", "DE"));
      Reply name = configured.patch(BOOTSTRAP, "/v1/organisation", named("Ours"));

      assertEquals(409, region.status());
      assertEquals(List.of("/default_region"), region.pointers());
      assertEquals(200, same.status());
      assertEquals(200, name.status());
      assertEquals("config", name.json().getString("managed_by"));
      assertEquals(
          new JsonArray().add("default_region"), name.json().getJsonArray("managed_fields"));
      assertEquals("Ours", name.json().getString("name"));
    }
  }

  @Test
  void anAdministratorChangesItsOwnAndSeesNoOther() {
    String admin = api.organisation("own", "admin");
    String reader = api.addKey("own", "own-reader", null, "bans:read");

    Reply changed = api.patch(admin, "/v1/organisation", named("Our own"));

    assertEquals(200, changed.status(), changed.text());
    assertEquals("own", changed.json().getString("slug"));
    assertEquals("Our own", api.get(reader, "/v1/organisation").json().getString("name"));
    assertEquals(403, api.patch(reader, "/v1/organisation", named("x")).status());
    for (String path : List.of("/v1/organisations", "/v1/organisations/own")) {
      assertEquals(403, api.get(admin, path).status());
    }
    assertEquals(403, api.post(admin, "/v1/organisations", named("x")).status());
    assertEquals(403, api.delete(admin, "/v1/organisations/own").status());
    assertEquals(
        List.of("organisation.changed"),
        api.store.query(
            "SELECT action FROM audit_log WHERE target = 'organisation:"
                + changed.json().getString("id")
                + "' AND actor = 'own'"));
  }

  @Test
  void deletingOneEndsEverythingOfItThatDecides() {
    String key = api.organisation("doomed", "admin");
    String id = inMemory("doomed").publicId();
    assertEquals(201, api.post(key, "/v1/bans", phone("+14155550101")).status());
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, 'doomed' FROM organisation"
            + " WHERE slug = 'doomed'",
        "INSERT INTO line (organisation_id, account_id) SELECT o.id, a.id FROM organisation o,"
            + " account a WHERE o.slug = 'doomed' AND a.slug = 'doomed'");
    api.load();

    Reply unconfirmed = api.delete(BOOTSTRAP, "/v1/organisations/doomed");
    Reply deleted = api.delete(BOOTSTRAP, "/v1/organisations/doomed?confirm=delete");

    assertEquals(409, unconfirmed.status());
    assertTrue(unconfirmed.json().getString("detail").contains("confirm=delete"));
    assertEquals(204, deleted.status(), deleted.text());
    assertNull(inMemory("doomed"));
    assertNull(api.node.current().directory().account("doomed"));
    assertEquals(401, api.get(key, "/v1/bans").status());
    assertEquals(404, api.get(BOOTSTRAP, "/v1/organisations/" + id).status());
    assertEquals(404, api.delete(BOOTSTRAP, "/v1/organisations/doomed").status());
    assertFalse(api.get(BOOTSTRAP, "/v1/organisations").text().contains(id));
    // What is kept: the entry, lifted, with its history, and the audit.
    assertEquals(
        List.of("true|2"),
        api.store.query(
            "SELECT (e.lifted_at IS NOT NULL) || '|' || (SELECT count(*) FROM entry_version v"
                + " WHERE v.entry_id = e.id) FROM entry e JOIN organisation o"
                + " ON o.id = e.organisation_id WHERE o.slug = 'doomed'"));
    assertEquals(
        List.of("t"),
        api.store.query(
            "SELECT EXISTS (SELECT FROM audit_log WHERE action = 'organisation.deleted'"
                + " AND target = 'organisation:"
                + id
                + "')"));
    // A node that loads finds the same, and the slug is free again.
    api.load();
    assertNull(inMemory("doomed"));
    assertEquals("doomed", made("doomed").getString("slug"));
  }

  @Test
  void aLongListIsLiftedInPartsAfterTheAnswer() {
    made("long-list");
    api.store.sql(
        "INSERT INTO entry (organisation_id, kind, value, reason)"
            + " SELECT o.id, 'phone', '+1415' || (6000000 + n), 'x' FROM organisation o,"
            + " generate_series(1, 4500) n WHERE o.slug = 'long-list'");
    api.load();

    Reply deleted = api.delete(BOOTSTRAP, "/v1/organisations/long-list?confirm=delete&wait=100ms");
    await(new Remains(api.store.database).lift());

    assertEquals(200, deleted.status(), deleted.text());
    assertEquals(
        0,
        api.store.number(
            "SELECT count(*) FROM entry e JOIN organisation o ON o.id = e.organisation_id"
                + " WHERE o.slug = 'long-list' AND e.standing"));
    assertEquals(
        0,
        api.store.number(
            "SELECT sum(entries) - (SELECT count(*) FROM entry WHERE standing) FROM change_head"));
  }

  @Test
  void aWriteThatComesTooLateFindsNoOrganisation() {
    String key = api.organisation("late", "admin");
    // Another node deleted it, and this one has not heard of it yet.
    api.store.sql("UPDATE organisation SET deleted_at = now() WHERE slug = 'late'");

    assertEquals(404, api.post(key, "/v1/bans", phone("+14155550101")).status());
    assertEquals(404, api.patch(key, "/v1/organisation", named("x")).status());
    assertEquals(404, api.get(key, "/v1/organisation").status());
  }

  @Test
  void theDefaultOneStays() {
    Reply deleted = api.delete(BOOTSTRAP, "/v1/organisations/default?confirm=delete");
    Reply renamed =
        api.patch(BOOTSTRAP, "/v1/organisations/default", new JsonObject().put("slug", "mine"));

    assertEquals(409, deleted.status());
    assertEquals(409, renamed.status());
    assertEquals(List.of("/slug"), renamed.pointers());
    assertNotNull(inMemory("default"));
  }

  @Test
  void listsInPagesNewestFirstAndFinds() {
    for (int i = 0; i < 5; i++) {
      made("paged-" + i);
    }
    List<String> slugs = new ArrayList<>();
    String path = "/v1/organisations?limit=2&q=PAGED-";

    Reply page = api.get(BOOTSTRAP, path);
    while (true) {
      for (Object one : page.json().getJsonArray("data")) {
        slugs.add(((JsonObject) one).getString("slug"));
      }
      String next = page.json().getString("next");
      if (next == null) {
        break;
      }
      page = api.get(BOOTSTRAP, path + "&cursor=" + next);
      assertEquals(422, api.get(BOOTSTRAP, "/v1/organisations?cursor=" + next).status());
    }

    assertEquals(List.of("paged-4", "paged-3", "paged-2", "paged-1", "paged-0"), slugs);
    assertEquals(
        0, api.get(BOOTSTRAP, "/v1/organisations?q=%25_%25").json().getJsonArray("data").size());
  }
}
