package io.ringfence.cli;

import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.doctor.Check;
import io.ringfence.doctor.ConfigurationCheck;
import io.ringfence.doctor.DataDirCheck;
import io.ringfence.doctor.DatabaseCheck;
import io.ringfence.doctor.Doctor;
import io.ringfence.doctor.Finding;
import io.ringfence.doctor.Finding.Status;
import io.ringfence.doctor.FollowCheck;
import io.ringfence.doctor.KeysCheck;
import io.ringfence.doctor.TelnyxCheck;
import io.ringfence.doctor.UpstreamsCheck;
import io.ringfence.domain.Secret;
import io.ringfence.store.DatabaseAddress;
import io.ringfence.store.DatabaseLook;
import io.ringfence.telnyx.Applications;
import io.ringfence.telnyx.TelnyxApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Look at everything the gateway stands on, and say what to do: configuration, data.dir, "
          + "database, clocks, keys, upstreams, certificates, the account at Telnyx.",
      "Changes nothing; works beside a gateway that runs and without one."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:something fails: calls or bans are not what they should be",
      "2:the command line is wrong",
      "3:nothing fails and something is to be looked at"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int WARNED = 3;

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "print the findings as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx();
    try {
      List<Finding> found = look(vertx);
      DoctorReport report = new DoctorReport(found);
      spec.commandLine().getOut().println(json ? report.json().encodePrettily() : report.text());
      spec.commandLine().getOut().flush();
      Status worst =
          found.stream().map(Finding::status).max(Comparator.naturalOrder()).orElse(Status.OK);
      return worst == Status.FAIL ? ExitCode.FAILED : worst == Status.WARN ? WARNED : ExitCode.OK;
    } finally {
      vertx.close().onFailure(ignored -> {});
    }
  }

  private List<Finding> look(Vertx vertx) {
    try {
      return result(new Doctor(checks(vertx, config.read())).look());
    } catch (ConfigFailed wrong) {
      return List.of(
          Finding.fail(
              "configuration",
              wrong.getMessage(),
              "Correct it: no gateway starts with it, and nothing else can be looked at."));
    }
  }

  private List<Check> checks(Vertx vertx, GatewayConfig read) {
    List<Check> all = new ArrayList<>();
    all.add(new ConfigurationCheck(config.file()));
    all.add(new DataDirCheck(vertx, read));
    all.add(new RunningCheck(read));
    DatabaseAddress address = address("database.url", read.database().url());
    all.add(
        address == null
            ? new EmbeddedCheck(read.node().dataDir())
            : new DatabaseCheck(vertx, address, clock));
    DatabaseAddress followed = address("database.follow_url", read.database().followUrl());
    if (followed != null) {
      all.add(new FollowCheck(vertx, followed, clock));
    }
    all.add(new KeysCheck(read));
    all.add(new TlsCheck(vertx, read.listeners(), clock));
    all.add(
        new UpstreamsCheck(
            vertx, read.upstream(), address == null ? null : new DatabaseLook(vertx, address)));
    all.add(new TelnyxCheck(applications(vertx, read.telnyx()), read.telnyx().publicKeys(), clock));
    return all;
  }

  private static DatabaseAddress address(String key, Secret url) {
    try {
      return url == null ? null : DatabaseAddress.parse(url.reveal());
    } catch (IllegalArgumentException wrong) {
      throw new ConfigFailed(key + ": " + wrong.getMessage());
    }
  }

  private static Applications applications(Vertx vertx, GatewayConfig.Telnyx telnyx) {
    return telnyx.apiKey() == null
        ? null
        : new Applications(new TelnyxApi(vertx, telnyx.apiUrl(), telnyx.apiKey()));
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    } catch (ExecutionException bug) {
      throw new CommandFailed(ExitCode.FAILED, String.valueOf(bug.getCause()));
    }
  }
}
