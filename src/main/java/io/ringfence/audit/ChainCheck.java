package io.ringfence.audit;

import io.ringfence.audit.Break.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes along one chain, row by row in ascending order, and recomputes it. After a break it goes on
 * from the row as it stands, so that each damage is named where it is and once. Not thread-safe.
 */
public final class ChainCheck {
  /** Whoever replaced a whole chain gets no list of every row of it. */
  private static final int MOST_NAMED = 100;

  private final int chain;
  private final List<Head> heads;
  private final List<Break> breaks = new ArrayList<>();
  private Head last;
  private boolean lastHolds = true;
  private long rows;
  private long erased;
  private long broken;

  /**
   * @param heads of this chain, known from elsewhere: each must be in it
   * @throws IllegalArgumentException for a head of another chain
   */
  public ChainCheck(int chain, List<Head> heads) {
    this.chain = chain;
    this.heads = List.copyOf(heads);
    this.last = Head.empty(chain);
    for (Head head : heads) {
      if (head.chain() != chain) {
        throw new IllegalArgumentException(
            "the head is of chain " + head.chain() + ", and this is chain " + chain);
      }
    }
    compareHeads();
  }

  /** The next row. */
  public void row(AuditRow row) {
    rows++;
    if (row.chain() != chain) {
      found(row.seq(), Kind.OTHER_CHAIN, "the row is of chain " + row.chain());
      return;
    }
    if (row.seq() <= last.seq()) {
      found(row.seq(), Kind.OUT_OF_ORDER, "the row comes after row " + last.seq());
      return;
    }
    boolean next = row.seq() == last.seq() + 1;
    if (!next) {
      missing(last.seq() + 1, row.seq() - 1);
    }
    boolean holds = Chain.link(row).equals(row.hash());
    if (!holds) {
      found(row.seq(), Kind.CHANGED, "the row is not as it was hashed");
    } else if (next && lastHolds && !row.previousHash().equals(last.hash())) {
      found(row.seq(), Kind.NOT_FOLLOWING, "the row follows another one than row " + last.seq());
    }
    detail(row, holds);
    last = new Head(chain, row.seq(), row.hash(), row.at());
    lastHolds = holds;
    compareHeads();
  }

  /** Something that should be a row and is none. */
  public void unreadable(String where) {
    found(last.seq() + 1, Kind.UNREADABLE, where + " is no row of an audit");
  }

  /** What was found, once there are no more rows. */
  public Findings end() {
    for (Head head : heads) {
      if (head.seq() > last.seq()) {
        found(
            last.seq() + 1,
            Kind.CUT_OFF,
            "the chain ends at row " + last.seq() + ", and once had row " + head.seq());
      }
    }
    return new Findings(last, rows, erased, breaks, broken);
  }

  private void missing(long first, long end) {
    String sentence = first == end ? "the row is missing" : "rows up to " + end + " are missing";
    found(first, Kind.MISSING, sentence);
  }

  private void detail(AuditRow row, boolean holds) {
    if (row.detail() == null) {
      erased++;
    } else if (holds && !Chain.ofDetail(row.detail()).equals(row.detailHash())) {
      found(row.seq(), Kind.DETAIL_CHANGED, "its detail is not the one recorded");
    }
  }

  private void compareHeads() {
    for (Head head : heads) {
      if (head.seq() == last.seq() && !head.hash().equals(last.hash())) {
        found(head.seq(), Kind.REWRITTEN, "the row has another hash than the head kept of it");
      }
    }
  }

  private void found(long seq, Kind kind, String sentence) {
    broken++;
    if (breaks.size() < MOST_NAMED) {
      breaks.add(new Break(seq, kind, sentence));
    }
  }
}
