package io.ringfence;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringfence.ban.NodeIndex;
import io.ringfence.call.DecidedMessage;
import io.ringfence.config.ConfigFailed;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.CallRecord;
import io.ringfence.domain.Channel;
import io.ringfence.domain.MessageRecord;
import io.ringfence.ops.Probe;
import io.ringfence.ops.Probe.Finding;
import io.ringfence.records.CallCodec;
import io.ringfence.records.Codec;
import io.ringfence.records.MessageCodec;
import io.ringfence.records.Records;
import io.ringfence.records.Spool;
import io.ringfence.store.CallRecordStore;
import io.ringfence.store.Database;
import io.ringfence.store.MessageRecordStore;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What is kept of calls and of messages, each on a way of its own to the database. */
final class Recording {
  private static final long WRITE_SECONDS = 2;

  private final Records<CallRecord> calls;
  private final Records<MessageRecord> messages;

  private Recording(Records<CallRecord> calls, Records<MessageRecord> messages) {
    this.calls = calls;
    this.messages = messages;
  }

  /**
   * @throws ConfigFailed if the spool cannot be written
   */
  static Recording open(GatewayConfig config, Database database, NodeIndex node) {
    CallRecordStore calls = new CallRecordStore(database);
    MessageRecordStore messages = new MessageRecordStore(database);
    return new Recording(
        new Records<>(
            "call",
            batch -> written(calls.write(Belated.settled(batch, node.current()))),
            spool(config, "calls", new CallCodec())),
        new Records<>(
            "message",
            batch -> written(messages.write(batch)),
            spool(config, "messages", new MessageCodec())));
  }

  private static <T> Spool<T> spool(GatewayConfig config, String name, Codec<T> codec) {
    try {
      return new Spool<>(
          name,
          codec,
          config.node().dataDir().resolve("spool"),
          config.records().spoolMb() * 1024L * 1024L);
    } catch (IOException unusable) {
      throw new ConfigFailed("data.dir: the spool cannot be written: " + unusable.getMessage());
    }
  }

  /**
   * Waits, on a thread that may.
   *
   * @throws IllegalStateException if the database does not take them
   */
  private static void written(Future<Void> writing) throws InterruptedException {
    try {
      writing.toCompletionStage().toCompletableFuture().get(WRITE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw new IllegalStateException(
          away.getCause() == null ? "no answer" : away.getCause().getMessage(), away);
    }
  }

  Records<CallRecord> calls() {
    return calls;
  }

  Records<MessageRecord> messages() {
    return messages;
  }

  /** Takes a text message; one of no organisation is nobody's to look at. */
  void text(DecidedMessage one) {
    MessageRecord message =
        new MessageRecord(
            MessageRecord.newId(),
            one.organisationId(),
            one.decidedAt(),
            Channel.SMS,
            MessageRecord.Action.MESSAGE,
            new MessageRecord.Sender(
                null,
                null,
                null,
                null,
                one.sender() == null ? null : one.sender().toString(),
                null),
            one.messageId(),
            null,
            one.reason(),
            one.entry(),
            one.blocked(),
            one.observed());
    if (one.organisationId() != 0 && (message.isKept() || message.isCounted())) {
      messages.accept(message);
    }
  }

  void start() {
    calls.start();
    messages.start();
  }

  /** Writes or spools what is still queued, within a few seconds. */
  void close() {
    Records.closeAll(List.of(calls, messages));
  }

  List<Probe> probes() {
    return List.of(() -> look(calls, "call"), () -> look(messages, "message"));
  }

  private static Finding look(Records<?> records, String what) {
    String name = what + "_records";
    if (records.dropped() > 0) {
      return Finding.ill(
          name,
          records.dropped()
              + " "
              + what
              + " records were lost since the start. Check the disk under data.dir, the"
              + " database, and records.spool_mb.");
    }
    return records.databaseAway()
        ? Finding.ill(
            name,
            (what.equals("call") ? "Call" : "Message")
                + " records wait on disk for the database. Nothing is lost yet.")
        : Finding.well(name);
  }

  void register(MeterRegistry registry) {
    register(registry, calls, "calls");
    register(registry, messages, "messages");
  }

  private static void register(MeterRegistry registry, Records<?> records, String of) {
    Gauge.builder("ringfence.records.queued", records, Records::queued)
        .description("Records in memory")
        .tag("of", of)
        .register(registry);
    Gauge.builder("ringfence.records.spool.bytes", records, Records::spooledBytes)
        .description("Records waiting on disk")
        .tag("of", of)
        .register(registry);
    FunctionCounter.builder("ringfence.records.written", records, Records::written)
        .description("Records the database took")
        .tag("of", of)
        .register(registry);
    FunctionCounter.builder("ringfence.records.dropped", records, Records::dropped)
        .description("Records lost for want of room")
        .tag("of", of)
        .register(registry);
  }
}
