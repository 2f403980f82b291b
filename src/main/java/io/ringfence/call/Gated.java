package io.ringfence.call;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Decision;
import io.ringfence.telnyx.WebhookEvent;
import java.time.Duration;
import java.time.Instant;

/** An inbound call with what was decided of it. */
record Gated(
    Accounts.Ready account,
    WebhookEvent.Incoming event,
    Routes.Route route,
    CallerId caller,
    Decision decision) {
  /** A start further from now than this is not believed: it would choose the record's day. */
  private static final long BELIEVED_SECONDS = Duration.ofDays(2).toSeconds();

  /** In characters; no number, and hardly a SIP address, is longer. */
  private static final int LONGEST_KEPT = 256;

  CallRecord record(Instant now, CallRecord.Outcome outcome, String detail) {
    return new CallRecord(
        account.account().id(),
        event.callControlId(),
        route.organisation().id(),
        route.line().id(),
        kept(event.eventId()),
        startedAt(now),
        now,
        caller instanceof CallerId.Known known ? known.number().toString() : null,
        kept(event.fromRaw()),
        word(caller),
        kept(event.to()),
        kept(event.connectionId()),
        decision.reason(),
        decision.entry(),
        decision instanceof Decision.Forward forward && forward.observed(),
        outcome,
        detail,
        event.attestation());
  }

  /** What a stranger sent, as a table can hold it: PostgreSQL takes no NUL. */
  static String kept(String text) {
    if (text == null) {
      return null;
    }
    String bounded = text.length() > LONGEST_KEPT ? text.substring(0, LONGEST_KEPT) : text;
    return bounded.replace("\0", "");
  }

  private static String word(CallerId caller) {
    if (caller instanceof CallerId.Known) {
      return "known";
    }
    if (caller instanceof CallerId.Short) {
      return "short";
    }
    return caller instanceof CallerId.Withheld ? "withheld" : "unreadable";
  }

  private Instant startedAt(Instant now) {
    Instant said = event.occurredAt();
    return said == null || Math.abs(said.getEpochSecond() - now.getEpochSecond()) > BELIEVED_SECONDS
        ? now
        : said;
  }
}
