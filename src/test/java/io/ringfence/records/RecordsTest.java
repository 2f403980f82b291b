package io.ringfence.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.CallRecord;
import io.ringfence.domain.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path dir;

  private final List<CallRecord> database = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean up = true;

  @Test
  void writesWhatItIsGivenInOrder() throws Exception {
    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      range(0, 1_200).forEach(records);

      await(() -> database.size() == 1_200);
    }

    assertEquals(range(0, 1_200), database);
  }

  @Test
  void spoolsWhileTheDatabaseIsAwayAndWritesAllWhenItIsBack() throws Exception {
    up = false;
    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      range(0, 700).forEach(records);
      await(() -> records.queued() == 0 && records.spooledBytes() > 0 && records.databaseAway());

      up = true;

      await(() -> database.size() == 700 && records.spooledBytes() == 0);
      assertEquals(0, records.dropped());
    }

    assertEquals(range(0, 700), database);
  }

  @Test
  void whatIsSpooledOutlivesTheProcess() throws Exception {
    up = false;
    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      range(0, 300).forEach(records);
      await(() -> records.queued() == 0);
    }

    up = true;

    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      await(() -> database.size() == 300);
    }
    assertEquals(range(0, 300), database);
  }

  @Test
  void keepsWhatIsStillQueuedAtTheEnd() throws Exception {
    Records<CallRecord> records = records(MEGABYTE);
    records.start();
    range(0, 5_000).forEach(records);

    records.close();

    records(MEGABYTE).start();
    await(() -> database.size() >= 5_000);
    assertEquals(5_000, database.stream().distinct().count());
  }

  @Test
  void dropsTheOldestAndCountsThemWhenTheSpoolIsFull() throws Exception {
    up = false;
    try (Records<CallRecord> records = records(600_000)) {
      records.start();
      for (int i = 0; i < 3_000; i += 100) {
        int from = i;
        range(from, from + 100).forEach(records);
        await(() -> records.queued() == 0);
      }
      await(() -> records.dropped() > 0);
      assertTrue(records.spooledBytes() <= 600_000, "" + records.spooledBytes());

      up = true;

      await(() -> records.spooledBytes() == 0);
      assertEquals(3_000, database.size() + records.dropped());
      assertEquals(call(2_999), database.get(database.size() - 1));
    }
  }

  /** As a gateway does whose database stays away until it stops. */
  private void leaveTenOnDisk() throws Exception {
    up = false;
    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      range(0, 10).forEach(records);
      await(() -> records.queued() == 0 && records.spooledBytes() > 0);
    }
  }

  @Test
  void aHalfWrittenLineIsCountedAndTheRestIsWritten() throws Exception {
    leaveTenOnDisk();
    Files.writeString(onlyFile(), "{\"account\":1,\"ca", StandardOpenOption.APPEND);
    up = true;

    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();

      await(() -> database.size() == 10 && records.dropped() == 1);
    }
  }

  @Test
  void nothingIsAppendedToAHalfWrittenLine() throws Exception {
    leaveTenOnDisk();
    Files.writeString(onlyFile(), "{\"account\":1,\"ca", StandardOpenOption.APPEND);

    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      range(10, 20).forEach(records);
      await(() -> records.queued() == 0 && records.databaseAway());
    }

    up = true;
    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      await(() -> records.spooledBytes() == 0 && records.dropped() == 1);
    }
    assertEquals(range(0, 20), database);
  }

  @Test
  void aByteThatIsNoTextCostsOneRecordAndNotTheFile() throws Exception {
    leaveTenOnDisk();
    Files.write(onlyFile(), new byte[] {(byte) 0xff, '\n'}, StandardOpenOption.APPEND);
    up = true;

    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();

      await(() -> database.size() == 10 && records.dropped() == 1);
    }
  }

  @Test
  void losesNothingWhenItIsClosedWhileTheDatabaseFails() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    Records<CallRecord> records =
        new Records<>(
            "call",
            batch -> {
              writing.countDown();
              LockSupport.parkNanos(2_000_000_000L);
              throw new IOException("away");
            },
            spool(MEGABYTE));
    records.start();
    range(0, 1_000).forEach(records);
    assertTrue(writing.await(60, TimeUnit.SECONDS));

    records.close();

    assertEquals(0, records.dropped());
    try (Records<CallRecord> next = records(MEGABYTE)) {
      next.start();
      await(() -> database.size() == 1_000);
    }
  }

  @Test
  void aSpoolFileThatSomebodyRemovedCostsNoLaterRecord() throws Exception {
    up = false;
    try (Records<CallRecord> records = records(MEGABYTE)) {
      records.start();
      range(0, 10).forEach(records);
      await(() -> records.queued() == 0 && records.spooledBytes() > 0);
      Files.delete(onlyFile());
      range(10, 20).forEach(records);
      await(() -> records.queued() == 0 && records.dropped() == 10);
      range(20, 30).forEach(records);
      await(() -> records.queued() == 0);

      up = true;

      await(() -> database.size() == 10);
    }
    assertEquals(range(20, 30), database);
  }

  @Test
  void onlyItsOwnerReadsTheSpool() throws Exception {
    leaveTenOnDisk();

    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(onlyFile())));
  }

  private Records<CallRecord> records(long most) throws IOException {
    return new Records<>(
        "call",
        batch -> {
          if (!up) {
            throw new IOException("away");
          }
          database.addAll(batch);
        },
        spool(most));
  }

  private Spool<CallRecord> spool(long most) throws IOException {
    return new Spool<>("calls", new CallCodec(), dir.resolve("spool"), most);
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("spool"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static List<CallRecord> range(int from, int to) {
    return IntStream.range(from, to).mapToObj(RecordsTest::call).toList();
  }

  private static CallRecord call(int i) {
    return new CallRecord(
        1,
        "v3:" + i,
        1,
        1,
        "event-" + i,
        Instant.ofEpochSecond(1_795_000_000L + i),
        Instant.ofEpochSecond(1_795_000_001L + i),
        "+15005550006",
        "+1 500 555 0006",
        "known",
        "+15005550001",
        "1000000000000000001",
        Reason.BAN_PHONE,
        7,
        false,
        CallRecord.Outcome.REJECTED,
        null,
        "C");
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not in 60 s");
      Thread.onSpinWait();
    }
  }
}
