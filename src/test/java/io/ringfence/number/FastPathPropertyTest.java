package io.ringfence.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastPathPropertyTest {
  private static final int GENERATED = 1_000_000;

  private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
  private final CallingCodes codes = new CallingCodes(library);
  private final CleanNumber clean = new CleanNumber(codes);
  private final Reading slow = new Reading(new Library(library, codes, text -> CleanNumber.NONE));
  private final long seed = Long.getLong("ringfence.seed", System.nanoTime());
  private final RawNumbers raws = new RawNumbers(seed);

  @Test
  void agreesWithTheLibraryOnGeneratedInputs() {
    int taken = 0;
    for (int i = 0; i < GENERATED; i++) {
      taken += agrees(raws.next()) ? 1 : 0;
    }
    assertTrue(taken > GENERATED / 4, "only " + taken + " inputs took the fast path");
  }

  @Test
  void agreesWithTheLibraryOnEveryBeginning() {
    int taken = 0;
    for (int code : library.getSupportedCallingCodes()) {
      for (int length = 3; length <= E164.MAX_DIGITS - CallingCodes.length(code); length++) {
        for (int head = 0; head < 1000; head++) {
          if (codes.get(code).untouched(length, head)) {
            String begin = String.format("+%d%03d", code, head);
            taken += agrees(begin + raws.digits(length - 3)) ? 1 : 0;
          }
        }
      }
    }
    assertTrue(taken > 200_000, "only " + taken + " beginnings take the fast path");
  }

  @Test
  void findsTheSameLengthsPossibleAsTheLibrary() {
    for (int code : library.getSupportedCallingCodes()) {
      int most = E164.MAX_DIGITS - CallingCodes.length(code);
      for (int length = 1; length <= most; length++) {
        long national = Long.parseLong("2".repeat(length));
        PhoneNumber number = new PhoneNumber().setCountryCode(code).setNationalNumber(national);
        assertEquals(
            library.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE,
            codes.get(code).isPossible(length),
            length + " digits after +" + code);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+14155552671", "+442070313000", "+447911123456", "+4915112345678", "+33612345678",
        "+61412345678", "+919876543210", "+34612345678", "+393123456789", "+390236618300",
        "+31612345678", "+46701234567", "+48512345678", "+525512345678", "+5511987654321",
        "+819012345678", "+8613812345678", "+821012345678", "+6591234567", "+27821234567",
        "+353861234567", "+41791234567", "+436641234567", "+79161234567", "+971501234567"
      })
  void takesOrdinaryNumbers(String number) {
    assertEquals(E164.parse(number).digits(), clean.read(number));
  }

  @Test
  void takesTheMobileNumbersOfNearlyEveryRegion() {
    // Given
    List<String> mobiles =
        library.getSupportedRegions().stream()
            .map(region -> library.getExampleNumberForType(region, PhoneNumberType.MOBILE))
            .filter(number -> number != null)
            .map(number -> library.format(number, PhoneNumberFormat.E164))
            .toList();

    // When
    List<String> left = mobiles.stream().filter(m -> clean.read(m) == CleanNumber.NONE).toList();

    // Then
    assertTrue(left.size() < mobiles.size() / 20, "left to the library: " + left);
  }

  /** Whether the fast path was taken; fails if it was and the others say something else. */
  private boolean agrees(String raw) {
    long fast = clean.read(raw);
    if (fast == CleanNumber.NONE) {
      return false;
    }
    String found = "+" + fast;
    CallerId full = slow.read(raw, raws.region());
    if (!found.equals(byTheLibrary(raw)) || !full.equals(new CallerId.Known(new E164(fast)))) {
      fail(
          ("%s is %s on the fast path, %s in full and %s by the library; seed %d")
              .formatted(raw, found, full, byTheLibrary(raw), seed));
    }
    return true;
  }

  private String byTheLibrary(String raw) {
    try {
      PhoneNumber number = library.parse(raw, raws.region());
      return library.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
          ? library.format(number, PhoneNumberFormat.E164)
          : "impossible";
    } catch (NumberParseException e) {
      return e.getErrorType().name();
    }
  }
}
