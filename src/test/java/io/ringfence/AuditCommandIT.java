package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit verify} and {@code audit head}: against a gateway, and against what was kept. */
class AuditCommandIT {
  private static GatewayFixture gate;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
    for (int i = 0; i < 4; i++) {
      gate.ban("+1500555004" + i);
    }
    gate.sql("INSERT INTO ringfence.organisation (slug, name) VALUES ('second', 'Zoë \"\\\\\n')");
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  void findsAWholeChainWholeWithAHeadOfAnyAge() throws Exception {
    Path head = kept("head", cli("audit", "head"));
    gate.ban("+15005550049");

    Jar.Ended verify = cli("audit", "verify", "--head", head.toString(), "--json");

    assertEquals(0, verify.code(), verify.printed());
    JsonObject found = new JsonObject(verify.printed());
    assertTrue(found.getBoolean("whole"));
    assertTrue(found.getLong("seq") > new JsonObject(Files.readString(head)).getLong("seq"));
    assertEquals(found.getLong("rows"), found.getLong("seq"));
  }

  @Test
  void verifiesAnotherOrganisationsAndNone() throws Exception {
    Jar.Ended second = cli("audit", "verify", "--organisation", "second");
    Jar.Ended none = cli("audit", "verify", "--no-organisation");

    assertEquals(0, second.code(), second.printed());
    assertTrue(second.printed().startsWith("whole: 1 rows up to row 1"), second.printed());
    assertEquals(0, none.code(), none.printed());
  }

  /** The gateway is asked for the rows, not whether they are right. */
  @Test
  void findsWhatASuperuserChanged() throws Exception {
    gate.sql("INSERT INTO ringfence.organisation (slug, name) VALUES ('third', 'X')");
    tamper("UPDATE ringfence.audit_log SET actor = 'mallory'", "third");

    Jar.Ended verify = cli("audit", "verify", "--organisation", "third");

    assertEquals(1, verify.code(), verify.printed());
    assertTrue(verify.printed().startsWith("broken at row 1: "), verify.printed());
  }

  @Test
  void findsAnEndThatWasCutOffByAnEarlierHeadAlone() throws Exception {
    gate.sql("INSERT INTO ringfence.organisation (slug, name) VALUES ('fourth', 'X')");
    Path head = kept("head", cli("audit", "head", "--organisation", "fourth"));
    tamper("DELETE FROM ringfence.audit_log", "fourth");
    tamper("DELETE FROM ringfence.audit_head", "fourth");

    Jar.Ended blind = cli("audit", "verify", "--organisation", "fourth");
    Jar.Ended seeing =
        cli("audit", "verify", "--organisation", "fourth", "--head", head.toString());

    assertEquals(0, blind.code(), blind.printed());
    assertEquals(1, seeing.code(), seeing.printed());
    assertTrue(seeing.printed().contains("the chain ends at row 0"), seeing.printed());
  }

  @Test
  void verifiesAFileWithoutAGateway() throws Exception {
    List<String> lines = export();
    Path whole = file("whole", lines);
    List<String> forged = new ArrayList<>(lines);
    forged.set(2, forged.get(2).replace("\"actor\":\"", "\"actor\":\"not "));
    List<String> half = new ArrayList<>(lines);
    half.set(3, half.get(3).substring(0, 40));

    Jar.Ended well = alone("audit", "verify", "--file", whole.toString());
    Jar.Ended ill = alone("audit", "verify", "--file", file("forged", forged).toString());
    Jar.Ended cut = alone("audit", "verify", "--file", file("half", half).toString());

    assertEquals(0, well.code(), well.printed());
    assertEquals(1, ill.code(), ill.printed());
    assertTrue(ill.printed().startsWith("broken at row 3: "), ill.printed());
    assertEquals(1, cut.code(), cut.printed());
    assertTrue(cut.printed().contains("line 4 is no row"), cut.printed());
  }

  @Test
  void aWrongCommandLineIsAUsageError() throws Exception {
    String lost = dir.resolve("lost").toString();
    Path text = file("text", List.of("nothing"));

    assertEquals(2, alone("audit").code());
    assertEquals(2, alone("audit", "verify", "--file", lost).code());
    assertEquals(2, alone("audit", "verify", "--file", text.toString()).code());
    assertEquals(2, alone("audit", "verify", "--head", text.toString()).code());
  }

  @Test
  void nothingThatAnswersIs69() throws Exception {
    Jar.Ended verify =
        alone("audit", "verify", "--url", "http://127.0.0.1:1", "--key", GatewayFixture.ADMIN_KEY);

    assertEquals(69, verify.code(), verify.printed());
    assertEquals(1, verify.printed().strip().lines().count(), verify.printed());
  }

  private static void tamper(String what, String slug) {
    gate.sql(
        "SET session_replication_role = replica; %s WHERE organisation_id = (SELECT id FROM"
                .formatted(what)
            + " ringfence.organisation WHERE slug = '%s')".formatted(slug));
  }

  private static List<String> export() {
    HttpResponse<String> answer =
        gate.send(GatewayFixture.asAdmin(gate.api("/v1/audit-log?format=ndjson")).build());
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body().lines().toList();
  }

  private Path kept(String name, Jar.Ended printed) throws IOException {
    assertEquals(0, printed.code(), printed.printed());
    return Files.writeString(dir.resolve(name), printed.printed());
  }

  private Path file(String name, List<String> lines) throws IOException {
    return Files.write(dir.resolve(name), lines);
  }

  private Jar.Ended cli(String... arguments) throws Exception {
    return new Jar(
            dir,
            Map.of(
                "RINGFENCE_CLI_URL",
                gate.api("").toString(),
                "RINGFENCE_CLI_KEY",
                GatewayFixture.ADMIN_KEY))
        .run(arguments);
  }

  private Jar.Ended alone(String... arguments) throws Exception {
    return new Jar(dir, Map.of()).run(arguments);
  }
}
