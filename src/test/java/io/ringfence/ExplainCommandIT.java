package io.ringfence;

import static io.ringfence.GatewayFixture.asAdmin;
import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.standin.SimulatedCall;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that was really rejected, explained afterwards; and the command that explains. */
class ExplainCommandIT {
  private static GatewayFixture gate;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
  }

  @AfterAll
  static void stop() {
    gate.close();
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

  @Test
  void explainsARejectedCallWithWhatWasRecordedThenAndNow() throws Exception {
    long ban = gate.add("/v1/bans", "phone", "+15005550041").getLong("id");
    SimulatedCall call = gate.call("(500) 555-0041");
    gate.deliver(call);
    assertEquals("rejected", gate.records(call).get(0));
    gate.send(asAdmin(gate.api("/v1/bans/" + ban)).DELETE().build());

    JsonObject why = explain("call_control_id=" + call.callControlId());

    JsonObject recorded = why.getJsonObject("recorded");
    assertEquals("rejected", recorded.getString("outcome"));
    assertEquals(
        recorded.getString("call_control_id"),
        new JsonObject(
                gate.send(asAdmin(gate.api("/v1/calls/" + recorded.getString("id"))).build())
                    .body())
            .getString("call_control_id"));
    assertEquals("ban_phone", recorded.getString("reason"));
    assertEquals(ban, recorded.getLong("entry"));
    assertEquals("(500) 555-0041", recorded.getString("from_raw"));
    assertEquals("ban_phone", why.getString("reason"));
    assertEquals(ban, why.getLong("entry"));
    assertTrue(why.getJsonArray("matches").getJsonObject(0).getBoolean("decides"));
    assertFalse(why.getJsonArray("matches").getJsonObject(0).getBoolean("stands_now"));
    assertEquals("no_match", why.getJsonObject("now").getString("reason"));
    assertTrue(why.getJsonObject("understood").getString("line").startsWith("line_"));

    Jar.Ended printed = cli("explain", "--call", call.callControlId());

    assertEquals(0, printed.code(), printed.printed());
    assertTrue(printed.printed().contains("rejected, ban_phone, entry " + ban), printed.printed());
    assertTrue(printed.printed().contains("now let in (no_match, step 8)"), printed.printed());
  }

  @Test
  void explainsACallThatAPolicyRejected() {
    policy("withheld", "reject");
    SimulatedCall call = gate.call("anonymous");
    gate.deliver(call);
    gate.records(call);

    JsonObject why = explain("call_control_id=" + call.callControlId());

    assertEquals("policy_withheld", why.getString("reason"));
    assertEquals("withheld", why.getJsonObject("understood").getString("caller_id"));
    assertEquals(
        new JsonArray().add(new JsonObject().put("policy", "withheld").put("of", "organisation")),
        why.getJsonArray("would_change").getJsonObject(0).getJsonArray("policies"));
    policy("withheld", "allow");
    assertEquals("forward", explain("phone=anonymous").getString("decision"));
  }

  private static void policy(String name, String policy) {
    JsonObject body = new JsonObject().put("policies", new JsonObject().put(name, policy));
    assertEquals(
        200,
        gate.send(
                asAdmin(gate.api("/v1/organisation"))
                    .method("PATCH", HttpRequest.BodyPublishers.ofString(body.encode()))
                    .build())
            .statusCode());
  }

  private static JsonObject explain(String query) {
    return new JsonObject(gate.send(asAdmin(gate.api("/v1/explain?" + query)).build()).body());
  }

  @Test
  void theCommandSaysWhoWhySinceWhenAndWhatWouldChangeIt() throws Exception {
    long ban = gate.add("/v1/bans", "phone", "+15005550042").getLong("id");
    gate.add("/v1/bans", "email_domain", "spam.example");

    Jar.Ended phone = cli("explain", "(500) 555-0042");
    Jar.Ended visitor = cli("explain", "Eve@mail.spam.example", "203.0.113.7", "--json");

    assertEquals(0, phone.code(), phone.printed());
    for (String part :
        new String[] {
          "stopped (ban_phone, step 3): +15005550042 on voice",
          "ban " + ban + " on +15005550042: decides",
          "for a test; by bootstrap at 20",
          "any of these would change it:",
          "  lift " + ban,
          "  allow +15005550042"
        }) {
      assertTrue(phone.printed().contains(part), part + " in " + phone.printed());
    }
    assertEquals("ban_email_domain", new JsonObject(visitor.printed()).getString("reason"));
  }

  @Test
  void theCommandLineMustNameSomebodyOnce() throws Exception {
    assertEquals(2, cli("explain").code());
    assertEquals(2, cli("explain", "+15005550042", "+15005550043").code());
    assertEquals(2, cli("explain", "spam.example").code());
    assertEquals(1, cli("explain", "--call", "v3:nobody").code());
    assertEquals(1, cli("explain", "+15005550042", "--at", "tomorrow").code());
  }

  @Test
  void letsThroughWhoIsOnNoListAndSaysSo() throws Exception {
    eventually(() -> gate.check(0, "index").getString("status").equals("ok"));

    Jar.Ended printed = cli("explain", "+15005550049");

    assertTrue(printed.printed().startsWith("let in (no_match, step 8)"), printed.printed());
    assertTrue(printed.printed().contains("  ban +15005550049"), printed.printed());
  }
}
