package io.ringfence.cli;

import io.ringfence.audit.Head;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which audit, of which gateway. */
final class AuditOptions {
  private static final String PATH = "/v1/audit-log";

  @Mixin private ApiOptions api;

  @ArgGroup private Whose whose = new Whose();

  private static final class Whose {
    @Option(
        names = "--organisation",
        paramLabel = "SLUG",
        description = "whose audit, with an operator's key (default: the key's organisation)")
    private String organisation;

    @Option(
        names = "--no-organisation",
        description = "the audit of what concerns no organisation, with an operator's key")
    private boolean none;
  }

  ApiClient client() {
    ApiClient client = api.client();
    client.workIn(whose.organisation);
    return client;
  }

  JsonObject head(ApiClient client) {
    return client.get(PATH + "/head" + (whose.none ? "?organisation=none" : ""));
  }

  /** Where the rows are, one a line. */
  String rows() {
    return PATH + "?format=ndjson" + (whose.none ? "&organisation=none" : "");
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
