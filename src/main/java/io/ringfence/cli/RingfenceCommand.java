package io.ringfence.cli;

import io.ringfence.config.ConfigFailed;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringfence}: without a subcommand it serves. */
@Command(
    name = "ringfence",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A telephony gateway with a call-blocking edge. Without a command: serve.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:tried and failed",
      "2:the command line is wrong",
      "69:nothing answers where the gateway or the database should be",
      "78:the configuration cannot be used"
    })
public final class RingfenceCommand implements Runnable {
  private final Launcher launcher;
  private int exitCode = ExitCode.OK;

  @Mixin private ConfigOption config;

  private RingfenceCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  /**
   * Runs one command line.
   *
   * @return the exit code
   */
  public static int run(Launcher launcher, String... arguments) {
    PrintWriter out = new PrintWriter(System.out, true);
    return run(launcher, out, new PrintWriter(System.err, true), arguments);
  }

  /** The same, and what is printed goes there. */
  public static int run(Launcher launcher, PrintWriter out, PrintWriter err, String... arguments) {
    RingfenceCommand root = new RingfenceCommand(launcher);
    CommandLine line =
        new CommandLine(root)
            .addSubcommand(new ServeCommand(launcher))
            .addSubcommand(new DemoCommand(launcher))
            .addSubcommand(new SimulateCommand())
            .addSubcommand(new BanCommand())
            .addSubcommand(new UnbanCommand())
            .addSubcommand(new ExplainCommand())
            .addSubcommand(new ObserveCommand())
            .addSubcommand(new AuditCommand())
            .addSubcommand(new OrganisationCommand())
            .addSubcommand(new KeyCommand())
            .addSubcommand(new TelnyxCommand())
            .addSubcommand(new DoctorCommand())
            .addSubcommand(new MigrateCommand(launcher))
            .addSubcommand(new CommandLine.HelpCommand());
    line.setOut(out).setErr(err);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(failure, command.getErr()));
    int code = line.execute(arguments);
    return code == ExitCode.OK ? root.exitCode : code;
  }

  @Override
  public void run() {
    exitCode = launcher.serve(config.read());
  }

  private static int failed(Exception failure, PrintWriter err) {
    err.println("ringfence: " + failure.getMessage());
    if (failure instanceof ConfigFailed) {
      return ExitCode.CONFIG;
    }
    if (failure instanceof CommandFailed known) {
      return known.exitCode();
    }
    return ExitCode.FAILED;
  }
}
