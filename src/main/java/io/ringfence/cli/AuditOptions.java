package io.ringfence.cli;

import io.ringfence.audit.Head;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which audit, of which gateway. */
final class AuditOptions {
  private static final String PATH = "/v1/audit-log";

  @Mixin private ApiOptions api;

  @Option(
      names = "--no-organisation",
      description = "the audit of what concerns no organisation, with an operator's key")
  private boolean none;

  /**
   * @throws CommandFailed also if two audits are asked for
   */
  ApiClient client() {
    if (none && api.organisation() != null) {
      throw new CommandFailed(
          ExitCode.USAGE, "--organisation and --no-organisation exclude each other");
    }
    return api.client();
  }

  JsonObject head(ApiClient client) {
    return client.get(PATH + "/head" + (none ? "?organisation=none" : ""));
  }

  /** Where the rows are, one a line. */
  String rows() {
    return PATH + "?format=ndjson" + (none ? "&organisation=none" : "");
  }

  /**
   * A head as {@code audit head} writes it.
   *
   * @throws CommandFailed if it is none
   */
  static Head read(JsonObject head, String where) {
    try {
      String at = head.getString("at");
      return new Head(
          head.getInteger("chain"),
          head.getLong("seq"),
          head.getString("hash"),
          at == null ? null : Instant.parse(at));
    } catch (DateTimeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException none) {
      throw new CommandFailed(ExitCode.USAGE, where + " does not hold what 'audit head' writes");
    }
  }
}
