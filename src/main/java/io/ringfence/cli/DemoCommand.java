package io.ringfence.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Run the gateway with a stand-in for Telnyx, a stand-in voice application, a PostgreSQL of "
            + "its own and sample bans, under <data.dir>/demo, and show a banned call being "
            + "rejected. Touches no configured database and no Telnyx account.")
final class DemoCommand implements Callable<Integer> {
  private final Launcher launcher;

  @Mixin private ConfigOption config;

  @Option(names = "--once", description = "stop after the showing")
  private boolean once;

  DemoCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    return launcher.demo(config.read(), once);
  }
}
