package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.standin.SigningKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Organisations, accounts and lines of a running gateway, as its operator makes them. */
final class Tenants {
  static final String FORM = "application/x-www-form-urlencoded";

  private final GatewayFixture gate;

  Tenants(GatewayFixture gate) {
    this.gate = gate;
  }

  /** Makes something in an organisation, by its slug. */
  JsonObject post(String path, String organisation, JsonObject body) {
    HttpRequest request =
        GatewayFixture.asAdmin(gate.api(path))
            .header("Ringfence-Organisation", organisation)
            .POST(BodyPublishers.ofString(body.encode()))
            .build();
    HttpResponse<String> answer = gate.send(request);
    assertEquals(201, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  void organisation(String name, String region) {
    post(
        "/v1/organisations",
        "default",
        new JsonObject().put("name", name).put("default_region", region));
  }

  void sharedAccount(String slug, SigningKey key) {
    post(
        "/v1/accounts",
        "default",
        new JsonObject()
            .put("slug", slug)
            .put("shared", true)
            .put("api_key", GatewayFixture.API_KEY)
            .put("public_keys", new JsonArray().add(key.publicKey())));
  }

  /** A line on an account; {@code more} has what it takes and its settings. */
  JsonObject line(String organisation, String account, URI upstream, JsonObject more) {
    JsonObject line = more.copy().put("account", account);
    if (upstream != null) {
      line.put("upstream", upstream.toString());
    }
    return post("/v1/lines", organisation, line);
  }

  void ban(String organisation, String number) {
    post(
        "/v1/bans",
        organisation,
        new JsonObject().put("kind", "phone").put("value", number).put("reason", "for a test"));
  }

  /** The address of an account's webhooks on the first node, with what stands behind it. */
  URI webhook(String rest) {
    return URI.create(gate.webhook(0) + rest);
  }

  /** A signed delivery to it. */
  HttpResponse<String> deliver(String rest, byte[] body) {
    return gate.send(gate.signed(webhook(rest), body).build());
  }

  /** What became of it, in the gateway's own word; of a refusal its status. */
  static String outcome(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("ringfence-outcome")
        .orElse(Integer.toString(answer.statusCode()));
  }
}
