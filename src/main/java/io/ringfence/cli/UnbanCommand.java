package io.ringfence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "unban",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lift the ban on a number; it stays as history.")
final class UnbanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(paramLabel = "NUMBER", description = "as it was banned, in any spelling")
  private String number;

  @Option(names = "--prefix", description = "NUMBER is the beginning of numbers")
  private boolean prefix;

  @Option(names = "--json", description = "print the lifted entries")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String kind = prefix ? "phone_prefix" : "phone";
    String value = URLEncoder.encode(number, StandardCharsets.UTF_8);
    try (ApiClient client = api.client()) {
      JsonArray standing =
          client.get("/v1/bans?kind=" + kind + "&value=" + value).getJsonArray("data");
      if (standing.isEmpty()) {
        throw new CommandFailed(ExitCode.FAILED, "no ban stands on " + number);
      }
      JsonArray lifted = new JsonArray();
      for (Object one : standing) {
        long id = ((JsonObject) one).getLong("id");
        client.delete("/v1/bans/" + id);
        if (json) {
          lifted.add(client.get("/v1/bans/" + id));
        } else {
          out.println("lifted: ban " + id + " on " + ((JsonObject) one).getString("value"));
        }
      }
      if (json) {
        out.println(lifted.encodePrettily());
      }
      return ExitCode.OK;
    }
  }
}
