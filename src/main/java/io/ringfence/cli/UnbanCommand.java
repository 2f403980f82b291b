package io.ringfence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "unban",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lift the ban on a value, in any spelling; it stays as history.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:lifted",
      "1:refused, or no ban stands on it",
      "2:the command line is wrong",
      "69:no answer"
    })
final class UnbanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;
  @Mixin private ValueOptions value;

  @Option(names = "--reason", description = "why; kept with the ban")
  private String reason;

  @Option(names = "--json", description = "print the lifted entries")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String on = "kind=" + value.kind().word() + "&value=" + ApiClient.encoded(value.value());
    try (ApiClient client = api.client()) {
      List<JsonObject> standing = client.all("/v1/bans?" + on);
      if (standing.isEmpty()) {
        throw new CommandFailed(
            ExitCode.FAILED, "no ban stands on " + value.value() + " as " + value.kind().word());
      }
      JsonArray lifted = new JsonArray();
      for (JsonObject ban : standing) {
        String path = "/v1/bans/" + ban.getLong("id");
        client.delete(reason == null ? path : path + "?reason=" + ApiClient.encoded(reason));
        if (json) {
          lifted.add(client.get(path));
        } else {
          out.println("lifted: ban " + ban.getLong("id") + " on " + ValueText.of(ban));
        }
      }
      if (json) {
        out.println(lifted.encodePrettily());
      }
      return ExitCode.OK;
    }
  }
}
