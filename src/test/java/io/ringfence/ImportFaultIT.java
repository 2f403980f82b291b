package io.ringfence;

import static io.ringfence.GatewayFixture.eventuallyLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Somebody bans a great many numbers by plain SQL while calls come in. */
class ImportFaultIT {
  /** At full size with {@code -Plong}. */
  private static final int COUNT = Boolean.getBoolean("long") ? 1_000_000 : 30_000;

  private static final String BANNED = "+15005550010";
  private static final String WELCOME = "+15005550011";

  @Test
  void everyCallIsDecidedAsIfNothingHappenedAndThenTheListIsWhole() throws Exception {
    try (GatewayFixture gate = GatewayFixture.running()) {
      gate.ban(BANNED);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Map<String, Integer>> calls =
          CompletableFuture.supplyAsync(() -> callUntil(gate, over));

      for (int from = 0; from < COUNT; from += 10_000) {
        gate.sql(
            "INSERT INTO ringfence.entry (organisation_id, kind, value, reason) SELECT o.id,"
                + " 'phone', '+1415' || (1000000 + n), 'bulk' FROM ringfence.organisation o,"
                + " generate_series(%d, %d) n".formatted(from + 1, from + 10_000));
      }

      eventuallyLong(() -> gate.metric(0, "ringfence_index_entries{kind=\"phone\"}") == COUNT + 1);
      over.set(true);
      Map<String, Integer> outcomes = calls.get();
      assertEquals(
          java.util.Set.of("200 forwarded " + WELCOME, "200 rejected " + BANNED),
          outcomes.keySet(),
          outcomes.toString());
      assertTrue(outcomes.values().stream().allMatch(count -> count > 1), outcomes.toString());
      assertEquals(1, gate.metric(0, "ringfence_sync_loads_total"));
      for (int n : new int[] {1, COUNT / 2, COUNT}) {
        assertEquals("rejected", outcome(gate, "+1415" + (1_000_000 + n)));
      }
    }
  }

  private static Map<String, Integer> callUntil(GatewayFixture gate, AtomicBoolean over) {
    Map<String, Integer> outcomes = new TreeMap<>();
    while (!over.get()) {
      for (String caller : new String[] {BANNED, WELCOME}) {
        var answer = gate.deliver(gate.call(caller));
        String outcome = answer.headers().firstValue("ringfence-outcome").orElse("none");
        outcomes.merge(answer.statusCode() + " " + outcome + " " + caller, 1, Integer::sum);
      }
    }
    return outcomes;
  }

  private static String outcome(GatewayFixture gate, String caller) {
    return gate.deliver(gate.call(caller)).headers().firstValue("ringfence-outcome").orElse("none");
  }
}
