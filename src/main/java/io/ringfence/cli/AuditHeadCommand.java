package io.ringfence.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "head",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Print where the audit stands, one line of JSON: its last row's number and hash.",
      "Kept where the gateway's operators cannot change it, it proves later, with 'audit verify "
          + "--head', that nothing before it was rewritten and that the end was not cut off."
    })
final class AuditHeadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditOptions audit;

  @Override
  public Integer call() {
    try (ApiClient client = audit.client()) {
      spec.commandLine().getOut().println(audit.head(client).encode());
      return ExitCode.OK;
    }
  }
}
