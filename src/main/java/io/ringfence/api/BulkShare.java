package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.EntryDraft;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The items of one transaction of a bulk write, from what was sent to what is answered. */
final class BulkShare {
  private final JsonArray items;
  private final int first;
  private final int size;
  private final List<EntryDraft> drafts = new ArrayList<>();

  /** By item; null where it is well. */
  private final List<List<Fault>> faults = new ArrayList<>();

  private List<EntryWrite> writes = List.of();
  private Problem notWritten;
  private int told;

  /**
   * @param items of the whole body
   * @param first the place of the first of its own among them
   */
  BulkShare(JsonArray items, int first, int size) {
    this.items = items;
    this.first = first;
    this.size = size;
  }

  int size() {
    return size;
  }

  Object item(int i) {
    return items.getValue(first + i);
  }

  void isWell(EntryDraft draft) {
    drafts.add(draft);
    faults.add(null);
  }

  void isWrong(List<Fault> why) {
    faults.add(why);
  }

  /**
   * Some of those that were well may not be.
   *
   * @param why by their places among the drafts
   */
  void areProtected(Map<Integer, Fault> why) {
    List<EntryDraft> well = List.copyOf(drafts);
    drafts.clear();
    int draft = 0;
    for (int i = 0; i < size; i++) {
      if (faults.get(i) == null) {
        Fault fault = why.get(draft);
        if (fault == null) {
          drafts.add(well.get(draft));
        } else {
          faults.set(i, List.of(fault));
        }
        draft++;
      }
    }
  }

  /** Those that are well, in their order. */
  List<EntryDraft> drafts() {
    return drafts;
  }

  int refused() {
    return size - drafts.size();
  }

  /**
   * @param writes one for each draft, in their order
   */
  void areWritten(List<EntryWrite> writes) {
    this.writes = writes;
  }

  void areNotWritten(Problem why) {
    notWritten = why;
  }

  /** The last revision it made or found, within one shard; 0 where nothing was written. */
  long seq() {
    return writes.stream().mapToLong(write -> write.revision().seq()).max().orElse(0);
  }

  boolean changed() {
    return writes.stream().anyMatch(write -> write.outcome() != Outcome.UNCHANGED);
  }

  /** Adds what became of an item; to be asked for each in its order. */
  void tell(int i, Buffer results) {
    if (first + i > 0) {
      results.appendByte((byte) ',');
    }
    results.appendBuffer(result(i).toBuffer());
  }

  private JsonObject result(int i) {
    JsonObject result = new JsonObject().put("index", first + i);
    List<Fault> wrong = faults.get(i);
    if (wrong != null) {
      return result
          .put("status", 422)
          .put("errors", new JsonArray(wrong.stream().map(Fault::json).toList()));
    }
    if (notWritten != null) {
      return result.put("status", notWritten.status()).put("detail", notWritten.detail());
    }
    EntryWrite write = writes.get(told++);
    return result.put("status", EntryJson.status(write)).put("entry", EntryJson.of(write));
  }
}
