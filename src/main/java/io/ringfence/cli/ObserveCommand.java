package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "observe",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "The brake: turn rejecting off on one node, for a wrong ban at night, and on again.",
      "Works without a database and survives a restart. Calls that would have been rejected are "
          + "forwarded and recorded as such. Every node has its own: repeat it on each."
    })
final class ObserveCommand implements Callable<Integer> {
  /** What to do, as it is typed. */
  enum Action {
    on,
    off,
    status
  }

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(
      paramLabel = "on|off|status",
      description =
          "on: reject nothing any more; off: reject again, everywhere on this node unless "
              + "--organisation names one; status: say which")
  private Action action;

  @Option(
      names = "--organisation",
      paramLabel = "SLUG",
      description = "only this organisation's calls and checks; its slug or id")
  private String organisation;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "ends by itself after 30m, 1h, 2d (default: until turned off)")
  private String duration;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "address of the ops listener (default: the gateway running in data.dir)")
  private String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "ops.token, from another machine (default: the configured one, also "
              + "RINGFENCE_OPS_TOKEN, which no process list shows)")
  private String token;

  @Mixin private CaOption ca;

  @Option(names = "--json", description = "print the gateway's answer")
  private boolean json;

  @Override
  public Integer call() {
    if (duration != null && action != Action.on) {
      throw new ParameterException(spec.commandLine(), "--for goes with on only");
    }
    GatewayConfig read = config.read();
    Secret key = token == null ? read.listeners().opsToken() : new Secret(token);
    try (ApiClient client = new ApiClient(Target.find(read).ops(url, ca.trust()), key)) {
      JsonObject status =
          action == Action.status ? client.get("/observe") : client.post("/observe", body());
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? status.encodePrettily() : sentences(status));
      return ExitCode.OK;
    }
  }

  private JsonObject body() {
    JsonObject body = new JsonObject().put("on", action == Action.on);
    if (organisation != null) {
      body.put("organisation", organisation);
    }
    if (duration != null) {
      body.put("for", duration);
    }
    String user = System.getProperty("user.name", "").replaceAll("[^\\w.@+-]", "");
    return user.isEmpty() ? body : body.put("by", user);
  }

  private static String sentences(JsonObject status) {
    StringBuilder said = new StringBuilder();
    boolean node = status.getBoolean("on");
    JsonArray organisations = status.getJsonArray("organisations");
    if (node) {
      said.append("rejecting is off on this node").append(end(status)).append('\n');
    }
    for (Object one : organisations) {
      JsonObject scope = (JsonObject) one;
      said.append("rejecting is off for ").append(scope.getString("slug"));
      said.append(end(scope)).append('\n');
    }
    if (status.getBoolean("configured")) {
      said.append("rejecting is off by the configuration: observe is true\n");
    } else if (!node) {
      said.append(organisations.isEmpty() ? "rejecting is on" : "rejecting is on for all others");
      said.append('\n');
    }
    if (!status.getBoolean("kept")) {
      said.append("this could not be kept on the node's disk: a restart would undo it\n");
    }
    return said.toString().stripTrailing();
  }

  private static String end(JsonObject scope) {
    String until = scope.getString("until");
    return until == null ? ", until it is turned on again" : ", until " + until;
  }
}
