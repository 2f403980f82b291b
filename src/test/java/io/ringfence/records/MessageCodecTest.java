package io.ringfence.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringfence.domain.Channel;
import io.ringfence.domain.MessageRecord;
import io.ringfence.domain.MessageRecord.Action;
import io.ringfence.domain.MessageRecord.Sender;
import io.ringfence.domain.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageCodecTest {
  private static final MessageRecord WHOLE =
      new MessageRecord(
          MessageRecord.newId(),
          3,
          Instant.parse("2026-11-21T09:30:00.123456789Z"),
          Channel.SMS,
          Action.START,
          new Sender("c0ffee", "u-1", "203.0.113.7", "eve@example.org", "+14155552671", "US"),
          "m-\"1\"\n",
          "c-17",
          Reason.BAN_PHONE,
          41,
          true,
          false);
  private static final MessageRecord BARE =
      new MessageRecord(
          MessageRecord.newId(),
          3,
          Instant.EPOCH,
          Channel.CHAT,
          Action.MESSAGE,
          new Sender(null, null, null, null, null, null),
          null,
          null,
          Reason.NO_MATCH,
          0,
          false,
          false);

  private final MessageCodec codec = new MessageCodec();

  @Test
  void readsWhatItWrote() {
    String line = codec.write(WHOLE);

    assertEquals(1, line.lines().count());
    assertEquals(WHOLE, codec.read(line));
    assertEquals(BARE, codec.read(codec.write(BARE)));
  }

  @Test
  void refusesALineThatIsNoWholeRecord() {
    String line = codec.write(WHOLE);

    assertThrows(RuntimeException.class, () -> codec.read(line.substring(0, 80)));
    assertThrows(RuntimeException.class, () -> codec.read("{}"));
  }

  /** Calls and messages share a directory, and neither takes the other's files. */
  @Test
  void messagesThatWereSpooledOutliveTheProcessBesideCalls(@TempDir Path dir) throws Exception {
    CountDownLatch away = new CountDownLatch(1);
    try (Records<MessageRecord> records = records(dir, batch -> refuse(away))) {
      records.start();
      records.accept(WHOLE);
      away.await(60, TimeUnit.SECONDS);
    }
    Spool<?> calls = new Spool<>("calls", new CallCodec(), dir, 1 << 20);
    List<MessageRecord> database = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch written = new CountDownLatch(1);

    try (Records<MessageRecord> records =
        records(
            dir,
            batch -> {
              database.addAll(batch);
              written.countDown();
            })) {
      records.start();
      written.await(60, TimeUnit.SECONDS);
    }

    assertEquals(List.of(WHOLE), database);
    assertEquals(0, calls.bytes());
  }

  private static void refuse(CountDownLatch away) throws IOException {
    away.countDown();
    throw new IOException("away");
  }

  private static Records<MessageRecord> records(Path dir, Records.Sink<MessageRecord> sink)
      throws IOException {
    return new Records<>(
        "message", sink, new Spool<>("messages", new MessageCodec(), dir, 1 << 20));
  }
}
