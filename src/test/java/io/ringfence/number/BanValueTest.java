package io.ringfence.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;
import io.ringfence.domain.NumberPrefix;
import io.ringfence.number.BanValue.Accepted;
import io.ringfence.number.BanValue.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanValueTest {
  private static final Pattern SUGGESTED = Pattern.compile("Write (\\+\\d{4,})");

  private final Numbering numbering = new Numbering();
  private final BanValue values = new BanValue(numbering);

  @Test
  void keepsWhatWasTypedBesideTheKeyAndTheMetadataThatMadeIt() {
    // When
    var value = values.phone("(415) 555-2671", "US");

    // Then
    assertEquals(
        new Accepted<>(E164.parse("+14155552671"), "(415) 555-2671", Numbering.version()), value);
  }

  @Test
  void keysEveryNumberOfTheTableAsItsCaller() {
    for (CallerIdTable.Row row : CallerIdTable.rows()) {
      boolean known = numbering.caller(row.raw(), row.region()) instanceof CallerId.Known;

      var value = values.phone(row.raw(), row.region());

      assertEquals(
          known ? row.expected() : "refused",
          value instanceof Accepted<E164> accepted ? accepted.canonical().toString() : "refused",
          row::why);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "anonymous, US, WITHHELD, policy",
    "+266696687, US, WITHHELD, policy",
    "22395, US, SHORT, whole number",
    "112, DE, EMERGENCY, emergency",
    "911, US, EMERGENCY, emergency",
    "+1911, US, EMERGENCY, emergency",
    "+49 110, US, EMERGENCY, emergency",
    "'', US, UNREADABLE, +14155552671",
    ", US, UNREADABLE, +14155552671",
    "Spammer, US, UNREADABLE, +14155552671",
    "+1650253000, US, UNREADABLE, +14155552671",
    "'+16502530000, +442070313000', US, UNREADABLE, one number"
  })
  void refusesWhatIsNoNumber(String raw, String region, Refusal code, String says) {
    // When
    var refused = assertInstanceOf(Refused.class, values.phone(raw, region));

    // Then
    assertEquals(code, refused.code());
    assertTrue(refused.detail().contains(says), refused.detail());
  }

  @ParameterizedTest
  @CsvSource({
    "+4420, +4420",
    "+44 (20) 7031, +44207031",
    "＋４４-２０, +4420",
    "+1415, +1415",
    "+7 812, +7812",
    "+390236, +390236",
    "+5255, +5255",
    "+5411, +5411",
    "+54911, +54911",
    "+551198, +551198",
    "+229 95, +22995",
    "+33 15, +3315",
    "+800 12, +80012"
  })
  void acceptsThePrefixesOfNormalizedNumbers(String raw, String expected) {
    assertEquals(
        new Accepted<>(NumberPrefix.parse(expected), raw, Numbering.version()),
        values.prefix(raw, "US"));
  }

  @ParameterizedTest
  @CsvSource({
    "+4402070, PREFIX_NEVER_MATCHES, Write +442070.",
    "+4402, PREFIX_NEVER_MATCHES, Write what follows +442",
    "+1 1 775, PREFIX_NEVER_MATCHES, Write +1775.",
    "+5215512, PREFIX_NEVER_MATCHES, Write +525512.",
    "+5215512345678, PREFIX_NEVER_MATCHES, Write +525512345678.",
    "+55118, PREFIX_NEVER_MATCHES, Write +551198.",
    "+78812, PREFIX_NEVER_MATCHES, Write +7812.",
    "+378886377, PREFIX_NEVER_MATCHES, Write +3780549886377.",
    "+1911, EMERGENCY, emergency",
    "+14155552671234, PREFIX_TOO_LONG, at most 11 digits",
    "+1555123456789012345, PREFIX_TOO_LONG, at most 11 digits",
    "+441, PREFIX_TOO_SHORT, at least 4 digits",
    "+1, PREFIX_TOO_SHORT, at least 4 digits",
    "+0044, UNKNOWN_COUNTRY_CODE, without 00",
    "+9991, UNKNOWN_COUNTRY_CODE, +999",
    "004420, PREFIX_WITHOUT_PLUS, Write +4420",
    "415, PREFIX_WITHOUT_PLUS, Write +1415",
    "1415, PREFIX_WITHOUT_PLUS, Write +1415",
    "020, PREFIX_WITHOUT_PLUS, such as +4420",
    "+4420*, PREFIX_UNREADABLE, wildcard",
    "+4420xxx, PREFIX_UNREADABLE, wildcard",
    "+44-FLOWERS, PREFIX_UNREADABLE, nothing else",
    "+4420é, PREFIX_UNREADABLE, nothing else",
    "'', PREFIX_UNREADABLE, nothing else",
    ", PREFIX_UNREADABLE, nothing else"
  })
  void refusesThePrefixesThatHoldNothingOrTooMuch(String raw, Refusal code, String says) {
    // When
    var refused = assertInstanceOf(Refused.class, values.prefix(raw, "US"));

    // Then
    assertEquals(code, refused.code());
    assertTrue(refused.detail().contains(says), refused.detail());
    Matcher suggested = SUGGESTED.matcher(refused.detail());
    if (suggested.find()) {
      assertInstanceOf(Accepted.class, values.prefix(suggested.group(1), "US"), raw);
    }
  }

  @Test
  void readsAPrefixWithoutPlusInTheRegionForItsSuggestionOnly() {
    // When
    var refused = assertInstanceOf(Refused.class, values.prefix("020", "GB"));

    // Then
    assertTrue(refused.detail().contains("Write +4420 "), refused.detail());
  }

  @Test
  void acceptsEveryBeginningOfEveryRegionsNumbers() {
    for (String example : RawNumbers.examples()) {
      // Of the few that have more than 15 digits, which E.164 does not allow, there are none.
      String number =
          numbering.caller(example, "US") instanceof CallerId.Known known
              ? known.number().toString()
              : "";
      for (int length = 1 + NumberPrefix.MIN_DIGITS; length <= number.length(); length++) {
        String prefix = number.substring(0, length);
        assertInstanceOf(Accepted.class, values.prefix(prefix, "US"), number + ": " + prefix);
      }
    }
  }
}
