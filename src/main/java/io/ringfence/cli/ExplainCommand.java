package io.ringfence.cli;

import io.ringfence.domain.Kind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Tell whether a caller or visitor is let in, by which entry and who made it, and what would"
            + " change that.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:explained, whichever way it is decided",
      "1:refused, or no such call is kept",
      "2:the command line is wrong",
      "69:no answer"
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(
      paramLabel = "VALUE",
      arity = "0..*",
      description =
          "what is known of the caller or visitor, in any spelling: a number, an e-mail address, an"
              + " IP address, a country")
  private List<String> values = new ArrayList<>();

  @Option(names = "--phone", paramLabel = "NUMBER", description = "a number, if it looks like none")
  private String phone;

  @Option(names = "--visitor-id", paramLabel = "ID", description = "the widget's cookie")
  private String visitorId;

  @Option(names = "--external-id", paramLabel = "ID", description = "the id in your own system")
  private String externalId;

  @Option(names = "--to", paramLabel = "NUMBER", description = "the number that is called")
  private String to;

  @Option(
      names = "--channel",
      paramLabel = "CHANNEL",
      description = "voice, chat or sms (default: voice for a number alone, else chat)")
  private String channel;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "a moment of the past, such as 2026-11-21T09:00:00Z (default: now)")
  private String at;

  @Option(names = "--call", paramLabel = "ID", description = "a call, by Telnyx's call_control_id")
  private String call;

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, String> query = query();
    if (query.isEmpty()) {
      throw new CommandFailed(ExitCode.USAGE, "who is it about? give a VALUE, --to or --call");
    }
    String path =
        query.entrySet().stream()
            .map(one -> one.getKey() + "=" + ApiClient.encoded(one.getValue()))
            .collect(Collectors.joining("&", "/v1/explain?", ""));
    try (ApiClient client = api.client()) {
      JsonObject explanation = client.get(path);
      spec.commandLine()
          .getOut()
          .println(json ? explanation.encodePrettily() : ExplanationText.of(explanation));
      return ExitCode.OK;
    }
  }

  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    for (String value : values) {
      put(query, parameter(value), value);
    }
    put(query, "phone", phone);
    put(query, "visitor_id", visitorId);
    put(query, "external_id", externalId);
    put(query, "to", to);
    put(query, "channel", channel);
    put(query, "at", at);
    put(query, "call_control_id", call);
    return query;
  }

  private static String parameter(String value) {
    Kind kind = Likely.kind(value);
    if (kind == Kind.EMAIL_DOMAIN) {
      throw new CommandFailed(
          ExitCode.USAGE, value + " looks like a domain: give one whole e-mail address");
    }
    return kind.word();
  }

  private static void put(Map<String, String> query, String name, String value) {
    if (value != null && query.put(name, value) != null) {
      throw new CommandFailed(ExitCode.USAGE, "there are two values of the kind " + name);
    }
  }
}
