package io.ringfence.bench;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.ringfence.number.NumberCountry;
import io.ringfence.subject.SubjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
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
 * Reading one value: the country of a number, beside the library's answer to the same, and what a
 * check names its visitor by. Each time another of many.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ValuesBench {
  private static final int PROBES = 1 << 14;

  @Param({"country", "country, shared codes", "country, libphonenumber", "ipv4", "ipv6", "email", "email, not ASCII"})
  public String read;

  private final long[] numbers = new long[PROBES];
  private final PhoneNumber[] parsed = new PhoneNumber[PROBES];
  private final String[] texts = new String[PROBES];
  private IntFunction<Object> reading;
  private int at;

  static void run() throws RunnerException {
    System.out.printf("%n| value | ns | bytes allocated |%n| --- | --- | --- |%n");
    for (RunResult one :
        new Runner(
                new OptionsBuilder()
                    .include(ValuesBench.class.getName() + ".read$")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run()) {
      System.out.printf(
          "| %s | %.1f ± %.1f | %.0f |%n",
          one.getParams().getParam("read"),
          one.getPrimaryResult().getScore(),
          one.getPrimaryResult().getScoreError(),
          one.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
  }

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(3);
    List<PhoneNumber> examples = examples();
    for (int i = 0; i < PROBES; i++) {
      parsed[i] = examples.get(random.nextInt(examples.size()));
      numbers[i] =
          Long.parseLong(
              parsed[i].getCountryCode()
                  + PhoneNumberUtil.getInstance().getNationalSignificantNumber(parsed[i]));
      texts[i] = text(random);
    }
    reading =
        switch (read) {
          case "country", "country, shared codes" -> i -> NumberCountry.of(numbers[i]);
          case "country, libphonenumber" ->
              i -> PhoneNumberUtil.getInstance().getRegionCodeForNumber(parsed[i]);
          case "ipv4", "ipv6" -> i -> SubjectValue.address(texts[i]);
          default -> i -> SubjectValue.email(texts[i]);
        };
  }

  private List<PhoneNumber> examples() {
    PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    List<PhoneNumber> examples = new ArrayList<>();
    for (String region : library.getSupportedRegions()) {
      PhoneNumber example = library.getExampleNumber(region);
      boolean shared =
          library.getRegionCodesForCountryCode(example.getCountryCode()).size() > 1;
      if (shared || !read.endsWith("shared codes")) {
        examples.add(example);
      }
    }
    return examples;
  }

  private String text(SplittableRandom random) {
    int some = random.nextInt();
    return switch (read) {
      case "ipv4" ->
          (some >>> 24) + "." + (some >> 16 & 255) + "." + (some >> 8 & 255) + "." + (some & 255);
      case "ipv6" ->
          "2001:db8:" + Integer.toHexString(some >>> 16) + "::" + Integer.toHexString(some & 0xffff);
      case "email" -> "Zoe.Doe" + some + "@mail.example.com";
      default -> "Zoë" + some + "@münchen.example";
    };
  }

  /** One value. */
  @Benchmark
  public Object read() {
    return reading.apply(at++ & PROBES - 1);
  }
}
