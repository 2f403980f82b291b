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
    name = "ban",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Ban a caller or visitor: by number or the beginning of numbers, e-mail address or domain,"
            + " IP address or block, visitor id, or country.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the ban stands", "1:refused", "2:the command line is wrong", "69:no answer"})
final class BanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;
  @Mixin private ValueOptions value;

  @Option(names = "--reason", required = true, description = "why; kept with the ban")
  private String reason;

  @Option(names = "--until", paramLabel = "TIME", description = "end, such as 2027-01-31T00:00:00Z")
  private String until;

  @Option(names = "--for", paramLabel = "DURATION", description = "end after 90m, 12h, 30d")
  private String duration;

  @Option(
      names = "--channels",
      paramLabel = "CHANNEL",
      split = ",",
      description = "hold only on some of voice, chat, sms; several with commas between")
  private List<String> channels;

  @Option(names = "--note", description = "more about it")
  private String note;

  @Option(names = "--observe", description = "note what it would reject, reject nothing")
  private boolean observe;

  @Option(
      names = "--confirm",
      description = "ban a whole country, network or registry's domain; needs the permission admin")
  private boolean confirm;

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  @Override
  public Integer call() {
    JsonObject body =
        new JsonObject()
            .put("kind", value.kind().word())
            .put("value", value.value())
            .put("reason", reason)
            .put("observe", observe)
            .put("confirm", confirm);
    putIfGiven(body, "until", until);
    putIfGiven(body, "for", duration);
    putIfGiven(body, "note", note);
    putIfGiven(body, "channels", channels == null ? null : new JsonArray(channels));
    try (ApiClient client = api.client()) {
      JsonObject entry = client.post("/v1/bans", body);
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? entry.encodePrettily() : sentence(entry));
      if (!json) {
        entry.getJsonArray("warnings").forEach(one -> out.println(warning((JsonObject) one)));
      }
      return ExitCode.OK;
    }
  }

  private static void putIfGiven(JsonObject body, String name, Object value) {
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
        + ValueText.of(entry)
        + (until == null ? ", without an end" : ", until " + until)
        + (Boolean.TRUE.equals(entry.getBoolean("observe")) ? ", observed only" : "");
  }

  private static String warning(JsonObject warning) {
    Long other = warning.getLong("entry");
    String code = warning.getString("code");
    return "note: "
        + switch (code) {
          case "overridden_by_allow" -> "allow entry " + other + " lets it in all the same";
          case "already_covered" -> "ban " + other + " is wider and holds it already";
          case "observe_mode" -> "nothing is rejected for now: it is only observed";
          default -> code + (other == null ? "" : " " + other);
        };
  }
}
