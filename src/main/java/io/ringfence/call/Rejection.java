package io.ringfence.call;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CallRecord.Outcome;
import io.ringfence.domain.Deadline;
import io.ringfence.telnyx.CallCommands;
import io.ringfence.telnyx.CommandOutcome;
import io.ringfence.telnyx.RejectMarker;
import io.ringfence.telnyx.RejectOrder;
import io.ringfence.telnyx.Texml;
import io.ringfence.telnyx.WebhookEvent;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rejects a call through Telnyx and says what became of it. A banned call is never forwarded
 * because the command failed.
 */
final class Rejection {
  private final CallCommands commands;
  private final List<RejectMarker> markers;
  private final Routes routes;
  private final Reporting reporting;

  /**
   * @param records receives what is kept of each call; must not block
   */
  record Reporting(
      CallMetrics metrics, RejectAlarm alarm, InstantSource clock, Consumer<CallRecord> records) {}

  /**
   * @param markers the first marks, all are known
   */
  Rejection(CallCommands commands, List<RejectMarker> markers, Routes routes, Reporting reporting) {
    this.commands = commands;
    this.markers = List.copyOf(markers);
    this.routes = routes;
    this.reporting = reporting;
  }

  /** Whether the event belongs to a call that some node of ours rejected. */
  boolean wasOurs(Accounts.Ready account, WebhookEvent.Other event) {
    String slug = account.account().slug();
    return markers.stream()
        .anyMatch(marker -> marker.isOurs(event.clientState(), slug, event.callControlId()));
  }

  Future<Answer> reject(Gated call, Deadline deadline) {
    String id = call.event().callControlId();
    RejectOrder order =
        new RejectOrder(
            id,
            routes.cause(call.route()),
            markers.get(0).clientState(call.account().account().slug(), id),
            call.account().apiKey());
    return commands.reject(order, deadline).map(outcome -> report(call, outcome));
  }

  /** The same in the answer: Telnyx asked what to do with the call. */
  Answer instruct(Gated call) {
    keep(call, Outcome.REJECTED, null);
    return new Answer.Instructed("rejected", Texml.rejection(routes.cause(call.route())));
  }

  private Answer report(Gated call, CommandOutcome outcome) {
    reporting.metrics().commanded(outcome);
    String account = call.account().account().slug();
    if (outcome instanceof CommandOutcome.Accepted) {
      reporting.alarm().clear(account);
      keep(call, Outcome.REJECTED, null);
      return new Answer.Done("rejected", true);
    }
    if (outcome instanceof CommandOutcome.AlreadyEnded) {
      keep(call, Outcome.ALREADY_ENDED, null);
      return new Answer.Done("already_ended", true);
    }
    if (outcome instanceof CommandOutcome.Permanent failed) {
      String why = failed.status() + " " + failed.code();
      reporting.alarm().raise(account, why);
      keep(call, Outcome.REJECT_FAILED, why);
      return new Answer.Done("reject_failed", false);
    }
    CommandOutcome.Transient failed = (CommandOutcome.Transient) outcome;
    keep(call, Outcome.REJECT_RETRY, failed.detail());
    return new Answer.Refused(Answer.Refusal.REJECT_RETRY);
  }

  private void keep(Gated call, Outcome outcome, String detail) {
    reporting.records().accept(call.record(reporting.clock().instant(), outcome, detail));
  }
}
