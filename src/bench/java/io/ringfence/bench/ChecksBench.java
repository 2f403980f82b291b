package io.ringfence.bench;

import io.ringfence.ban.CheckFacts;
import io.ringfence.ban.CheckLadder;
import io.ringfence.ban.Index;
import io.ringfence.ban.IndexLoad;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Effect;
import io.ringfence.domain.Email;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.VisitorId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * Checks: deciding one, by one identifier and by three, and a batch of a thousand, against a list
 * with a million entries of each kind; then over HTTP, alone and by the thousand, beside a bare
 * server that reads the same bodies. Every second one is banned.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChecksBench {
  static final int BATCH = 1_000;

  private static final int ENTRIES = Math.min(1_000_000, Integer.getInteger("bans", 1_000_000));
  private static final int PROBES = 1 << 18;
  private static final int NARROWEST = 16;

  /** What a check names, and what stands. */
  @Param({"ip, addresses", "ip, blocks of /16 to /32", "ip, IPv6 /64", "email", "email_domain", "all three"})
  public String asked;

  private final CheckFacts[] probes = new CheckFacts[PROBES];
  private Index index;
  private Organisation organisation;
  private long now;
  private int at;

  static void run() throws Exception {
    decide();
    ApiBench.checks();
  }

  private static void decide() throws RunnerException {
    System.out.printf(
        "%n| deciding a check, %,d entries of each kind | ns | bytes allocated |%n", ENTRIES);
    System.out.println("| --- | --- | --- |");
    for (RunResult one :
        new Runner(
                new OptionsBuilder()
                    .include(ChecksBench.class.getName() + ".(one|batch)$")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .jvmArgs("-Xms3g", "-Xmx3g", "-Dbans=" + ENTRIES)
                    .build())
            .run()) {
      boolean batch = one.getParams().getBenchmark().endsWith("batch");
      System.out.printf(
          "| %s%s | %,.0f ± %,.0f | %,.0f |%n",
          one.getParams().getParam("asked"),
          batch ? String.format(", %,d of them", BATCH) : "",
          one.getPrimaryResult().getScore(),
          one.getPrimaryResult().getScoreError(),
          one.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
  }

  @Setup
  public void fill() {
    now = System.currentTimeMillis();
    organisation =
        new Organisation(1, "org_1", "default", "Default", 1, "US", Policies.NONE, false);
    IndexLoad load = new IndexLoad();
    load.accept(new Change.OrganisationIs(organisation));
    for (int i = 0; i < ENTRIES; i++) {
      for (Kind kind : kinds()) {
        load.accept(
            new Change.EntriesOf(1, kind, value(kind, i), List.of(state(i * 4L + kind.ordinal()))));
      }
    }
    index = load.finish();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < PROBES; i++) {
      // The second half of the values is of none that stand.
      probes[i] = facts(random.nextInt(2 * ENTRIES));
    }
  }

  private List<Kind> kinds() {
    return switch (asked) {
      case "email" -> List.of(Kind.EMAIL);
      case "email_domain" -> List.of(Kind.EMAIL_DOMAIN);
      case "all three" -> List.of(Kind.IP, Kind.EMAIL, Kind.VISITOR_ID);
      default -> List.of(Kind.IP);
    };
  }

  private String value(Kind kind, int i) {
    return switch (kind) {
      case IP -> address(i).network(length(i)).toString();
      case EMAIL -> email(i).toString();
      case EMAIL_DOMAIN -> email(i).domain().toString();
      default -> "visitor-" + i;
    };
  }

  private int length(int i) {
    return switch (asked) {
      case "ip, blocks of /16 to /32" -> NARROWEST + i % 17;
      case "ip, IPv6 /64" -> 64;
      default -> 32;
    };
  }

  /** Scattered, and never the same twice: an odd factor turns all 32 bits round. */
  private IpRange address(int i) {
    int bits = i * 0x9e3779b1;
    return asked.equals("ip, IPv6 /64")
        ? IpRange.v6(0x20010db8_00000000L | Integer.toUnsignedLong(bits), i, 128)
        : IpRange.v4(bits, 32);
  }

  private static Email email(int i) {
    return Email.parse("somebody" + i + "@mail" + i + ".example.com");
  }

  private EntryState state(long id) {
    long until = id % 5 == 0 ? now + TimeUnit.DAYS.toMillis(1) : EntryState.NEVER;
    return new EntryState(id + 1, Effect.BAN, until, false, Channel.ALL);
  }

  private CheckFacts facts(int i) {
    List<Kind> kinds = kinds();
    boolean byEmail = kinds.contains(Kind.EMAIL) || kinds.contains(Kind.EMAIL_DOMAIN);
    return new CheckFacts(
        Channel.CHAT,
        kinds.contains(Kind.VISITOR_ID) ? new VisitorId("visitor-" + i) : null,
        byEmail ? email(i) : null,
        null,
        null,
        kinds.contains(Kind.IP) ? address(i) : null,
        null);
  }

  /** One check, each time another. */
  @Benchmark
  public long one() {
    return decide(probes[at++ & PROBES - 1]);
  }

  /** A thousand of them. */
  @Benchmark
  public long batch() {
    long decided = 0;
    for (int i = 0; i < BATCH; i++) {
      decided += decide(probes[at++ & PROBES - 1]);
    }
    return decided;
  }

  private long decide(CheckFacts sender) {
    return CheckLadder.decide(index, organisation, sender, now, false).entry();
  }
}
