package io.ringfence.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Bring the database at database.url to this version's form. serve does so too; run this "
            + "where the gateway's own login may not change tables.")
final class MigrateCommand implements Callable<Integer> {
  private final Launcher launcher;

  @Mixin private ConfigOption config;

  MigrateCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    return launcher.migrate(config.read());
  }
}
