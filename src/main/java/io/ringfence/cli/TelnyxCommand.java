package io.ringfence.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "telnyx",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Put the gateway before an application at Telnyx, and take it away again.",
    subcommands = {AttachCommand.class, DetachCommand.class, HelpCommand.class})
final class TelnyxCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: attach or detach");
  }
}
