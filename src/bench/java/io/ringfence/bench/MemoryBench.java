package io.ringfence.bench;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The heap that a node's list takes, everything counted that is there after a collection and was not
 * before; a fifth of the bans have an end. Each in a process of its own.
 */
public final class MemoryBench {
  private static final int BANS = Integer.getInteger("bans", 10_000_000);
  private static final int EACH = 100;

  private MemoryBench() {}

  static void run() throws IOException {
    System.out.printf("%n| memory, a fifth of the bans with an end | bytes of heap per ban | goal |%n");
    System.out.println("| --- | --- | --- |");
    for (int bans : Bans.sizes(BANS)) {
      System.out.printf("| %,d bans of one organisation | %s | 20 |%n", bans, measured(bans, 1));
    }
    int organisations = BANS / EACH;
    System.out.printf(
        "| %,d organisations of %d bans | %s | 40 |%n",
        organisations, EACH, measured(BANS, organisations));
    int values = Math.min(1_000_000, BANS);
    for (Kind kind : List.of(
            Kind.PHONE_PREFIX, Kind.IP, Kind.EMAIL, Kind.EMAIL_DOMAIN, Kind.VISITOR_ID)) {
      System.out.printf(
          "| %,d bans of kind %s | %s | |%n",
          values, kind.word(), Fork.run(List.of("-Xmx4g"), MemoryBench.class, values, kind.word()));
    }
  }

  private static String measured(int bans, int organisations) throws IOException {
    return Fork.run(List.of("-Xmx4g"), MemoryBench.class, bans, organisations);
  }

  /**
   * @param arguments how many bans, and of how many organisations, or of which kind
   */
  public static void main(String[] arguments) {
    int bans = Integer.parseInt(arguments[0]);
    if (!Character.isDigit(arguments[1].charAt(0))) {
      values(Kind.of(arguments[1]), bans);
      return;
    }
    long[] numbers = Bans.numbers(bans);
    long before = usedHeap();
    NodeIndex node = Bans.loadedNode(numbers, Integer.parseInt(arguments[1]));
    System.out.printf("%.1f%n", (double) (usedHeap() - before) / bans);
    if (node.current().sizes().of(Kind.PHONE) > numbers.length) {
      throw new IllegalStateException("what was measured is kept until here");
    }
  }

  private static void values(Kind kind, int bans) {
    long before = usedHeap();
    Index index = Bans.values(kind, bans);
    System.out.printf("%.1f%n", (double) (usedHeap() - before) / bans);
    if (index.sizes().of(kind) != bans) {
      throw new IllegalStateException("not all are in the list");
    }
  }

  /** What is in use after collections. */
  static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
