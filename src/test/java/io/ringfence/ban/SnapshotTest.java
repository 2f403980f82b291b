package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Revision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node leaves on disk is what it finds there again, or nothing. */
class SnapshotTest {
  private static final Instant AS_OF = Instant.parse("2026-11-21T08:00:00.123Z");
  private static final Instant OLDEST = AS_OF.minusSeconds(60);

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyLookupIsAsItWas(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    RandomIndex lists = new RandomIndex(random);
    lists.change(random.nextInt(40_000));
    Replica replica = replica(lists.index);

    Snapshot.Whole read = whole(write(replica));

    assertEquals(AS_OF, read.asOf());
    assertEquals(replica.positions(), read.replica().positions());
    assertEquals("system/16384", read.replica().database());
    lists.assertHeldBy(read.replica().index());
  }

  @Test
  void theDirectoryIsAsItWas() throws IOException {
    Index index = SnapshotSamples.directory();

    Index read = whole(write(replica(index))).replica().index();

    assertEquals(SnapshotSamples.things(index), SnapshotSamples.things(read));
    assertArrayEquals(
        index.directory().account("second").sealedApiKey(),
        read.directory().account("second").sealedApiKey());
    assertTrue(read.directory().ownsNumber(2, 15005550001L));
    assertEquals("line_2", read.directory().line(2, new E164(15005550001L), null).publicId());
  }

  @Test
  void goesOnBeingChangedLikeTheOneItWas() throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    RandomIndex lists = new RandomIndex(random);
    lists.change(30_000);
    Index read = whole(write(replica(lists.index))).replica().index();

    RandomIndex goesOn = lists.onTopOf(read);
    goesOn.change(30_000);

    goesOn.assertHeldBy(read);
  }

  @Test
  void whatChangesWhileItIsWrittenIsBroughtByTheLog() throws Exception {
    SplittableRandom random = new SplittableRandom(10);
    RandomIndex lists = new RandomIndex(random);
    lists.change(30_000);
    Replica replica = replica(lists.index);
    List<Change> log = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread applies =
        new Thread(
            () -> {
              while (!over.get() || log.size() < 1_000) {
                Change change = lists.next();
                log.add(change);
                replica.apply(new Revision(3, 77 + log.size()), UUID.randomUUID(), change);
              }
            });

    applies.start();
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      files.add(dir.resolve("busy" + i));
      Snapshot.write(files.get(i), replica, AS_OF);
    }
    over.set(true);
    applies.join();

    for (Path file : files) {
      Replica read = whole(file).replica();
      for (long seq = read.positions().get(3).seq(); seq < 77 + log.size(); seq++) {
        read.apply(new Revision(3, seq + 1), UUID.randomUUID(), log.get((int) (seq - 77)));
      }
      lists.assertHeldBy(read.index());
    }
  }

  @Test
  void everyByteThatIsNotAsItWasIsSeen() throws IOException {
    byte[] right = Files.readAllBytes(write(replica(small())));
    SplittableRandom random = new SplittableRandom(11);

    for (int at = 0; at < right.length; at++) {
      byte[] wrong = right.clone();
      wrong[at] ^= (byte) (1 << random.nextInt(8));
      refused(wrong);
      wrong[at] = (byte) ~right[at];
      refused(wrong);
    }
  }

  @Test
  void everyTruncationIsSeen() throws IOException {
    byte[] right = Files.readAllBytes(write(replica(small())));

    for (int length = 0; length < right.length; length++) {
      refused(Arrays.copyOf(right, length));
    }
    refused(Arrays.copyOf(right, right.length + 1));
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws IOException {
    refused(new byte[10_000]);
    byte[] noise = new byte[10_000];
    new java.util.Random(12).nextBytes(noise);
    refused(noise);
    refused("PRETTY_NAME=\"Debian GNU/Linux\"\n".repeat(100).getBytes());
  }

  @Test
  void aNewerFormatIsRefusedByName() throws IOException {
    Path file = dir.resolve("newer");
    try (var channel = Files.newByteChannel(file, opens())) {
      SectionWriter out = new SectionWriter(channel);
      out.put(Snapshot.FORMAT + 1);
      out.put("whatever that version keeps");
      out.end(Snapshot.HEAD);
    }

    assertEquals(
        "it was written by a newer version, in format 4",
        ((Snapshot.Refused) Snapshot.read(file, OLDEST, new Counts())).why());
  }

  @Test
  void oneThatIsTooOldIsRefused() throws IOException {
    Path file = write(replica(small()));

    Snapshot.Outcome read = Snapshot.read(file, AS_OF.plusMillis(1), new Counts());

    assertEquals("it is too old: of " + AS_OF, ((Snapshot.Refused) read).why());
  }

  @Test
  void nothingIsThere() {
    assertInstanceOf(
        Snapshot.Absent.class, Snapshot.read(dir.resolve("absent"), OLDEST, new Counts()));
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(write(replica(small())))));
  }

  /** The checksums hold, so only a fault of this program could make such a file. */
  @Test
  void segmentsThatAreNotATableAreRefused() {
    EntryTable table = new EntryTable();
    for (int i = 1; i <= 2_000; i++) {
      table.put(15_005_550_000L + i, List.of(ban(i, i % 3 == 0 ? 1_000 : EntryState.NEVER)));
    }
    List<long[]> right = table.segments();
    assertEquals(2_000, EntryTable.of(right).values());
    assertTrue(right.size() > 1);

    assertRefused(right.subList(1, right.size()));
    assertRefused(right.subList(0, right.size() - 1));
    List<long[]> twice = new ArrayList<>(right);
    twice.add(1, right.get(0));
    assertRefused(twice);
    List<long[]> swapped = new ArrayList<>(right);
    Collections.swap(swapped, 0, 1);
    assertRefused(swapped);
    assertRefused(List.of(new long[0]));
    int length = right.get(0).length;
    for (int at = 0; at < length; at++) {
      List<long[]> cut = new ArrayList<>(right);
      cut.set(0, Arrays.copyOf(right.get(0), at));
      assertRefused(cut);
    }
  }

  /** The checksums hold here too; only the values are nobody's. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999, 1_000_000_000_000_000L, (1L << 50) - 2})
  void aValueThatIsNoNumberIsRefusedWithTheReason(long digits) throws IOException {
    EntryTable table = new EntryTable();
    table.put(digits, List.of(ban(1, EntryState.NEVER)));
    Index foreign = new Index();
    foreign.put(1, new EntryList(foreign.prints(), table, new EntryTable(), new ValueTable()));
    byte[] asPhone = Files.readAllBytes(write(replica(foreign)));
    byte[] asPrefix = withChecksums(asPrefix(asPhone.clone()));

    for (byte[] file : new byte[][] {asPhone, asPrefix}) {
      Path written = Files.write(dir.resolve("foreign"), file);

      Snapshot.Outcome read = Snapshot.read(written, OLDEST, new Counts());

      assertEquals(
          "it makes no sense: java.lang.IllegalArgumentException: one of its values is no number",
          assertInstanceOf(Snapshot.Refused.class, read, read::toString).why());
    }
  }

  /** A list begins with its organisation, of four bytes, and its kind. */
  private static byte[] asPrefix(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (all.getInt(at) != Snapshot.ENTRIES) {
      at += SectionWriter.HEADER + all.getInt(at + 4);
    }
    file[at + SectionWriter.HEADER + 4] = SnapshotWriting.PREFIXES;
    return file;
  }

  /** Whatever is in the sections: it is refused or it is a list that can be used. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sectionsOfNonsenseWithRightChecksumsThrowNothing(long seed) throws IOException {
    byte[] right = Files.readAllBytes(write(replica(small())));
    SplittableRandom random = new SplittableRandom(seed);
    int taken = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] foreign = right.clone();
      for (int change = 0; change < 1 + i % 4; change++) {
        int at = random.nextInt(foreign.length);
        foreign[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4) - 1);
      }
      Path file = Files.write(dir.resolve("foreign"), withChecksums(foreign));
      if (Snapshot.read(file, OLDEST, new Counts()) instanceof Snapshot.Whole whole) {
        taken++;
        use(whole.replica().index());
      }
    }
    assertTrue(taken > 0 && taken < 3_000, "taken: " + taken);
  }

  /** The same with each section's checksum as it must be, as far as there are sections. */
  private static byte[] withChecksums(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at + SectionWriter.HEADER <= file.length) {
      int length = all.getInt(at + 4);
      if (length < 0 || length > file.length - at - SectionWriter.HEADER) {
        break;
      }
      ByteBuffer section = all.slice(at, SectionWriter.HEADER + length);
      all.putInt(at + 8, SectionWriter.checksum(new CRC32C(), section, length));
      at += SectionWriter.HEADER + length;
    }
    return file;
  }

  private static void use(Index index) {
    index.sizes();
    index.entriesByShard();
    index.directory().forEach(change -> {});
    for (int organisation = 1; organisation <= 2; organisation++) {
      EntryList list = index.entries(organisation);
      for (Kind kind : List.of(Kind.PHONE, Kind.PHONE_PREFIX)) {
        list.forEachNumber(kind, digits -> list.states(kind, digits));
      }
      list.states(Kind.EMAIL, "zoe@example.com");
      list.ip(IpRange.parse("2001:db8::7"), Channel.CHAT, 0);
      for (Channel channel : Channel.values()) {
        list.exact(15_005_551_001L, channel, 1);
        list.longestPrefix(442_071_838_750L, channel, 1);
      }
    }
  }

  /** Two segments may be joined between the reading of the one and of the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 11, 14, 15})
  void ofASegmentThatWasJoinedOnlyTheUnreadPartIsTaken(int sixteenths) {
    EntryTable joined = new EntryTable();
    for (int i = 1; i <= 200; i++) {
      joined.put(15_005_550_000L + i, List.of(ban(i, i % 3 == 0 ? 1_000 : EntryState.NEVER)));
    }
    long from = (long) sixteenths << Scatter.BITS - 4;
    List<long[]> segments = new ArrayList<>();
    for (int i = 0; i < sixteenths; i++) {
      segments.add(Segment.pack(new Cells(0), 0, 0, 4));
    }

    Segment.cut(joined.segments().get(0), from, segments);

    EntryTable cut = EntryTable.of(segments);
    for (int i = 1; i <= 200; i++) {
      long digits = 15_005_550_000L + i;
      assertEquals(
          Scatter.mix(digits) < from ? List.of() : joined.states(digits), cut.states(digits));
    }
  }

  private static void assertRefused(List<long[]> segments) {
    try {
      EntryTable.of(segments);
    } catch (IllegalArgumentException refused) {
      return;
    }
    throw new AssertionError("taken for a table");
  }

  private static EntryState ban(long id, long until) {
    return new EntryState(id, Effect.BAN, until, false, Channel.ALL);
  }

  private static Index small() {
    Index index = SnapshotSamples.directory();
    for (int i = 1; i <= 20; i++) {
      long until = i % 3 == 0 ? 2_000_000_000_000L : EntryState.NEVER;
      index.apply(
          new Change.EntriesOf(1, Kind.PHONE, "+1500555" + (1000 + i), List.of(ban(i, until))));
    }
    index.apply(
        new Change.EntriesOf(2, Kind.PHONE_PREFIX, "+4420", List.of(ban(21, EntryState.NEVER))));
    index.apply(
        new Change.EntriesOf(2, Kind.IP, "2001:db8::/32", List.of(ban(22, EntryState.NEVER))));
    index.apply(
        new Change.EntriesOf(
            2, Kind.EMAIL, "zoe@example.com", List.of(ban(23, EntryState.NEVER), ban(24, 9))));
    return index;
  }

  private static Replica replica(Index index) {
    List<Replica.Position> positions = new ArrayList<>();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      positions.add(
          new Replica.Position(
              shard == 3 ? 77 : shard, shard == 0 ? null : new UUID(shard, -shard)));
    }
    return new Replica("system/16384", index, positions, new Counts());
  }

  private Path write(Replica replica) throws IOException {
    Path file = dir.resolve("snapshot");
    Snapshot.write(file, replica, AS_OF);
    return file;
  }

  private static Snapshot.Whole whole(Path file) {
    Snapshot.Outcome read = Snapshot.read(file, OLDEST, new Counts());
    return assertInstanceOf(Snapshot.Whole.class, read, read::toString);
  }

  private void refused(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("wrong"), bytes);
    assertInstanceOf(Snapshot.Refused.class, Snapshot.read(file, OLDEST, new Counts()));
  }

  private static java.util.Set<java.nio.file.OpenOption> opens() {
    return java.util.Set.of(
        java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE);
  }

  /** Lists that change at random, and beside them a plain map of what must be in them. */
  private static final class RandomIndex {
    private final SplittableRandom random;
    private final Index index;
    private final Kind[] kinds = Kind.values();
    private final TreeMap<String, List<EntryState>> expected = new TreeMap<>();
    private long id;

    RandomIndex(SplittableRandom random) {
      this(random, new Index());
    }

    private RandomIndex(SplittableRandom random, Index index) {
      this.random = random;
      this.index = index;
    }

    RandomIndex onTopOf(Index other) {
      RandomIndex same = new RandomIndex(random, other);
      same.expected.putAll(expected);
      same.id = id;
      return same;
    }

    void change(int times) {
      for (int i = 0; i < times; i++) {
        index.apply(next());
      }
    }

    /** Now and then a value is lifted; it comes in waves, so that lists shrink too. */
    Change next() {
      id++;
      boolean waning = id / 5_000 % 3 == 2;
      int organisation = random.nextInt(4) == 0 ? 2 + random.nextInt(500) : 1;
      Kind kind = random.nextInt(3) > 0 ? Kind.PHONE : kinds[random.nextInt(kinds.length)];
      String value = value(kind);
      List<EntryState> states = new ArrayList<>();
      int count = random.nextInt(10) < (waning ? 8 : 2) ? 0 : 1 + random.nextInt(10) / 8;
      for (int i = 0; i < count; i++) {
        states.add(
            new EntryState(
                id * 4 + i,
                random.nextInt(5) == 0 ? Effect.ALLOW : Effect.BAN,
                random.nextInt(5) == 0 ? random.nextLong(1, 1_000) : EntryState.NEVER,
                random.nextInt(20) == 0,
                1 + random.nextInt(7)));
      }
      expected.put(organisation + " " + kind + " " + value, states);
      return new Change.EntriesOf(organisation, kind, value, states);
    }

    private String value(Kind kind) {
      int some = random.nextInt(2_000);
      return switch (kind) {
        case PHONE -> "+1500" + (1_000_000 + random.nextInt(30_000));
        case PHONE_PREFIX ->
            "+" + random.nextInt(1_000, 1_000 * (int) Math.pow(10, random.nextInt(1, 4)));
        case IP -> some % 2 == 0 ? "10." + some % 250 + ".0.0/16" : "2001:db8:" + some + "::/64";
        case EMAIL -> "u" + some + "@example.com";
        case EMAIL_DOMAIN -> "d" + some + ".example";
        case VISITOR_ID -> "Visitor " + some;
        case COUNTRY -> "" + (char) ('A' + some % 26) + (char) ('A' + some % 25);
      };
    }

    void assertHeldBy(Index held) {
      long[] entries = new long[kinds.length];
      expected.forEach(
          (key, states) -> {
            String[] parts = key.split(" ", 3);
            Kind kind = Kind.valueOf(parts[1]);
            EntryList list = held.entries(Integer.parseInt(parts[0]));
            assertEquals(states, list.states(kind, parts[2]), key);
            entries[kind.ordinal()] += states.size();
            if (kind == Kind.PHONE) {
              long digits = Long.parseLong(parts[2].substring(1));
              lookUp(list, Integer.parseInt(parts[0]), digits);
            }
          });
      for (Kind kind : kinds) {
        assertEquals(entries[kind.ordinal()], held.sizes().of(kind));
      }
    }

    private void lookUp(EntryList list, int organisation, long digits) {
      EntryList original = index.entries(organisation);
      for (Channel channel : Channel.values()) {
        long now = random.nextLong(1_000);
        assertEquals(original.exact(digits, channel, now), list.exact(digits, channel, now));
        assertEquals(
            original.longestPrefix(digits, channel, now), list.longestPrefix(digits, channel, now));
        assertEquals(
            original.exact(digits + 1, channel, now), list.exact(digits + 1, channel, now));
      }
    }
  }
}
