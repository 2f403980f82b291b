package io.ringfence.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "ban",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Ban a caller's number, or with --prefix every number that begins so.")
final class BanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(
      paramLabel = "NUMBER",
      description = "as staff would write it: +14155552671, (415) 555-2671; a prefix as +1415")
  private String number;

  @Option(names = "--reason", required = true, description = "why; kept with the ban")
  private String reason;

  @Option(names = "--prefix", description = "NUMBER is the beginning of numbers")
  private boolean prefix;

  @Option(names = "--until", paramLabel = "TIME", description = "end, such as 2027-01-31T00:00:00Z")
  private String until;

  @Option(names = "--for", paramLabel = "DURATION", description = "end after 90m, 12h, 30d")
  private String duration;

  @Option(names = "--note", description = "more about it")
  private String note;

  @Option(names = "--observe", description = "note what it would reject, reject nothing")
  private boolean observe;

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  @Override
  public Integer call() {
    JsonObject body =
        new JsonObject()
            .put("kind", prefix ? "phone_prefix" : "phone")
            .put("value", number)
            .put("reason", reason)
            .put("observe", observe);
    putIfGiven(body, "until", until);
    putIfGiven(body, "for", duration);
    putIfGiven(body, "note", note);
    try (ApiClient client = api.client()) {
      JsonObject entry = client.post("/v1/bans", body);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? entry.encodePrettily() : sentence(entry));
      return ExitCode.OK;
    }
  }

  private static void putIfGiven(JsonObject body, String name, String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private static String sentence(JsonObject entry) {
    String until = entry.getString("until");
    return entry.getString("outcome")
        + ": ban "
        + entry.getLong("id")
        + " on "
        + entry.getString("value")
        + (until == null ? ", without an end" : ", until " + until)
        + (Boolean.TRUE.equals(entry.getBoolean("observe")) ? ", observed only" : "");
  }
}
