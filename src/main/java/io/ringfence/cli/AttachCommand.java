package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import io.ringfence.telnyx.Applications;
import io.ringfence.telnyx.CallControlApplication;
import io.ringfence.telnyx.WebhookPath;
import io.ringfence.telnyx.WebhookSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Put the gateway before an application: its webhooks come here, and allowed calls go on to "
          + "where they went.",
      "What was there is kept in data.dir before anything is changed; 'detach' puts it back. "
          + "Attached already: says so and changes nothing.",
      "Uses telnyx.api_key; of another account than default: set RINGFENCE_TELNYX_API_KEY for this "
          + "command."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:attached, or attached already",
      "1:refused or failed; what is left of it is said",
      "2:the command line is wrong",
      "69:Telnyx, Ringfence or the gateway does not answer",
      "78:the configuration cannot be used"
    })
final class AttachCommand implements Callable<Integer> {
  private final InstantSource clock = InstantSource.system();

  @Mixin private ApplicationOptions application;
  @Mixin private GatewayOptions gateway;

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description =
          "where Telnyx reaches the gateway, such as https://gate.example.com; without a path "
              + "/webhooks/telnyx is meant, of another account /webhooks/telnyx/ACCOUNT")
  private String url;

  @Option(
      names = "--failover",
      paramLabel = "URL",
      description =
          "where Telnyx turns to while no gateway answers: another node (default: the "
              + "application's address, which keeps the line alive and lets banned callers in)")
  private String failover;

  @Option(
      names = "--no-line",
      description = "ask nothing of Ringfence: upstream.url or a line is set already")
  private boolean noLine;

  @Option(
      names = "--unchecked",
      description = "do not look whether a gateway answers at --url, where this machine cannot")
  private boolean unchecked;

  @Option(
      names = "--force",
      description =
          "also if somebody changed the application after an earlier attach: what is there now is "
              + "kept instead")
  private boolean force;

  @Override
  public Integer call() {
    return application.telling(this::attachApplication);
  }

  private int attachApplication() {
    String id = application.id();
    GatewayAddress address = GatewayAddress.of(url);
    String other = failover == null ? null : Target.valid(failover).toString();
    GatewayConfig config = application.config();
    Path dataDir = ApplicationOptions.dataDir(config);
    SavedWebhooks saved = SavedWebhooks.find(dataDir, id);
    try (TelnyxSession telnyx = new TelnyxSession(config.telnyx())) {
      CallControlApplication found = telnyx.application(id);
      if (address.is(found.webhooks().url())) {
        application.print(already(found, saved, dataDir));
        return ExitCode.OK;
      }
      requireAttachable(found, saved);
      attach(telnyx, config, new Intent(found, address, other, saved));
      return ExitCode.OK;
    }
  }

  /** What is there and what is to be. */
  private record Intent(
      CallControlApplication found,
      GatewayAddress address,
      String failover,
      SavedWebhooks earlier) {
    private String upstream() {
      return found.webhooks().url();
    }

    private WebhookSettings after() {
      return found
          .webhooks()
          .through(address.uri().toString(), failover == null ? upstream() : failover);
    }

    /** With the line that an earlier attempt made, which did not come to its end. */
    private SavedWebhooks saved(Instant now) {
      SavedWebhooks fresh =
          new SavedWebhooks(found.id(), now, found.webhooks(), after(), null, false, null);
      return earlier == null
          ? fresh
          : fresh.withLine(earlier.line(), earlier.lineMade(), earlier.lineUpstream());
    }
  }

  private static AttachReport already(
      CallControlApplication found, SavedWebhooks saved, Path dataDir) {
    AttachReport report = new AttachReport(found, "already_attached", List.of());
    if (saved == null) {
      return report.note(
          "What was there before is not kept in "
              + dataDir
              + ": 'detach' knows it only where 'attach' ran.");
    }
    saved
        .after()
        .changesTo(found.webhooks())
        .forEach(change -> report.note("Changed by somebody since: " + change));
    return report;
  }

  private void requireAttachable(CallControlApplication found, SavedWebhooks saved) {
    String present = found.webhooks().url();
    if (present == null || present.isBlank()) {
      throw failed("the application has no webhook address: there is nothing to forward to");
    }
    if (saved != null && present.equals(saved.after().url())) {
      throw failed("it is attached to " + present + "; detach it first");
    }
    if (WebhookPath.isGateways(present)) {
      throw failed(
          present
              + " is a gateway's address already: detach it where it was attached, or calls"
              + " would go in circles");
    }
    if (saved != null && !found.webhooks().isSameAs(saved.before()) && !force) {
      throw failed(
          "somebody changed the application after it was attached on "
              + saved.at()
              + ": "
              + joined(saved.after().changesTo(found.webhooks()))
              + ". With --force what is there now is kept instead of what was there then");
    }
  }

  static String joined(List<WebhookSettings.Change> changes) {
    return String.join("; ", changes.stream().map(String::valueOf).toList());
  }

  private static CommandFailed failed(String why) {
    return new CommandFailed(ExitCode.FAILED, why + "; nothing was changed");
  }

  private void attach(TelnyxSession telnyx, GatewayConfig config, Intent intent) {
    if (!unchecked) {
      intent.address().requireGateway(gateway.trust());
    }
    if (noLine) {
      carryOut(telnyx, config, intent, LineStep.NONE, null);
      return;
    }
    try (ApiClient client = gateway.client(config)) {
      LineStep line =
          LineStep.plan(
              client,
              intent.address().account(),
              intent.found().id(),
              intent.upstream(),
              telnyx.publicKey());
      carryOut(telnyx, config, intent, line, client);
    }
  }

  /**
   * First what was there is kept, then the line is made ready, and only then calls are led here.
   */
  private void carryOut(
      TelnyxSession telnyx, GatewayConfig config, Intent intent, LineStep line, ApiClient client) {
    AttachReport report = report(intent, line, intent.after());
    if (application.dryRun()) {
      application.print(report);
      return;
    }
    Path dataDir = ApplicationOptions.dataDir(config);
    SavedWebhooks saved = intent.saved(clock.instant());
    saved.keep(dataDir);
    try {
      saved = line.carryOut(client, saved);
      saved.keep(dataDir);
    } catch (CommandFailed refused) {
      boolean lost = saved.line() == null && refused.exitCode() == ExitCode.UNAVAILABLE;
      throw lost ? unheard(refused) : takenBack(client, saved, dataDir, refused);
    }
    Applications.Outcome outcome = telnyx.change(intent.found(), intent.after());
    if (outcome instanceof Applications.NotDone not) {
      throw takenBack(client, saved, dataDir, new CommandFailed(ExitCode.FAILED, not.why()));
    }
    if (outcome instanceof Applications.Unknown unknown) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, unsure(unknown, dataDir));
    }
    WebhookSettings now = ((Applications.Done) outcome).now().webhooks();
    new SavedWebhooks(
            saved.application(),
            saved.at(),
            saved.before(),
            now,
            saved.line(),
            saved.lineMade(),
            saved.lineUpstream())
        .keep(dataDir);
    application.print(
        report(intent, line, now)
            .note("The way back: ringfence telnyx detach --app " + intent.found().id()));
  }

  private String unsure(Applications.Unknown unknown, Path dataDir) {
    return "Telnyx does not say whether it took the change ("
        + unknown.why()
        + "). Calls are served either way: what was there is kept in "
        + SavedWebhooks.file(dataDir, application.id())
        + ", and the line is ready. When Telnyx answers again, run this again to attach, or"
        + " 'detach' to have it as it was";
  }

  /** The line may have been made: it takes no calls, and the next attempt finds it. */
  private static CommandFailed unheard(CommandFailed why) {
    return new CommandFailed(
        why.exitCode(),
        why.getMessage()
            + "; nothing was changed at Telnyx. A line may have been made, which takes no calls"
            + " yet; run this again when Ringfence answers");
  }

  /** Nothing leads here yet: what was prepared goes away again. */
  private static CommandFailed takenBack(
      ApiClient client, SavedWebhooks saved, Path dataDir, CommandFailed why) {
    String left = client == null ? null : LineStep.undo(client, saved);
    boolean removed = left == null && saved.remove(dataDir);
    String rest =
        left != null
            ? "; nothing was changed at Telnyx. " + left
            : removed
                ? "; nothing was changed"
                : "; nothing was changed, but "
                    + SavedWebhooks.file(dataDir, saved.application())
                    + " could not be removed";
    return new CommandFailed(why.exitCode(), why.getMessage() + rest);
  }

  private AttachReport report(Intent intent, LineStep line, WebhookSettings after) {
    CallControlApplication found = intent.found();
    String before = found.webhooks().failoverUrl();
    boolean replaced = before != null && !before.isEmpty() && !before.equals(after.failoverUrl());
    return new AttachReport(
            found,
            application.dryRun() ? "would_attach" : "attached",
            found.webhooks().changesTo(after))
        .line(line.json())
        .note(line.note())
        .note(found.active() ? null : "The application is not active at Telnyx.")
        .note(
            replaced
                ? "Its failover address was another and is kept for 'detach'. --failover URL sets"
                    + " any you like."
                : null);
  }
}
