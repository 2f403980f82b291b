package io.ringfence.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ringfence.ban.CallFacts;
import io.ringfence.ban.Index;
import io.ringfence.ban.Ladder;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Deciding a clean number against a full index, beside the two maps one would otherwise take, holding
 * the same numbers. A fifth of the bans have an end.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecideBench {
  private static final int PROBES = 1 << 20;
  private static final int BANS = Integer.getInteger("bans", 10_000_000);

  /** The whole ladder, the index alone, or another map. */
  @Param({"ladder", "index", "ConcurrentHashMap", "Caffeine"})
  public String held;

  @Param({"hit", "miss"})
  public String probes;

  private final long[] asked = new long[PROBES];
  private Index index;
  private Organisation organisation;
  private Line line;

  /** Only one kind of it in a run, so that asking costs nothing of its own. */
  private LongUnaryOperator lookUp;

  private long now;
  private int at;

  static void run() throws RunnerException, IOException {
    Path bytes = Files.createTempFile("ringfence-bench", ".bytes");
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(DecideBench.class.getName() + ".find$")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .jvmArgs("-Xms10g", "-Xmx10g", "-Dbans=" + BANS, "-Dbytes=" + bytes)
                    .build())
            .run();
    print(results, Files.readAllLines(bytes));
  }

  private static void print(Collection<RunResult> results, Iterable<String> lines) {
    Map<String, String> bytes = new HashMap<>();
    lines.forEach(one -> bytes.put(one.split(" ")[0], one.split(" ")[1]));
    System.out.printf("%n| %,d bans | probe | ns | bytes allocated | bytes of heap per ban |%n", BANS);
    System.out.println("| --- | --- | --- | --- | --- |");
    for (RunResult one : results) {
      String held = one.getParams().getParam("held");
      System.out.printf(
          "| %s | %s | %.0f ± %.0f | %.0f | %s |%n",
          held,
          one.getParams().getParam("probes"),
          one.getPrimaryResult().getScore(),
          one.getPrimaryResult().getScoreError(),
          one.getSecondaryResults().get("gc.alloc.rate.norm").getScore(),
          bytes.get(held));
    }
  }

  @Setup
  public void fill() throws IOException {
    long before = MemoryBench.usedHeap();
    fillHeld();
    double perBan = (double) (MemoryBench.usedHeap() - before) / BANS;
    Files.writeString(
        Path.of(System.getProperty("bytes")),
        held + String.format(" %.1f%n", perBan),
        java.nio.file.StandardOpenOption.APPEND);
    long[] banned = Bans.numbers(BANS);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < PROBES; i++) {
      // No number of the list begins with 44.
      asked[i] =
          probes.equals("hit")
              ? banned[random.nextInt(BANS)]
              : random.nextLong(442_000_000_000L, 442_999_999_999L);
    }
    now = System.currentTimeMillis();
  }

  private void fillHeld() {
    switch (held) {
      case "ladder", "index" -> {
        index = Bans.loadedNode(BANS).current();
        organisation = index.directory().organisation("default");
        line = index.directory().line(1, null, null);
        lookUp = held.equals("ladder") ? this::ladder : this::index;
      }
      case "ConcurrentHashMap" -> {
        Map<Long, EntryState> map = new ConcurrentHashMap<>();
        Bans.forEach(BANS, map::put);
        lookUp = digits -> holds(map.get(digits));
      }
      default -> {
        Cache<Long, EntryState> cache = Caffeine.newBuilder().maximumSize(2L * BANS).build();
        Bans.forEach(BANS, cache::put);
        lookUp = digits -> holds(cache.getIfPresent(digits));
      }
    }
  }

  /** One number, and what is to be done with its caller. */
  @Benchmark
  public long find() {
    return lookUp.applyAsLong(asked[at++ & PROBES - 1]);
  }

  private long index(long digits) {
    return index.entries(1).exact(digits, Channel.VOICE, now);
  }

  private long ladder(long digits) {
    CallFacts call =
        new CallFacts(Channel.VOICE, new CallerId.Known(new E164(digits)), null, false, null, null, null, false);
    Decision decision = Ladder.decide(index, organisation, line, call, now, false);
    return decision.entry();
  }

  private long holds(EntryState state) {
    return state != null && !state.observe() && state.until() > now ? state.id() : 0;
  }
}
