package io.ringfence.telnyx;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where an application's webhooks go and how, as Telnyx has it: null and empty are kept apart, so
 * that it can be put back as it was.
 *
 * @param url {@code webhook_event_url}
 * @param failoverUrl {@code webhook_event_failover_url}: tried after two failed deliveries
 * @param timeoutSecs {@code webhook_timeout_secs}, 0 to 30; null for Telnyx's two seconds
 * @param apiVersion {@code webhook_api_version}, {@code 1} or {@code 2}
 */
public record WebhookSettings(
    String url, String failoverUrl, Integer timeoutSecs, String apiVersion) {
  private static final String URL = "webhook_event_url";
  private static final String FAILOVER = "webhook_event_failover_url";
  private static final String TIMEOUT = "webhook_timeout_secs";
  private static final String VERSION = "webhook_api_version";

  /** Below it Telnyx may give up on a webhook that the gateway is still working on. */
  public static final int LEAST_TIMEOUT_SECS = 2;

  /** One field that differs. */
  public record Change(String field, Object from, Object to) {
    @Override
    public String toString() {
      return field + ": " + shown(from) + " -> " + shown(to);
    }

    private static String shown(Object value) {
      return isNothing(value) ? "(none)" : value.toString();
    }
  }

  /** Of an application, or of {@link #toJson()}. */
  public static WebhookSettings of(JsonObject json) {
    return new WebhookSettings(
        json.getString(URL),
        json.getString(FAILOVER),
        json.getInteger(TIMEOUT),
        json.getValue(VERSION) == null ? null : json.getValue(VERSION).toString());
  }

  /**
   * With a gateway in between.
   *
   * @param gateway the gateway's webhook address
   * @param failover where Telnyx turns to while no gateway answers
   */
  public WebhookSettings through(String gateway, String failover) {
    boolean hasty = timeoutSecs != null && timeoutSecs < LEAST_TIMEOUT_SECS;
    return new WebhookSettings(
        gateway, failover, hasty ? (Integer) LEAST_TIMEOUT_SECS : timeoutSecs, apiVersion);
  }

  /** What has to be changed to come from these settings to the others. */
  public List<Change> changesTo(WebhookSettings other) {
    List<Change> changes = new ArrayList<>();
    JsonObject there = other.toJson();
    toJson()
        .forEach(
            mine -> {
              Object its = there.getValue(mine.getKey());
              boolean bothNothing = isNothing(mine.getValue()) && isNothing(its);
              if (!bothNothing && !Objects.equals(mine.getValue(), its)) {
                changes.add(new Change(mine.getKey(), mine.getValue(), its));
              }
            });
    return changes;
  }

  /** Whether nothing has to be changed; Telnyx may give back nothing as null or as empty. */
  public boolean isSameAs(WebhookSettings other) {
    return changesTo(other).isEmpty();
  }

  /** Every field: one left out of a change might be given its default. */
  public JsonObject toJson() {
    return new JsonObject()
        .put(URL, url)
        .put(FAILOVER, failoverUrl)
        .put(TIMEOUT, timeoutSecs)
        .put(VERSION, apiVersion);
  }

  private static boolean isNothing(Object value) {
    return value == null || value.equals("");
  }
}
