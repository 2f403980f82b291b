package io.ringfence.ban;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments by the leading bits of mixed digits; neighbouring slots may share one. Its size
 * never changes, what is in the slots does.
 */
final class Fan {
  /** Of nothing; never written to. */
  static final Fan EMPTY = new Fan(0);

  private static final VarHandle SEGMENT = MethodHandles.arrayElementVarHandle(long[][].class);

  private final int bits;
  private final int shift;
  private final long[][] segments;

  /** What {@link Segment#hint} was when the slot was written; a reader may see an older one. */
  private final int[] hints;

  static {
    EMPTY.segments[0] = Segment.EMPTY;
    EMPTY.hints[0] = Segment.hint(Segment.EMPTY);
  }

  private Fan(int bits) {
    this.bits = bits;
    shift = Scatter.BITS - bits;
    segments = new long[1 << bits][];
    hints = new int[1 << bits];
  }

  /** Of segments that together hold each key once, in the order of their keys. */
  static Fan of(List<long[]> segments, int bits) {
    Fan fan = new Fan(bits);
    int slot = 0;
    for (long[] segment : segments) {
      int spare = bits - Segment.depth(segment);
      fan.set(segment, slot >> spare);
      slot += 1 << spare;
    }
    return fan;
  }

  int bits() {
    return bits;
  }

  long find(long mixed, int channelBit, long now) {
    int slot = (int) (mixed >>> shift);
    long[] segment = segments[slot];
    int hint = hints[slot];
    // What SEGMENT.getAcquire would give, but without its checks of types, a tenth of a search.
    VarHandle.acquireFence();
    return Segment.find(segment, hint, mixed, channelBit, now);
  }

  long[] segment(long mixed) {
    return inSlot((int) (mixed >>> shift));
  }

  /** The segments as they are, in the order of their keys, each key in exactly one. */
  List<long[]> all() {
    List<long[]> all = new ArrayList<>();
    int slot = 0;
    while (slot < segments.length) {
      long[] segment = inSlot(slot);
      int width = 1 << bits - Segment.depth(segment);
      int first = slot & -width;
      if (first == slot) {
        all.add(segment);
      } else {
        // It is what was there before a split, or after a join, and its beginning is among them.
        Segment.cut(segment, (long) slot << shift, all);
      }
      slot = first + width;
    }
    return all;
  }

  private long[] inSlot(int slot) {
    return (long[]) SEGMENT.getAcquire(segments, slot);
  }

  /** Puts a segment in all the slots of its depth and prefix. */
  void set(long[] segment, long prefix) {
    int spare = bits - Segment.depth(segment);
    int first = (int) (prefix << spare);
    for (int slot = first; slot < first + (1 << spare); slot++) {
      SEGMENT.setRelease(segments, slot, segment);
      hints[slot] = Segment.hint(segment);
    }
  }

  /** A copy with at least so many bits. */
  Fan widened(int least) {
    Fan wide = new Fan(Math.max(bits, least));
    for (int slot = 0; slot < wide.segments.length; slot++) {
      wide.segments[slot] = segments[slot >> wide.bits - bits];
      wide.hints[slot] = hints[slot >> wide.bits - bits];
    }
    return wide;
  }

  /** Itself, or one with fewer bits where no two neighbours differ. */
  Fan narrowed() {
    Fan fan = this;
    while (fan.bits > 0) {
      Fan half = new Fan(fan.bits - 1);
      for (int slot = 0; slot < half.segments.length; slot++) {
        if (fan.segments[2 * slot] != fan.segments[2 * slot + 1]) {
          return fan;
        }
        half.segments[slot] = fan.segments[2 * slot];
        half.hints[slot] = fan.hints[2 * slot];
      }
      fan = half;
    }
    return fan;
  }

  /** The heap it holds without the segments, in bytes. */
  long bytes() {
    return this == EMPTY ? 0 : 64 + 8L * segments.length;
  }
}
