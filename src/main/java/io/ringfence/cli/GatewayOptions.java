package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway's API, and as whom, where --url is something else. */
final class GatewayOptions {
  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "address of Ringfence's own API (default: RINGFENCE_CLI_URL, or the gateway running in "
              + "data.dir)")
  private String api;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Ringfence's API key (default: RINGFENCE_CLI_KEY, which no process list shows; or the "
              + "administrator's key in data.dir)")
  private String key;

  @Mixin private CaOption ca;

  @Option(
      names = "--organisation",
      paramLabel = "SLUG",
      description = "the organisation whose application it is, with an operator's key")
  private String organisation;

  Trust trust() {
    return ca.trust();
  }

  ApiClient client(GatewayConfig config) {
    Target target = Target.find(config);
    ApiClient client = new ApiClient(target.api(api, ca.trust()), target.key(key));
    client.workIn(organisation);
    return client;
  }
}
