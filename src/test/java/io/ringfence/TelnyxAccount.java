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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** An operator's machine: a configuration, and the commands run with it as they are typed. */
final class TelnyxAccount {
  final ApplicationsApi telnyx;
  final Path dataDir;
  final Path config;

  /**
   * @param settings keys of the configuration and their values by turns, over those given by the
   *     rest
   */
  TelnyxAccount(TelnyxStandIn standIn, Path directory, String... settings) {
    this.telnyx = standIn.applications();
    this.dataDir = directory.resolve("data");
    this.config = directory.resolve("ringfence.yaml");
    Map<String, String> all = new LinkedHashMap<>();
    all.put("telnyx.api_url", standIn.apiUrl().toString());
    all.put("data.dir", dataDir.toString());
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    StringBuilder yaml = new StringBuilder();
    all.forEach((key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
    try {
      Files.deleteIfExists(config);
      Files.createFile(
          config,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(config, yaml);
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
