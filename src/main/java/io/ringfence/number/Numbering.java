package io.ringfence.number;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.ShortNumberInfo;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;
import java.util.Locale;
import java.util.Set;

/**
 * What a raw caller id is. Callers and ban values go through the same function, so that a ban on
 * any spelling of a number meets a call with any other. Thread-safe; the usual path takes no lock.
 */
public final class Numbering {
  /** Texts that are not clean E.164, as they recur: a few carriers' spellings of the same lines. */
  private static final int REMEMBERED = 20_000;

  /** In characters; longer ones are rare and would make the memo's size unbounded. */
  private static final int LONGEST_REMEMBERED = 120;

  /** 3GPP TS 22.101 §10.1: emergency numbers in every network. */
  private static final Set<String> EMERGENCY_EVERYWHERE = Set.of("112", "911");

  private final Set<String> regions;
  private final CallingCodes codes;
  private final CleanNumber clean;
  private final Reading reading;
  private final Cache<Asked, CallerId> memo = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  private record Asked(String raw, String region) {}

  public Numbering() {
    PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    regions = library.getSupportedRegions();
    codes = new CallingCodes(library);
    clean = new CleanNumber(codes);
    reading = new Reading(new Library(library, codes, clean::read));
  }

  /**
   * Reads a {@code from}. Never throws, whatever the text.
   *
   * @param raw as it came; null is a number kept back
   * @param region the ISO 3166 region in which a number without a country code is read, such as
   *     {@code US}; with another text only international numbers are read
   */
  public CallerId caller(String raw, String region) {
    if (raw == null) {
      return CallerId.WITHHELD;
    }
    long digits = clean.read(raw);
    if (digits != CleanNumber.NONE) {
      return new CallerId.Known(new E164(digits));
    }
    return raw.length() > LONGEST_REMEMBERED
        ? readInFull(raw, region)
        : remembered(new Asked(raw, region));
  }

  /** The same answer, without the memo. */
  CallerId readInFull(String raw, String region) {
    return reading.read(raw, known(region));
  }

  /** The region in capitals; empty if the library, which logs each such question, knows it not. */
  String known(String region) {
    String capitals = region == null ? "" : region.toUpperCase(Locale.ROOT);
    return regions.contains(capitals) ? capitals : "";
  }

  private CallerId remembered(Asked asked) {
    // Not get(key, function), which holds a lock of the map while the library is asked.
    CallerId known = memo.getIfPresent(asked);
    if (known == null) {
      known = readInFull(asked.raw, asked.region);
      memo.put(asked, known);
    }
    return known;
  }

  /**
   * Whether a caller is an emergency service of this region, or one that is the same everywhere.
   * Such a call is never rejected.
   */
  public boolean isEmergency(CallerId caller, String region) {
    return caller instanceof CallerId.Short code && isEmergency(code.digits(), region);
  }

  boolean isEmergency(String digits, String region) {
    return EMERGENCY_EVERYWHERE.contains(digits)
        || !known(region).isEmpty()
            && ShortNumberInfo.getInstance().isEmergencyNumber(digits, known(region));
  }

  /** Whether a region with this calling code has this emergency number. */
  boolean isEmergencyIn(int code, String national) {
    return codes.regions(code).stream().anyMatch(region -> isEmergency(national, region));
  }

  /** The metadata that makes keys of texts: {@code libphonenumber-9.0.43}. */
  public static String version() {
    return MetadataVersion.TEXT;
  }

  CallingCodes codes() {
    return codes;
  }
}
