package io.ringfence;

import io.ringfence.cli.RingfenceCommand;
import io.ringfence.standin.ApplicationsApi;
import io.ringfence.standin.TelnyxStandIn;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** An operator's machine: a data directory, and the commands run in it as they are typed. */
final class TelnyxAccount {
  final ApplicationsApi telnyx;
  final Path dataDir;
  private final Path config;

  TelnyxAccount(TelnyxStandIn standIn, Path directory, String apiKey) {
    this.telnyx = standIn.applications();
    this.dataDir = directory.resolve("data");
    this.config = directory.resolve("ringfence.yaml");
    try {
      Files.writeString(
          config,
          "telnyx:\n  api_url: "
              + standIn.apiUrl()
              + (apiKey == null ? "" : "\n  api_key: " + apiKey)
              + "\ndata:\n  dir: "
              + dataDir
              + "\n");
    } catch (IOException full) {
      throw new AssertionError(full);
    }
  }

  /** A new application as Telnyx would have made it. */
  JsonObject application(String id, String webhook) {
    telnyx.put(ApplicationsApi.application(id, webhook));
    return telnyx.get(id);
  }

  /** What there is to the application of that id, kept by an attach. */
  Path file(String id) {
    return dataDir.resolve("telnyx").resolve("application-" + id + ".json");
  }

  Jar.Ended run(String... arguments) {
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed, true);
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = config.toString();
    int code = RingfenceCommand.run(new Processes(), out, out, all);
    return new Jar.Ended(code, printed.toString());
  }
}
