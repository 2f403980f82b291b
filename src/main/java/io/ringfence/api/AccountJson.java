package io.ringfence.api;

import io.ringfence.domain.AccountSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * An account as the API writes it. Of a shared one only the operator sees more than its name.
 *
 * @param operator whether it is for the operator
 */
record AccountJson(boolean operator) {
  JsonObject of(AccountSettings account) {
    JsonObject json =
        new JsonObject()
            .put("id", account.publicId())
            .put("slug", account.slug())
            .put("shared", account.shared());
    if (account.shared() && !operator) {
      return json;
    }
    json.put("webhook_path", webhookPath(account.slug()))
        .put("public_keys", new JsonArray(account.publicKeys()))
        .put("api_key_set", account.apiKeySet());
    return SettingsJson.managed(json, account.managed())
        .put("created_at", EntryJson.time(account.createdAt()))
        .put("updated_at", EntryJson.time(account.updatedAt()));
  }

  private static String webhookPath(String slug) {
    return "/webhooks/telnyx" + (slug.equals("default") ? "" : "/" + slug);
  }
}
