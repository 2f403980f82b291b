package io.ringfence.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.config.ApiConfig;
import io.ringfence.domain.IpRange;
import io.ringfence.store.TestStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not be banned, one by one and in bulk, and what the refusal says would do. */
final class BadValuesIT {
  private static TestApi api;
  private static String admin;
  private static String writer;

  @BeforeAll
  static void start() {
    List<IpRange> proxies =
        Stream.of("192.0.2.10", "198.51.100.0/28", "2001:db8:1::/64").map(IpRange::parse).toList();
    api =
        new TestApi(
            new TestStore(),
            new ApiServer.Limits(
                new ApiConfig(TestApi.UNLIMITED.rateLimit(), proxies),
                ApiServer.Limits.PATIENCE,
                false));
    admin = api.organisation("acme", "admin");
    writer = api.addKey("acme", "writer", null, "bans:write");
    api.store.sql(
        "INSERT INTO account (organisation_id, slug) SELECT id, slug FROM organisation"
            + " WHERE slug = 'acme'",
        "INSERT INTO line (organisation_id, account_id, number)"
            + " SELECT organisation_id, id, '+14155550100' FROM account WHERE slug = 'acme'");
    api.load();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void nothingIsBanned() {
    assertEquals(List.of(), api.store.query("SELECT value FROM entry"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no number              | \"kind\":\"phone\",\"value\":\"hello\"                       | /value | +14155552671",
        "withheld               | \"kind\":\"phone\",\"value\":\"anonymous\"                   | /value | policy",
        "short code             | \"kind\":\"phone\",\"value\":\"12345\"                       | /value | whole number",
        "emergency              | \"kind\":\"phone\",\"value\":\"112\"                         | /value | never banned",
        "emergency with code    | \"kind\":\"phone\",\"value\":\"+1911\"                       | /value | never banned",
        "own line               | \"kind\":\"phone\",\"value\":\"(415) 555-0100\"              | /value | protected",
        "prefix of 3 digits     | \"kind\":\"phone_prefix\",\"value\":\"+141\"                 | /value | at least 4",
        "prefix without plus    | \"kind\":\"phone_prefix\",\"value\":\"1415\"                 | /value | +1415",
        "prefix of no number    | \"kind\":\"phone_prefix\",\"value\":\"+4402\"                | /value | +442",
        "wider than /8          | \"kind\":\"ip\",\"value\":\"10.0.0.0/7\",\"confirm\":true    | /value | narrower",
        "everything             | \"kind\":\"ip\",\"value\":\"0.0.0.0/0\",\"confirm\":true     | /value | narrower",
        "wider than /16 of IPv6 | \"kind\":\"ip\",\"value\":\"2000::/15\",\"confirm\":true     | /value | narrower",
        "bits of a host         | \"kind\":\"ip\",\"value\":\"10.1.2.3/8\"                     | /value | 10.0.0.0/8",
        "a port                 | \"kind\":\"ip\",\"value\":\"203.0.113.7:80\"                 | /value | 203.0.113.7",
        "a proxy                | \"kind\":\"ip\",\"value\":\"192.0.2.10\"                     | /value | trusted proxy",
        "one of a proxy's block | \"kind\":\"ip\",\"value\":\"198.51.100.3\"                   | /value | trusted proxy",
        "one that holds a proxy | \"kind\":\"ip\",\"value\":\"192.0.2.0/24\"                   | /value | trusted proxy",
        "a proxy of IPv6        | \"kind\":\"ip\",\"value\":\"2001:db8:1::5\"                  | /value | trusted proxy",
        "a wide one with proxy  | \"kind\":\"ip\",\"value\":\"192.0.0.0/12\",\"confirm\":true  | /value | trusted proxy",
        "no address             | \"kind\":\"email\",\"value\":\"eve\"                         | /value | zoe@example.com",
        "two addresses          | \"kind\":\"email\",\"value\":\"a@b.example, c@d.example\"    | /value | one e-mail",
        "one label              | \"kind\":\"email_domain\",\"value\":\"localhost\"            | /value | example.com",
        "a wildcard             | \"kind\":\"email_domain\",\"value\":\"*.example.com\"        | /value | example.com",
        "an address for domain  | \"kind\":\"email_domain\",\"value\":\"eve@example.com\"      | /value | kind email",
        "blank visitor id       | \"kind\":\"visitor_id\",\"value\":\" \"                      | /value | cookie",
        "long visitor id        | \"kind\":\"visitor_id\",\"value\":\"%200%\"                  | /value | 200",
        "no country             | \"kind\":\"country\",\"value\":\"ZZ\",\"confirm\":true       | /value | ISO 3166",
        "another code           | \"kind\":\"country\",\"value\":\"UK\",\"confirm\":true       | /value | GB",
        "a wide country         | \"kind\":\"country\",\"value\":\"GB\"                        | /value | \"confirm\": true",
        "not quite confirmed    | \"kind\":\"country\",\"value\":\"GB\",\"confirm\":false      | /value | \"confirm\": true",
        "a wide block           | \"kind\":\"ip\",\"value\":\"10.0.0.0/15\"                    | /value | \"confirm\": true",
        "a wide block of IPv6   | \"kind\":\"ip\",\"value\":\"2a00:1450::/31\"                  | /value | \"confirm\": true",
        "a registry's domain    | \"kind\":\"email_domain\",\"value\":\"co.uk\"                | /value | \"confirm\": true",
        "ended at creation      | \"kind\":\"country\",\"value\":\"GB\",\"confirm\":true,\"until\":\"2000-01-01T00:00:00Z\" | /until | future",
        "no such kind           | \"kind\":\"fax\",\"value\":\"1\"                             | /kind  | phone_prefix",
        "a value that is none   | \"kind\":\"ip\",\"value\":7                                  | /value | a text",
        "a confirmation in text | \"kind\":\"country\",\"value\":\"GB\",\"confirm\":\"yes\"    | /confirm | true or false"
      })
  void isRefusedByItselfAndInBulk(String name, String members, String pointer, String words) {
    String body = "{\"reason\":\"x\"," + members.replace("%200%", "x".repeat(201)) + "}";

    Reply alone = api.send(admin, "POST", "/v1/bans", body);

    assertEquals(422, alone.status(), alone.text());
    assertEquals(List.of(pointer), alone.pointers());
    String detail = alone.detail(pointer);
    assertTrue(detail.contains(words), detail);
    assertEquals(
        new JsonArray().add(new JsonObject().put("pointer", pointer).put("detail", detail)),
        api.send(admin, "POST", "/v1/bans/bulk", "{\"entries\":[" + body + "]}")
            .json()
            .getJsonArray("results")
            .getJsonObject(0)
            .getJsonArray("errors"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"kind\":\"country\",\"value\":\"GB\"",
        "\"kind\":\"ip\",\"value\":\"10.0.0.0/15\"",
        "\"kind\":\"email_domain\",\"value\":\"co.uk\""
      })
  void aConfirmationNeedsAnAdministrator(String members) {
    Reply refused =
        api.send(writer, "POST", "/v1/bans", "{\"reason\":\"x\",\"confirm\":true," + members + "}");

    assertEquals(422, refused.status(), refused.text());
    assertTrue(refused.detail("/value").contains("permission admin"), refused.text());
  }
}
