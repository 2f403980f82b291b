package io.ringfence;

import static io.ringfence.GatewayFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator sees. */
class OpsIT {
  private static GatewayFixture gate;

  @BeforeAll
  static void start() {
    gate = GatewayFixture.running();
    gate.ban("+15005550006");
    gate.deliver(gate.call("+15005550006"));
    gate.deliver(gate.call("+15005550010"));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  void isLiveAndReady() {
    assertEquals(200, gate.get(gate.ops("/health/live")).statusCode());
    AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
    // On a machine that stands still for two seconds the list is stale for a moment.
    eventually(
        () -> {
          last.set(gate.get(gate.ops("/health/ready")));
          return last.get().body().contains("\"status\":\"ok\",\"checks\"");
        });

    HttpResponse<String> ready = last.get();
    assertEquals(200, ready.statusCode(), ready.body());
    JsonObject body = new JsonObject(ready.body());
    assertEquals("ok", body.getString("status"), ready.body());
    JsonArray checks = body.getJsonArray("checks");
    assertFalse(checks.isEmpty());
    for (Object one : checks) {
      JsonObject check = (JsonObject) one;
      assertTrue(check.containsKey("name") && check.containsKey("what_to_do"), ready.body());
      assertEquals("ok", check.getString("status"));
      Instant.parse(check.getString("since"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ringfence_decisions_total{outcome=\"reject\",reason=\"ban_phone\"} 1.0",
        "ringfence_decisions_total{outcome=\"forward\",reason=\"no_match\"} 1.0",
        "ringfence_signatures_total{verdict=\"valid\"}",
        "ringfence_commands_total{outcome=\"accepted\"} 1.0",
        "ringfence_webhooks_total{",
        "ringfence_decision_seconds_bucket{",
        "ringfence_verify_seconds_bucket{",
        "ringfence_command_seconds_bucket{",
        "ringfence_index_entries{kind=\"phone\"} 1.0",
        "ringfence_index_freshness{is=\"live\"} 1.0",
        "ringfence_index_staleness_seconds",
        "ringfence_records_written_total{of=\"messages\"}",
        "ringfence_records_dropped_total{of=\"calls\"} 0.0",
        "ringfence_nodes{state=\"live\"} 1.0",
        "ringfence_nodes{state=\"silent\"} 0.0",
        "ringfence_waiting 0.0",
        "ringfence_bulk_entries_total 0.0",
        "ringfence_wait_seconds_bucket{everywhere=\"true\"",
        "jvm_memory_used_bytes",
      })
  void exportsWhatAnAlarmNeeds(String line) {
    eventually(() -> gate.get(gate.ops("/metrics")).body().contains(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/metrics"})
  void answersABalancerThatAsksWithHead(String path) {
    HttpResponse<String> head =
        gate.send(
            HttpRequest.newBuilder(gate.ops(path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());

    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  @ParameterizedTest
  @CsvSource({"GET, /nothing, 404", "POST, /metrics, 405"})
  void refusesAsTheOtherPortsDo(String method, String path, int status) {
    HttpResponse<String> refused =
        gate.send(
            HttpRequest.newBuilder(gate.ops(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());

    assertEquals(status, refused.statusCode());
    assertEquals(
        "application/problem+json", refused.headers().firstValue("content-type").orElse(""));
    assertEquals(status, new JsonObject(refused.body()).getInteger("status"));
  }

  @Test
  void saysThatItsSecretsKeyIsAnother() {
    gate.set("RINGFENCE_SECRETS_KEY", "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=");
    Gateway other = gate.startNode();
    URI ready = URI.create("http://127.0.0.1:" + other.ports().ops() + "/health/ready");

    eventually(() -> gate.get(ready).body().contains("This node's secrets.key is not that of"));

    assertEquals("degraded", new JsonObject(gate.get(ready).body()).getString("status"));
    gate.stopNode(1);
  }

  @Test
  void noMetricCarriesANumber() {
    assertFalse(gate.get(gate.ops("/metrics")).body().contains("5005550"));
  }
}
