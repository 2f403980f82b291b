package io.ringfence.cli;

import io.ringfence.domain.Kind;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whom a command is about: a value, and what kind of value it is. */
final class ValueOptions {
  @Parameters(
      paramLabel = "VALUE",
      description =
          "as staff would write it: +14155552671, (415) 555-2671, eve@example.org, example.org,"
              + " 203.0.113.7, 203.0.113.0/24, GB; a prefix as +1415")
  private String value;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description =
          "phone, phone_prefix, ip, email, email_domain, visitor_id or country (default: what VALUE"
              + " looks like, and a phone if nothing else; a visitor id is never guessed)")
  private Kind kind;

  @Option(names = "--prefix", description = "VALUE is the beginning of numbers")
  private boolean prefix;

  String value() {
    return value;
  }

  /**
   * As given, or as the value looks.
   *
   * @throws CommandFailed if both options say something
   */
  Kind kind() {
    if (prefix && kind != null && kind != Kind.PHONE_PREFIX) {
      throw new CommandFailed(ExitCode.USAGE, "--prefix says phone_prefix, and --kind another one");
    }
    if (prefix) {
      return Kind.PHONE_PREFIX;
    }
    return kind == null ? Likely.kind(value) : kind;
  }
}
