package io.ringfence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Make, list and revoke the API keys of an organisation.")
final class KeyCommand implements Runnable {
  private static final String KEYS = "/v1/api-keys";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about keys? add, list or revoke");
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Make a key and print it, this once: it cannot be shown again.")
  int add(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NAME", description = "what it is for") String name,
      @Option(
              names = "--permission",
              paramLabel = "PERMISSION",
              required = true,
              arity = "1..*",
              split = ",",
              description = "what it may do: checks, bans:read, bans:write, admin…; several")
          List<String> permissions,
      @Option(names = "--owner", paramLabel = "OWNER", description = "who answers for it")
          String owner,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "its end, such as 2027-01-31T00:00:00Z (default: never)")
          String expires,
      @Option(names = "--json", description = "print the API's answer") boolean json) {
    JsonObject body =
        new JsonObject()
            .put("name", name)
            .put("permissions", new JsonArray(permissions))
            .put("owner", owner)
            .put("expires_at", expires);
    try (ApiClient client = api.client()) {
      JsonObject made = client.post(KEYS, body);
      out().println(json ? made.encodePrettily() : sentence(made) + "\n" + made.getString("key"));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "List the keys, newest first.")
  int list(
      @Mixin ApiOptions api,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              defaultValue = "active",
              description = "active (default), expired, revoked or all")
          String status,
      @Option(names = "--json", description = "print the keys as JSON") boolean json) {
    try (ApiClient client = api.client()) {
      List<JsonObject> keys = client.all(KEYS + "?status=" + ApiClient.encoded(status));
      if (json) {
        out().println(new JsonArray(keys).encodePrettily());
      } else {
        keys.forEach(key -> out().println(sentence(key)));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "End a key for ever, on every node within a second.")
  int revoke(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "ID", description = "the key's id, key_…, not the key itself")
          String id,
      @Option(
              names = "--confirm",
              description = "although it is the last with admin, or with operator")
          boolean confirm,
      @Option(names = "--json", description = "print the revoked key's data") boolean json) {
    if (id.startsWith("rf_")) {
      throw new ParameterException(
          spec.commandLine(), "this is the key itself; 'key list' shows its id, key_…");
    }
    String path = KEYS + "/" + ApiClient.encoded(id);
    try (ApiClient client = api.client()) {
      // The key in use may be the one that goes: afterwards nothing can be asked with it.
      JsonObject key = client.get(path);
      client.delete(confirm ? path + "?confirm=revoke" : path);
      out().println(json ? key.encodePrettily() : "revoked: " + sentence(key));
      return ExitCode.OK;
    }
  }

  private static String sentence(JsonObject key) {
    String permissions =
        key.getJsonArray("permissions").stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return key.getString("id")
        + ": "
        + key.getString("name")
        + " ("
        + permissions
        + ")"
        + said(", owner ", key.getString("owner"))
        + said(", until ", key.getString("expires_at"))
        + said(", last used ", key.getString("last_used_at"))
        + said(", revoked ", key.getString("revoked_at"));
  }

  private static String said(String word, String value) {
    return value == null ? "" : word + value;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
