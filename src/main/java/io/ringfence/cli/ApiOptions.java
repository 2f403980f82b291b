package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway's API, and as whom. */
final class ApiOptions {
  @Mixin private ConfigOption config;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "address of the API (default: RINGFENCE_CLI_URL, or the gateway running in data.dir)")
  private String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "API key (default: RINGFENCE_CLI_KEY, which no process list shows; or the "
              + "administrator's key in data.dir)")
  private String key;

  @Mixin private CaOption ca;

  @Option(
      names = "--organisation",
      paramLabel = "SLUG",
      description = "the organisation to work in, by slug or id, with an operator's key")
  private String organisation;

  /** As given, or null. */
  String organisation() {
    return organisation;
  }

  ApiClient client() {
    GatewayConfig read = config.read();
    Target target = Target.find(read);
    ApiClient client = new ApiClient(target.api(url, ca.trust()), target.key(key));
    client.workIn(organisation);
    return client;
  }
}
