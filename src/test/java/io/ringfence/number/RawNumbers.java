package io.ringfence.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Raw caller ids made to find the places where spellings of a number part ways. */
final class RawNumbers {
  private static final List<String> TRUNKS =
      List.of("", "", "", "", "0", "00", "1", "8", "80", "06", "90", "9", "15", "015", "44", "01");
  private static final List<String> FORMS =
      List.of("+521", "+5255", "+54", "+549", "+5411", "+54911", "+55", "+5511", "+22901", "+229");
  private static final List<String> WITHHELD =
      List.of("+266696687", "+2562533", "+86282452253", "+8656696", "+7748283", "+7378427833");
  private static final String ALPHABET = "0123456789+-() .;@:%/xX";

  private final Random random;
  private final List<String> codes = new ArrayList<>();
  private final List<String> regions = new ArrayList<>();
  private final List<String> examples = examples();
  private final List<CallerIdTable.Row> rows = CallerIdTable.rows();

  RawNumbers(long seed) {
    random = new Random(seed);
    PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    library.getSupportedCallingCodes().stream().sorted().forEach(c -> codes.add("+" + c));
    library.getSupportedRegions().stream().sorted().forEach(regions::add);
  }

  /** Clean E.164 in the end: valid numbers of every region and type. */
  static List<String> examples() {
    PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    List<String> examples = new ArrayList<>();
    for (String region : library.getSupportedRegions()) {
      for (PhoneNumberType type : library.getSupportedTypesForRegion(region)) {
        PhoneNumber number = library.getExampleNumberForType(region, type);
        if (number != null) {
          examples.add(library.format(number, PhoneNumberFormat.E164));
        }
      }
    }
    return examples.stream().sorted().toList();
  }

  String region() {
    return one(regions);
  }

  /** Any of the kinds below. */
  String next() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> one(codes) + one(TRUNKS) + digits(3 + random.nextInt(11));
      case 2, 3 -> mutated(one(examples), "0123456789");
      case 4 -> one(FORMS) + digits(6 + random.nextInt(6));
      case 5 -> mutated(one(rows).raw(), ALPHABET);
      case 6 -> mutated(one(WITHHELD), "0123456789");
      default -> "+" + digits(4 + random.nextInt(13));
    };
  }

  String digits(int length) {
    StringBuilder digits = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  /** Up to three characters changed, put in or taken out. */
  private String mutated(String text, String alphabet) {
    StringBuilder changed = new StringBuilder(text);
    for (int times = random.nextInt(4); times > 0 && changed.length() > 1; times--) {
      int at = 1 + random.nextInt(changed.length() - 1);
      char character = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, character);
        case 1 -> changed.insert(at, character);
        default -> changed.deleteCharAt(at);
      }
    }
    return changed.toString();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
