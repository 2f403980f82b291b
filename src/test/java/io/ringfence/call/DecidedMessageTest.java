package io.ringfence.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.ban.IndexLoad;
import io.ringfence.ban.NodeIndex;
import io.ringfence.ban.Replica;
import io.ringfence.config.GatewayConfig;
import io.ringfence.domain.Account;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.CorrectedClock;
import io.ringfence.domain.Deadline;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Reason;
import io.ringfence.domain.Revision;
import io.ringfence.number.Numbering;
import io.ringfence.secrets.SecretsKeys;
import io.ringfence.standin.SigningKey;
import io.ringfence.standin.SimulatedMessage;
import io.ringfence.telnyx.Ed25519;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a text message to whoever keeps it, by the whole path without a network. */
class DecidedMessageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final String BANNED = "+15005550006";
  private static final String LINE = "+15005550001";

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final List<DecidedMessage> kept = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void tellsOfABlockedOneWithTheEntryThatDecided() throws Exception {
    SimulatedMessage message = SimulatedMessage.begin(BANNED, LINE, NOW);

    assertEquals("blocked", decide(message, false));

    assertEquals(List.of(told(message, Reason.BAN_PHONE, 41, true, false)), kept);
  }

  @Test
  void tellsOfAnObservedOneAsSuch() throws Exception {
    SimulatedMessage message = SimulatedMessage.begin("(500) 555-0006", LINE, NOW);

    assertEquals("no_upstream", decide(message, true));

    assertEquals(List.of(told(message, Reason.BAN_PHONE, 41, false, true)), kept);
  }

  @Test
  void aNameIsNobodysNumber() throws Exception {
    SimulatedMessage message = SimulatedMessage.begin("BANK", LINE, NOW);

    assertEquals("no_upstream", decide(message, false));

    assertEquals(
        List.of(
            new DecidedMessage(
                7, 3, message.messageId(), null, NOW, Reason.NO_MATCH, 0, false, false)),
        kept);
  }

  private static DecidedMessage told(
      SimulatedMessage message, Reason reason, long entry, boolean blocked, boolean observed) {
    return new DecidedMessage(
        7, 3, message.messageId(), E164.parse(BANNED), NOW, reason, entry, blocked, observed);
  }

  private String decide(SimulatedMessage message, boolean observe) throws Exception {
    CallPath path =
        CallPath.open(
            vertx,
            config(),
            new CallPath.Given(
                node(observe),
                new CorrectedClock(InstantSource.fixed(NOW)),
                new Numbering(),
                Ed25519.fastest(),
                new SecretsKeys(new byte[32], null),
                organisation -> false,
                true),
            new CallPath.Kept(call -> {}, kept::add),
            new CallMetrics(new SimpleMeterRegistry()));
    Webhook webhook =
        new Webhook(
            "default",
            Webhook.Asked.EVENT,
            MultiMap.caseInsensitiveMultiMap(),
            message.received(1, "test"),
            Deadline.start(System::nanoTime, Duration.ofMinutes(1)));
    return path.flow()
        .handle(webhook)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS)
        .outcome();
  }

  private GatewayConfig config() throws IOException {
    Path empty = Files.writeString(directory.resolve("ringfence.yaml"), "");
    return GatewayConfig.read(
        empty, Map.of("RINGFENCE_TELNYX_PUBLIC_KEYS", SigningKey.generate().publicKey()));
  }

  private static NodeIndex node(boolean observe) {
    IndexLoad load = new IndexLoad();
    load.accept(
        new Change.OrganisationIs(
            new Organisation(7, "org_7", "o", "O", 0, "US", Policies.NONE, false)));
    load.accept(new Change.AccountIs(new Account(1, "acc_1", 7, "default", List.of(), null)));
    load.accept(
        new Change.LineIs(
            new Line(3, "line_3", 7, 1, null, null, null, null, null, Policies.NONE, observe)));
    EntryState ban = new EntryState(41, Effect.BAN, EntryState.NEVER, false, Channel.SMS.bit());
    load.accept(new Change.EntriesOf(7, Kind.PHONE, BANNED, List.of(ban)));
    NodeIndex node = new NodeIndex();
    node.swap(
        new Replica(
            load.finish(),
            Collections.nCopies(Revision.SHARDS, new Replica.Position(0, null)),
            node.counts()));
    node.confirmed(NOW);
    return node;
  }
}
