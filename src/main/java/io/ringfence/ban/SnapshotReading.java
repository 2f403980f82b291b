package io.ringfence.ban;

import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Revision;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads one {@link Snapshot}. Its methods throw what {@link Snapshot#read} makes a refusal of. */
final class SnapshotReading {
  private final FileChannel channel;
  private final SectionReader in;
  private final Instant oldest;
  private final Counts counts;
  private Index index;
  private String database;
  private Instant asOf;
  private List<Position> positions;
  private long things;
  private long segments;

  /** The table whose segments are being read, and its list's others, which are complete. */
  private int organisation;

  private byte kind;
  private final List<long[]> table = new ArrayList<>();
  private EntryTable phones = new EntryTable();
  private EntryTable prefixes = new EntryTable();
  private ValueTable values = new ValueTable();

  SnapshotReading(FileChannel channel, Instant oldest, Counts counts) throws IOException {
    this.channel = channel;
    this.in = new SectionReader(channel);
    this.oldest = oldest;
    this.counts = counts;
  }

  Snapshot.Outcome read() throws IOException {
    if (in.next() != Snapshot.HEAD) {
      throw new IOException("it is no snapshot");
    }
    int format = in.getInt();
    if (format != Snapshot.FORMAT) {
      String whose = format > Snapshot.FORMAT ? "a newer" : "another";
      throw new IOException("it was written by " + whose + " version, in format " + format);
    }
    head();
    if (asOf.isBefore(oldest)) {
      throw new IOException("it is too old: of " + asOf);
    }
    int tag = in.next();
    while (tag == Snapshot.DIRECTORY) {
      directory();
      tag = in.next();
    }
    while (tag == Snapshot.ENTRIES) {
      entries();
      tag = in.next();
    }
    endTable();
    end(tag);
    return new Snapshot.Whole(new Replica(database, index, positions, counts), asOf);
  }

  private void head() {
    database = in.getText();
    asOf = Instant.ofEpochMilli(in.getLong());
    positions = new ArrayList<>();
    for (int shard = 0; shard < Revision.SHARDS; shard++) {
      positions.add(new Position(in.getLong(), in.getUuid()));
    }
    index = new Index(new PrintKey(in.getLong(), in.getLong()));
  }

  private void directory() {
    while (in.hasMore()) {
      index.apply(ChangeBytes.read(in));
      things++;
    }
  }

  private void entries() {
    while (in.hasMore()) {
      int next = in.getInt();
      byte nextKind = in.getByte();
      if (next != organisation || nextKind != kind) {
        endTable();
        begin(next, nextKind);
      }
      table.add(in.getLongs());
      segments++;
    }
  }

  private void begin(int next, byte nextKind) {
    boolean inOrder = next > organisation || next == organisation && nextKind > kind;
    if (!inOrder || nextKind < SnapshotWriting.PHONES || nextKind > SnapshotWriting.VALUES) {
      throw new IllegalArgumentException("its lists are not in order");
    }
    if (next != organisation) {
      phones = new EntryTable();
      prefixes = new EntryTable();
      values = new ValueTable();
    }
    organisation = next;
    kind = nextKind;
  }

  private void endTable() {
    if (table.isEmpty()) {
      return;
    }
    switch (kind) {
      case SnapshotWriting.PHONES -> phones = EntryTable.of(table);
      case SnapshotWriting.PREFIXES -> prefixes = EntryTable.of(table);
      default -> values = ValueTable.of(table);
    }
    table.clear();
    index.put(organisation, new EntryList(index.prints(), phones, prefixes, values));
  }

  private void end(int tag) throws IOException {
    long before = channel.position() - SectionWriter.HEADER - 3 * Long.BYTES;
    if (tag != Snapshot.END
        || in.getLong() != things
        || in.getLong() != segments
        || in.getLong() != before
        || channel.position() != channel.size()) {
      throw new IOException("it does not end as it should");
    }
  }
}
