package io.ringfence.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.subject.SubjectValue;
import io.ringfence.subject.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberCountryTest {
  private static final int VALID = 1_000_000;

  private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
  private final CallingCodes codes = new CallingCodes(library);
  private final long seed = Long.getLong("ringfence.seed", 20261121);
  private final SplittableRandom random = new SplittableRandom(seed);

  // Western Sahara's +212 528 is Morocco's by the library's present order.
  @ParameterizedTest
  @CsvSource({
    "+12125550123, US", "+14165550123, CA", "+12425550123, BS", "+18005550123, US",
    "+18095550123, DO", "+79161234567, RU", "+77011234567, KZ", "+442070313000, GB",
    "+447781123456, GG", "+447624123456, IM", "+447797712345, JE", "+390236618300, IT",
    "+390669812345, VA", "+4741234567, NO", "+4779123456, SJ", "+61212345678, AU",
    "+61891621234, CC", "+61891641234, CX", "+212520123456, MA", "+212528812345, MA",
    "+262262161234, RE", "+262269601234, YT", "+358412345678, FI", "+35818123456, AX",
    "+590590201234, GP", "+59995181234, CW", "+5997151234, BQ", "+4930123456, DE",
    "+38328012345, XK", "+2478345, SH"
  })
  void knowsCountriesThatShareACode(String number, String country) {
    String expected = number.startsWith("+247") ? "AC" : country;

    assertEquals(new Country(expected), NumberCountry.of(E164.parse(number).digits()));
  }

  @ParameterizedTest
  @CsvSource({
    // Numbers in films, an area code that there is not, a range not handed out.
    "+15005550010, US",
    "+19995550123, US",
    "+76001234567, RU",
    "+441111111111, GB",
    "+491111111, DE"
  })
  void takesNumbersNotInUseForTheMainCountrys(String number, String country) {
    assertEquals(new Country(country), NumberCountry.of(E164.parse(number).digits()));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        80012345678L,
        80812345678L,
        870773111632L,
        87810123456789L,
        881612345678L,
        882123456789L,
        883510012345L,
        888123456789L,
        97912345678L,
        210123456789L,
        99912345678L,
        10_000,
        9_999,
        0,
        -1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1_000_000_000_000_000L
      })
  void findsNoneForOtherNumbers(long digits) {
    Country country = NumberCountry.of(digits);

    if (digits == 10_000) {
      assertEquals(new Country("US"), country);
    } else {
      assertNull(country);
    }
  }

  @Test
  void agreesOnEveryExample() {
    List<PhoneNumber> examples = examples();

    assertTrue(examples.size() > 1_300, examples.size() + " examples");
    examples.forEach(this::agrees);
  }

  @Test
  void agreesOnGeneratedNumbers() {
    List<PhoneNumber> examples = examples();
    int valid = 0;
    for (int i = 0; valid < VALID; i++) {
      PhoneNumber example = examples.get(i % examples.size());
      String national = library.getNationalSignificantNumber(example);
      int kept = random.nextInt(national.length());
      String changed = national.substring(0, kept) + digits(national.length() - kept);
      valid += agrees(number(example.getCountryCode(), changed)) ? 1 : 0;
    }
  }

  @Test
  void agreesOnEveryBeginningWhereACodeIsShared() {
    int asked = 0;
    for (int code : library.getSupportedCallingCodes()) {
      List<String> regions = codes.regions(code);
      TreeSet<Integer> lengths = new TreeSet<>();
      codes.metadata(code).forEach(m -> lengths.addAll(m.getGeneralDesc().getPossibleLengthList()));
      for (int begin = 0; begin < 10_000 && regions.size() > 1; begin++) {
        for (int length : lengths) {
          String national = String.format("%04d", begin) + digits(Math.max(0, length - 4));
          agrees(number(code, national.substring(0, Math.max(4, length))));
          asked++;
        }
      }
    }
    assertTrue(asked > 300_000, asked + " asked");
  }

  @Test
  void everyCountryCanBeBanned() {
    TreeSet<String> wrong = new TreeSet<>();
    for (String region : library.getSupportedRegions()) {
      if (!(SubjectValue.country(region) instanceof Value.Accepted)) {
        wrong.add(region);
      }
    }

    assertEquals(new TreeSet<>(), wrong);
  }

  @Test
  void understandsNoPatternHalf() {
    assertTrue(DigitPattern.of("1(?:2|[3-5]{2}\\d?)?").after(1).endsHere());
    for (String pattern :
        List.of("1+", "1*", "[^1]", "(1)", "1{2,}", "\\D", ".", "(?:1", "1)", "[1")) {
      Throwable thrown = null;
      try {
        DigitPattern.of(pattern);
      } catch (IllegalStateException expected) {
        thrown = expected;
      }
      assertInstanceOf(IllegalStateException.class, thrown, pattern);
    }
  }

  private List<PhoneNumber> examples() {
    List<PhoneNumber> examples = new ArrayList<>();
    for (String region : new TreeSet<>(library.getSupportedRegions())) {
      for (PhoneNumberType type : library.getSupportedTypesForRegion(region)) {
        PhoneNumber example = library.getExampleNumberForType(region, type);
        if (example != null) {
          examples.add(example);
        }
      }
      examples.add(library.getInvalidExampleNumber(region));
    }
    for (int code : new TreeSet<>(library.getSupportedGlobalNetworkCallingCodes())) {
      examples.add(library.getExampleNumberForNonGeoEntity(code));
    }
    return examples;
  }

  /** Whether the number is valid; fails if the table does not say what the library says. */
  private boolean agrees(PhoneNumber number) {
    String digits = number.getCountryCode() + library.getNationalSignificantNumber(number);
    if (digits.length() < E164.MIN_DIGITS || digits.length() > E164.MAX_DIGITS) {
      return false;
    }
    String region = library.getRegionCodeForNumber(number);
    String expected =
        region != null ? region : library.getRegionCodeForCountryCode(number.getCountryCode());
    Country found = NumberCountry.of(Long.parseLong(digits));
    if (!expected.equals(found == null ? CountryTable.NOWHERE : found.code())) {
      fail("+%s is of %s, by the table %s; seed %d".formatted(digits, expected, found, seed));
    }
    return region != null && library.isValidNumberForRegion(number, region);
  }

  private static PhoneNumber number(int code, String national) {
    PhoneNumber number =
        new PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong(national));
    int zeros = 0;
    while (zeros < national.length() - 1 && national.charAt(zeros) == '0') {
      zeros++;
    }
    return zeros == 0 ? number : number.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros);
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }
}
