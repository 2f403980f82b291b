package io.ringfence.records;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records without ever waiting and writes them in batches from a thread of its own. What the
 * database does not take goes to the spool and is written when it does again.
 *
 * @param <T> what is kept: of a call, or of a message
 */
public final class Records<T> implements Consumer<T>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Records.class);

  private static final int BATCH = 500;
  private static final long PAUSE_MILLIS = 100;
  private static final int STOP_SECONDS = 4;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** At 1 KB each, what memory can spare while the disk is slow. */
  private static final int MOST_QUEUED = 50_000;

  private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final String what;
  private final Sink<T> sink;
  private final Spool<T> spool;
  private final Thread writer;
  private volatile boolean stopping;
  private volatile boolean away;
  private long tryAgainAt = System.nanoTime();

  /** Where records end up. */
  @FunctionalInterface
  public interface Sink<T> {
    /**
     * Writes them all or none; called from one thread, may block for a few seconds.
     *
     * @throws Exception if the database did not take them
     */
    void write(List<T> records) throws Exception;
  }

  /**
   * @param what they are records of, one word
   */
  public Records(String what, Sink<T> sink, Spool<T> spool) {
    this.what = what;
    this.sink = sink;
    this.spool = spool;
    this.writer = new Thread(this::run, what + "-records");
    this.writer.setDaemon(true);
  }

  public void start() {
    writer.start();
  }

  @Override
  public void accept(T one) {
    if (queued.incrementAndGet() > MOST_QUEUED && queue.poll() != null) {
      queued.decrementAndGet();
      dropped.increment();
    }
    queue.add(one);
  }

  /** Records in memory. */
  public int queued() {
    return queued.get();
  }

  /** Records lost since the start, because neither memory nor the spool had room. */
  public long dropped() {
    return dropped.sum() + spool.dropped();
  }

  public long written() {
    return written.sum();
  }

  /** Bytes waiting on disk. */
  public long spooledBytes() {
    return spool.bytes();
  }

  /** Whether the last batch had to go to the spool. */
  public boolean databaseAway() {
    return away;
  }

  /** Writes or spools what is still queued, within a few seconds. */
  @Override
  public void close() {
    closeAll(List.of(this));
  }

  /** Closes several, all within the same few seconds. */
  public static void closeAll(List<Records<?>> all) {
    all.forEach(Records::end);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (Records<?> one : all) {
        // Joining for no time at all would be joining for ever.
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        one.writer.join(Math.max(1, left));
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    stopping = true;
    writer.interrupt();
  }

  private void run() {
    while (!stopping) {
      try {
        if (queued.get() == 0) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        step();
      } catch (InterruptedException stop) {
        stopping = true;
      } catch (RuntimeException bug) {
        LOG.error("{} records were not written", what, bug);
      }
    }
    while (queued.get() > 0) {
      store(take());
    }
  }

  private void step() {
    List<T> batch = take();
    if (!batch.isEmpty()) {
      store(batch);
    }
    if (System.nanoTime() - tryAgainAt >= 0) {
      List<T> earlier = spool.oldest();
      if (!earlier.isEmpty() && write(earlier)) {
        spool.removeOldest();
      }
    }
  }

  private void store(List<T> batch) {
    if (away || !write(batch)) {
      spool.add(batch);
    }
  }

  private boolean write(List<T> batch) {
    try {
      sink.write(batch);
      written.add(batch.size());
      if (away) {
        LOG.info("the database takes {} records again", what);
      }
      away = false;
      return true;
    } catch (InterruptedException stop) {
      stopping = true;
      return false;
    } catch (Exception refused) {
      if (!away) {
        LOG.warn(
            "the database takes no {} records, they are spooled: {}", what, refused.toString());
      }
      away = true;
      tryAgainAt = System.nanoTime() + RETRY_NANOS;
      return false;
    }
  }

  private List<T> take() {
    List<T> batch = new ArrayList<>();
    while (batch.size() < BATCH) {
      T next = queue.poll();
      if (next == null) {
        break;
      }
      queued.decrementAndGet();
      batch.add(next);
    }
    return batch;
  }
}
