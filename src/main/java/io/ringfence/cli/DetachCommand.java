package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import io.ringfence.telnyx.Applications;
import io.ringfence.telnyx.CallControlApplication;
import io.ringfence.telnyx.WebhookSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "detach",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Take the gateway away from an application: its webhook settings become exactly what they "
          + "were before 'attach'.",
      "Needs Telnyx and what 'attach' kept in data.dir; neither a gateway nor its database."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:detached, or detached already",
      "1:refused or failed, or the line could not be taken back",
      "2:the command line is wrong",
      "69:Telnyx does not answer",
      "78:the configuration cannot be used"
    })
final class DetachCommand implements Callable<Integer> {
  @Mixin private ApplicationOptions application;
  @Mixin private GatewayOptions gateway;

  @Option(
      names = "--force",
      description = "also if somebody changed the application since it was attached")
  private boolean force;

  @Option(
      names = "--remove-line",
      description =
          "also take back what 'attach' did to the line in Ringfence. Otherwise it stays, and "
              + "webhooks that are on their way still find the application")
  private boolean removeLine;

  @Override
  public Integer call() {
    return application.telling(this::detachApplication);
  }

  private int detachApplication() {
    String id = application.id();
    GatewayConfig config = application.config();
    Path dataDir = ApplicationOptions.dataDir(config);
    SavedWebhooks saved = SavedWebhooks.find(dataDir, id);
    if (saved == null) {
      throw new CommandFailed(
          ExitCode.FAILED,
          "nothing is kept in "
              + SavedWebhooks.file(dataDir, id)
              + ": run it where 'attach' ran, or set the webhook address in Telnyx's portal to the"
              + " upstream of its line (GET /v1/lines); nothing was changed");
    }
    try (TelnyxSession telnyx = new TelnyxSession(config.telnyx())) {
      CallControlApplication found = telnyx.application(id);
      if (found.webhooks().isSameAs(saved.before())) {
        return done(config, saved, new AttachReport(found, "already_detached", List.of()));
      }
      requireAsAttached(found, saved);
      return detach(telnyx, config, found, saved);
    }
  }

  private void requireAsAttached(CallControlApplication found, SavedWebhooks saved) {
    List<WebhookSettings.Change> since = saved.after().changesTo(found.webhooks());
    if (!since.isEmpty() && !force) {
      throw new CommandFailed(
          ExitCode.FAILED,
          "somebody changed the application since it was attached: "
              + AttachCommand.joined(since)
              + "; nothing was changed. With --force it becomes what it was before 'attach': "
              + AttachCommand.joined(found.webhooks().changesTo(saved.before())));
    }
  }

  private int detach(
      TelnyxSession telnyx,
      GatewayConfig config,
      CallControlApplication found,
      SavedWebhooks saved) {
    List<WebhookSettings.Change> changes = found.webhooks().changesTo(saved.before());
    if (application.dryRun()) {
      application.print(new AttachReport(found, "would_detach", changes));
      return ExitCode.OK;
    }
    Applications.Outcome outcome = telnyx.change(found, saved.before());
    if (outcome instanceof Applications.NotDone not) {
      throw new CommandFailed(ExitCode.FAILED, not.why() + "; nothing was changed");
    }
    if (outcome instanceof Applications.Unknown unknown) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          "Telnyx does not say whether it took the change ("
              + unknown.why()
              + "). Run this again when it answers");
    }
    WebhookSettings now = ((Applications.Done) outcome).now().webhooks();
    List<WebhookSettings.Change> missing = saved.before().changesTo(now);
    if (!missing.isEmpty()) {
      throw new CommandFailed(
          ExitCode.FAILED,
          "Telnyx took the change and has it otherwise: "
              + AttachCommand.joined(missing)
              + "; what was there stays in "
              + SavedWebhooks.file(ApplicationOptions.dataDir(config), saved.application()));
    }
    return done(config, saved, new AttachReport(found, "detached", changes));
  }

  private int done(GatewayConfig config, SavedWebhooks saved, AttachReport report) {
    if (application.dryRun()) {
      application.print(report);
      return ExitCode.OK;
    }
    String left = removeLine ? removed(config, saved) : LineStep.left(saved);
    boolean failed = removeLine && left != null;
    Path dataDir = ApplicationOptions.dataDir(config);
    if (!failed && !saved.remove(dataDir)) {
      report.note(SavedWebhooks.file(dataDir, saved.application()) + " could not be removed.");
    }
    application.print(report.note(left));
    return failed ? ExitCode.FAILED : ExitCode.OK;
  }

  private String removed(GatewayConfig config, SavedWebhooks saved) {
    try (ApiClient client = gateway.client(config)) {
      return LineStep.undo(client, saved);
    } catch (CommandFailed away) {
      return LineStep.left(saved) + " (" + away.getMessage() + ")";
    }
  }
}
