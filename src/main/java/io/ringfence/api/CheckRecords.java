package io.ringfence.api;

import io.ringfence.ban.CheckFacts;
import io.ringfence.domain.Decision;
import io.ringfence.domain.MessageRecord;
import io.ringfence.domain.MessageRecord.Action;
import io.ringfence.domain.Organisation;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Hands on what checks decided, to be kept; waits for nothing. */
final class CheckRecords {
  private final Consumer<MessageRecord> messages;
  private final InstantSource clock;

  CheckRecords(Consumer<MessageRecord> messages, InstantSource clock) {
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * Notes a check, unless it says {@code "record": false} or there is nothing to keep of it.
   *
   * @param verdict of something that was loaded
   */
  void note(Organisation organisation, JsonObject asked, Verdict verdict) {
    if (Boolean.FALSE.equals(asked.getBoolean("record"))) {
      return;
    }
    CheckFacts facts = verdict.sender();
    Decision decision = verdict.decision();
    MessageRecord one =
        new MessageRecord(
            MessageRecord.newId(),
            organisation.id(),
            clock.instant(),
            facts.channel(),
            action(asked),
            sender(facts, asked),
            given(asked, "message_id"),
            given(asked, "conversation_id"),
            decision.reason(),
            decision.entry(),
            verdict.blocked(),
            decision instanceof Decision.Forward forward && forward.observed());
    if (one.isKept() || one.isCounted()) {
      messages.accept(one);
    }
  }

  private static Action action(JsonObject asked) {
    String given = asked.getString("action");
    return given == null ? Action.MESSAGE : Action.of(given);
  }

  private static MessageRecord.Sender sender(CheckFacts facts, JsonObject asked) {
    return new MessageRecord.Sender(
        text(facts.visitorId()),
        given(asked, "external_id"),
        text(facts.ip()),
        text(facts.email()),
        facts.phone() == null ? null : facts.phone().number().toString(),
        text(facts.country()));
  }

  private static String text(Object canonical) {
    return canonical == null ? null : canonical.toString();
  }

  private static String given(JsonObject asked, String name) {
    String text = asked.getString(name);
    return text == null || text.isBlank() ? null : text;
  }
}
