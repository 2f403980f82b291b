package io.ringfence.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Run the gateway until it is asked to stop.")
final class ServeCommand implements Callable<Integer> {
  private final Launcher launcher;

  @Mixin private ConfigOption config;

  ServeCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    return launcher.serve(config.read());
  }
}
