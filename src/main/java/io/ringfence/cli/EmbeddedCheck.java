package io.ringfence.cli;

import io.ringfence.doctor.Check;
import io.ringfence.doctor.Finding;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;

/** The embedded PostgreSQL, which only the gateway that runs it lets anybody look at. */
record EmbeddedCheck(Path dataDir) implements Check {
  @Override
  public String name() {
    return "database";
  }

  @Override
  public Future<List<Finding>> look() {
    return Future.succeededFuture(
        List.of(
            Finding.skipped(
                name(),
                "database.url is not set: the embedded PostgreSQL in "
                    + dataDir.resolve("postgres")
                    + " runs with the gateway, whose health says how it is")));
  }
}
