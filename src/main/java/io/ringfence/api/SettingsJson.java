package io.ringfence.api;

import io.ringfence.domain.Chat;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.OrganisationSettings;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Organisations, accounts and lines as the API writes them. */
final class SettingsJson {
  private SettingsJson() {}

  static JsonObject of(OrganisationSettings settings) {
    Organisation organisation = settings.organisation();
    JsonObject json =
        new JsonObject()
            .put("id", organisation.publicId())
            .put("slug", organisation.slug())
            .put("name", organisation.name());
    managed(json, settings.managed())
        .put("default_region", organisation.region())
        .put("observe", organisation.observe())
        .put("policies", of(organisation.policies()))
        .put("chat", of(organisation.chat()));
    return json.put("created_at", EntryJson.time(settings.createdAt()))
        .put("updated_at", EntryJson.time(settings.updatedAt()));
  }

  private static JsonObject of(Chat chat) {
    return new JsonObject()
        .put("mode", chat.mode().word())
        .put("message", chat.message())
        .put("on_load", chat.onLoad().word());
  }

  static JsonObject of(Policies policies) {
    return new JsonObject()
        .put("withheld", word(policies.withheld()))
        .put("unreadable", word(policies.unreadable()))
        .put("short", word(policies.shortCode()))
        .put("attestation", word(policies.attestation()))
        .put("screening", word(policies.screening()));
  }

  /** What configuration owns. */
  static JsonObject managed(JsonObject json, List<String> fields) {
    JsonArray members = new JsonArray();
    fields.forEach(field -> members.add(Settled.member(field)));
    return json.put("managed_by", fields.isEmpty() ? null : "config")
        .put("managed_fields", members);
  }

  private static String word(Policy policy) {
    return policy == null ? null : policy.word();
  }
}
