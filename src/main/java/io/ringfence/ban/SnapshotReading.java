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
  private final Index index = new Index();
  private String database;
  private Instant asOf;
  private List<Position> positions;
  private long things;
  private long segments;

  /** The table whose segments are being read, and its list's other one, which is complete. */
  private int organisation;

  private byte kind;
  private final List<long[]> table = new ArrayList<>();
  private EntryTable phones = new EntryTable();

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
    if (!inOrder || nextKind < SnapshotWriting.PHONES || nextKind > SnapshotWriting.PREFIXES) {
      throw new IllegalArgumentException("its lists are not in order");
    }
    if (next != organisation) {
      phones = new EntryTable();
    }
    organisation = next;
    kind = nextKind;
  }

  private void endTable() {
    if (table.isEmpty()) {
      return;
    }
    EntryTable read = EntryTable.of(table);
    table.clear();
    if (kind == SnapshotWriting.PHONES) {
      phones = read;
      index.put(organisation, new EntryList(phones, new EntryTable()));
    } else {
      index.put(organisation, new EntryList(phones, read));
    }
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
