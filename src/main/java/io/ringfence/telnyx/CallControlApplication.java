package io.ringfence.telnyx;

import io.vertx.core.json.JsonObject;

/**
 * A Call Control application as Telnyx has it; its id is the {@code connection_id} of its calls.
 *
 * @param anyoneMayCall whether its SIP subdomain takes calls from everybody, who then chooses the
 *     caller's number
 * @param attestation whether its calls say how far their caller's number is vouched for
 */
public record CallControlApplication(
    String id,
    String name,
    boolean active,
    WebhookSettings webhooks,
    boolean anyoneMayCall,
    boolean attestation) {

  /**
   * @throws RuntimeException if this is no application
   */
  static CallControlApplication of(JsonObject json) {
    JsonObject inbound = json.getJsonObject("inbound", new JsonObject());
    inbound = inbound == null ? new JsonObject() : inbound;
    if (json.getValue("id") == null) {
      throw new IllegalArgumentException("an application without an id");
    }
    return new CallControlApplication(
        json.getValue("id").toString(),
        json.getString("application_name", ""),
        !Boolean.FALSE.equals(json.getBoolean("active")),
        WebhookSettings.of(json),
        "from_anyone".equals(inbound.getString("sip_subdomain_receive_settings")),
        Boolean.TRUE.equals(inbound.getBoolean("shaken_stir_enabled")));
  }

  /** The change that Telnyx takes; it refuses one without the name. */
  JsonObject change(WebhookSettings to) {
    return to.toJson().put("application_name", name);
  }
}
