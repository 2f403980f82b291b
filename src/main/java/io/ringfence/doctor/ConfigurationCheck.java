package io.ringfence.doctor;

import io.ringfence.config.ConfigFile;
import io.vertx.core.Future;
import java.util.List;

/** The configuration, which could be read; whoever cannot has nothing to look at. */
public final class ConfigurationCheck implements Check {
  private final ConfigFile file;

  public ConfigurationCheck(ConfigFile file) {
    this.file = file;
  }

  @Override
  public String name() {
    return "configuration";
  }

  @Override
  public Future<List<Finding>> look() {
    return Future.succeededFuture(List.of(finding()));
  }

  private Finding finding() {
    if (file.path() == null) {
      return Finding.ok(name(), "from the environment and the defaults, without a file");
    }
    return file.holdsSecrets() && !OnlyOwner.may(file.path())
        ? Finding.warn(
            name(),
            file.path() + " holds secrets and others may read it",
            "chmod 600 " + file.path())
        : Finding.ok(name(), "read from " + file.path());
  }
}
