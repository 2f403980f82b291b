package io.ringfence.number;

import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneNumberDesc;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a prefix must be written so that normalized numbers begin with it: without the trunk prefix
 * that normalizing drops, in the form that a country uses today.
 */
final class PrefixForms {
  private static final int MOST_TURNS = 4;

  private final CallingCodes codes;

  PrefixForms(CallingCodes codes) {
    this.codes = codes;
  }

  /** The national digits of a prefix as normalized numbers have them; mostly the same. */
  String ofNormalized(int code, String national) {
    String form = national;
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      String next = step(code, form);
      if (next.equals(form)) {
        break;
      }
      form = next;
    }
    return form;
  }

  private String step(int code, String national) {
    String today = NationalForms.beginToday(code, national);
    if (!today.equals(national) && inUse(code, today)) {
      return today;
    }
    String trunkless = codes.get(code).withoutTrunk(national);
    // Russia's trunk prefix is 8, and 812 is Saint Petersburg.
    return trunkless.equals(national) || inUse(code, national) ? national : trunkless;
  }

  /** Whether some valid number of any region of this code can begin with these digits. */
  boolean inUse(int code, String begin) {
    return codes.metadata(code).stream()
        .flatMap(PrefixForms::ranges)
        .anyMatch(range -> canBegin(range, begin));
  }

  private static boolean canBegin(Pattern range, String begin) {
    Matcher matcher = range.matcher(begin);
    // A match that failed for want of more digits may come true with them.
    return matcher.matches() || matcher.hitEnd();
  }

  private static Stream<Pattern> ranges(PhoneMetadata region) {
    return descriptions(region).stream()
        .filter(PhoneNumberDesc::hasNationalNumberPattern)
        .map(PhoneNumberDesc::getNationalNumberPattern)
        .map(Pattern::compile);
  }

  private static List<PhoneNumberDesc> descriptions(PhoneMetadata region) {
    return List.of(
        region.getFixedLine(),
        region.getMobile(),
        region.getTollFree(),
        region.getPremiumRate(),
        region.getSharedCost(),
        region.getPersonalNumber(),
        region.getVoip(),
        region.getPager(),
        region.getUan(),
        region.getVoicemail());
  }
}
