package io.ringfence.ban;

import io.ringfence.ban.Replica.Position;
import io.ringfence.domain.Change;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes one {@link Snapshot}. */
final class SnapshotWriting {
  static final byte PHONES = 1;
  static final byte PREFIXES = 2;
  static final byte VALUES = 3;

  private final SectionWriter out;
  private long things;
  private long segments;

  SnapshotWriting(WritableByteChannel channel) {
    out = new SectionWriter(channel);
  }

  void write(Replica replica, Instant asOf) throws IOException {
    // The positions first: what is read after them holds at least what they say.
    List<Position> positions = replica.positions();
    head(replica.database(), asOf, positions, replica.index().prints());
    directory(replica.index().directory());
    entries(replica.index());
    out.put(things);
    out.put(segments);
    out.put(out.written());
    out.end(Snapshot.END);
  }

  private void head(String database, Instant asOf, List<Position> positions, PrintKey prints)
      throws IOException {
    out.put(Snapshot.FORMAT);
    out.put(database);
    out.put(asOf.toEpochMilli());
    for (Position position : positions) {
      out.put(position.seq());
      out.put(position.changeId());
    }
    out.put(prints.first());
    out.put(prints.second());
    out.end(Snapshot.HEAD);
  }

  private void directory(Directory directory) throws IOException {
    List<Change> all = new ArrayList<>();
    directory.forEach(all::add);
    for (Change one : all) {
      ChangeBytes.write(out, one);
      things++;
      endIf(out.isFull(), Snapshot.DIRECTORY);
    }
    endIf(!out.isEmpty(), Snapshot.DIRECTORY);
  }

  private void entries(Index index) throws IOException {
    int limit = index.organisationLimit();
    for (int organisation = 0; organisation < limit; organisation++) {
      EntryList list = index.entries(organisation);
      if (list != EntryList.NOTHING) {
        table(organisation, PHONES, list.phones());
        table(organisation, PREFIXES, list.prefixes());
        table(organisation, VALUES, list.values());
      }
    }
    endIf(!out.isEmpty(), Snapshot.ENTRIES);
  }

  private void table(int organisation, byte kind, List<long[]> table) throws IOException {
    for (long[] segment : table) {
      out.put(organisation);
      out.put(kind);
      out.put(segment);
      segments++;
      endIf(out.isFull(), Snapshot.ENTRIES);
    }
  }

  private void endIf(boolean full, int tag) throws IOException {
    if (full) {
      out.end(tag);
    }
  }
}
