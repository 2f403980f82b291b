package io.ringfence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;

/**
 * What has to be so in Ringfence before an application's webhooks come to it: its calls have to go
 * on to where they went.
 *
 * @param line the line that its calls are taken on, or null: then one is made
 * @param model whose settings a new one begins with, or null
 * @param needed whether anything has to be done
 * @param note for the operator, or null
 */
record LineStep(
    String account,
    String connectionId,
    String upstream,
    JsonObject line,
    JsonObject model,
    boolean needed,
    String note) {
  private static final String ACCOUNTS = "/v1/accounts";
  private static final String LINES = "/v1/lines";

  /** With it nothing is asked of Ringfence. */
  static final LineStep NONE = new LineStep(null, null, null, null, null, false, null);

  /**
   * Looks what there is.
   *
   * @param connectionId the application's id
   * @param upstream where its webhooks went
   * @param signedWith the public key of its webhooks, or null if it is not known
   * @throws CommandFailed if the calls could not be taken
   */
  static LineStep plan(
      ApiClient client, String account, String connectionId, String upstream, String signedWith) {
    JsonObject found = first(client.all(ACCOUNTS), one -> account.equals(one.getString("slug")));
    if (found == null) {
      throw failed("Ringfence has no account " + account + " in this organisation");
    }
    requireKey(account, found.getJsonArray("public_keys"), signedWith);
    List<JsonObject> lines =
        client.all(LINES).stream()
            .filter(one -> found.getString("id").equals(one.getString("account")))
            .toList();
    JsonObject own = first(lines, one -> connectionId.equals(one.getString("connection_id")));
    JsonObject rest =
        first(
            lines,
            one -> one.getString("connection_id") == null && one.getString("number") == null);
    boolean byRest = own == null && rest != null && upstream.equals(rest.getString("upstream"));
    JsonObject line = byRest ? rest : own;
    boolean needed = line == null || !upstream.equals(line.getString("upstream"));
    return new LineStep(
        account, connectionId, upstream, line, rest, needed, note(found, rest, upstream));
  }

  /**
   * @param keys null where the organisation may not see them
   */
  private static void requireKey(String account, JsonArray keys, String signedWith) {
    if (keys == null) {
      return;
    }
    String todo = ": set telnyx.public_keys on every node, or public_keys of the account";
    if (keys.isEmpty()) {
      throw failed(
          "the account " + account + " has no public key and each webhook would get 503" + todo);
    }
    if (signedWith != null && !keys.contains(signedWith)) {
      throw failed(
          "Telnyx signs this account's webhooks with "
              + signedWith
              + ", which is no public key of the account "
              + account
              + ": each would get 401"
              + todo);
    }
  }

  private static JsonObject first(List<JsonObject> all, Predicate<JsonObject> which) {
    return all.stream().filter(which).findFirst().orElse(null);
  }

  private static String note(JsonObject account, JsonObject rest, String upstream) {
    if (Boolean.FALSE.equals(account.getBoolean("api_key_set"))) {
      return "The account has no API key yet: banned calls cannot be rejected. Set telnyx.api_key"
          + " on every node, or api_key of the account.";
    }
    boolean elsewhere = rest != null && !upstream.equals(rest.getString("upstream"));
    if (!elsewhere) {
      return null;
    }
    return rest.getJsonArray("managed_fields", new JsonArray()).contains("upstream")
        ? "The configuration sends the account's other calls to "
            + rest.getString("upstream")
            + "; if this application is the only one, set upstream.url to "
            + upstream
            + " on every node."
        : "Set upstream.url to "
            + upstream
            + " on every node, if this application is the only one: then its calls are forwarded"
            + " also by a node that has never loaded anything.";
  }

  /** Made, changed, or as it is; null if Ringfence was not asked. */
  JsonObject json() {
    if (account == null) {
      return null;
    }
    return new JsonObject()
        .put("id", line == null ? null : line.getString("id"))
        .put("action", !needed ? "as it is" : line == null ? "made" : "changed")
        .put("upstream", upstream);
  }

  /**
   * Does it, and waits until every live node has it.
   *
   * @return what was saved, and with it how to take this back
   */
  SavedWebhooks carryOut(ApiClient client, SavedWebhooks saved) {
    if (!needed) {
      return saved;
    }
    if (line == null) {
      JsonObject made = client.post(LINES + "?wait=5s", fresh());
      return saved.withLine(made.getString("id"), true, null);
    }
    String id = line.getString("id");
    client.patch(path(id) + "?wait=5s", new JsonObject().put("upstream", upstream));
    // One that an earlier attempt made is still one that was made.
    boolean made = saved.lineMade() && id.equals(saved.line());
    return saved.withLine(id, made, made ? null : line.getString("upstream"));
  }

  /** As the account's other calls are treated, so that nothing is stricter than it was. */
  private JsonObject fresh() {
    JsonObject body =
        new JsonObject()
            .put("account", account)
            .put("connection_id", connectionId)
            .put("upstream", upstream);
    if (model != null) {
      for (String same : List.of("region", "cause", "policies", "observe")) {
        if (model.getValue(same) != null) {
          body.put(same, model.getValue(same));
        }
      }
    }
    return body;
  }

  /**
   * Takes back what was done to the line.
   *
   * @return what is left and how to take that back, or null if nothing is
   */
  static String undo(ApiClient client, SavedWebhooks saved) {
    if (saved.line() == null) {
      return null;
    }
    try {
      if (saved.lineMade()) {
        client.delete(path(saved.line()));
      } else {
        client.patch(path(saved.line()), new JsonObject().put("upstream", saved.lineUpstream()));
      }
      return null;
    } catch (CommandFailed refused) {
      return left(saved) + " (" + refused.getMessage() + ")";
    }
  }

  /** What of a line there is to say while it stays. */
  static String left(SavedWebhooks saved) {
    if (saved.line() == null) {
      return null;
    }
    return saved.lineMade()
        ? "The line "
            + saved.line()
            + " stays in Ringfence and takes no calls; DELETE "
            + path(saved.line())
            + " removes it."
        : "The line "
            + saved.line()
            + " keeps its new upstream; before it was "
            + (saved.lineUpstream() == null ? "none" : saved.lineUpstream())
            + ".";
  }

  private static String path(String id) {
    return LINES + "/" + ApiClient.encoded(id);
  }

  private static CommandFailed failed(String why) {
    return new CommandFailed(ExitCode.FAILED, why + "; nothing was changed");
  }
}
