package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which application at Telnyx, and what to say of it. */
final class ApplicationOptions {
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Option(
      names = "--app",
      paramLabel = "ID",
      required = true,
      description = "the Call Control application's id, as Telnyx's portal shows it")
  private String id;

  @Option(names = "--dry-run", description = "say what would be changed, and change nothing")
  private boolean dryRun;

  @Option(names = "--json", description = "print what was done, or an error, as JSON")
  private boolean json;

  /** It becomes part of a path and of a file's name. */
  String id() {
    if (!ID.matcher(id).matches()) {
      throw new ParameterException(
          spec.commandLine(), "--app: '" + id + "' is no application's id");
    }
    return id;
  }

  boolean dryRun() {
    return dryRun;
  }

  GatewayConfig config() {
    return config.read();
  }

  static Path dataDir(GatewayConfig config) {
    return config.node().dataDir();
  }

  /** Does it; a script that asked for JSON is told so of a failure too, which goes on from here. */
  int telling(IntSupplier action) {
    try {
      return action.getAsInt();
    } catch (RuntimeException failed) {
      if (json) {
        print(new JsonObject().put("error", failed.getMessage()).encodePrettily());
      }
      throw failed;
    }
  }

  void print(AttachReport report) {
    print(json ? report.json().encodePrettily() : report.text());
  }

  private void print(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }
}
