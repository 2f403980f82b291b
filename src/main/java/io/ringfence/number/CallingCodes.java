package io.ringfence.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import com.google.i18n.phonenumbers.metadata.DefaultMetadataDependenciesProvider;
import com.google.i18n.phonenumbers.metadata.source.MetadataSource;
import java.util.List;

/** The country calling codes there are, from libphonenumber's metadata (ITU-T E.164 Annex D). */
final class CallingCodes {
  private static final int CODES = 1_000;

  private final PhoneNumberUtil library;
  private final MetadataSource source =
      DefaultMetadataDependenciesProvider.getInstance().getPhoneNumberMetadataSource();
  private final boolean[] exists = new boolean[CODES];

  /** How long the code is of a number that begins with these two digits; 0 if there is none. */
  private final byte[] lengths = new byte[100];

  /**
   * Filled when a code is first met: reading all metadata would cost a tenth of a second at start.
   * Two threads may both make one; it is immutable, so that either will do.
   */
  private final CallingCode[] made = new CallingCode[CODES];

  CallingCodes(PhoneNumberUtil library) {
    this.library = library;
    for (int code : library.getSupportedCallingCodes()) {
      exists[code] = true;
      byte length = (byte) Integer.toString(code).length();
      int first = length == 1 ? code * 10 : length == 2 ? code : code / 10;
      for (int two = first; two < (length == 1 ? first + 10 : first + 1); two++) {
        lengths[two] = length;
      }
    }
  }

  /**
   * The code that these digits begin with.
   *
   * @param digits only 0 to 9 from {@code from} on
   * @return 0 if no code does; codes are prefix-free
   */
  int codeOf(String digits, int from) {
    if (digits.length() < from + 3) {
      return 0;
    }
    int code = digits.charAt(from) - '0';
    int second = digits.charAt(from + 1) - '0';
    int length = lengths[code * 10 + second];
    if (length >= 2) {
      code = code * 10 + second;
    }
    if (length == 3) {
      code = code * 10 + digits.charAt(from + 2) - '0';
    }
    return length > 0 && exists[code] ? code : 0;
  }

  /** How many digits an existing code has. */
  static int length(int code) {
    return code < 10 ? 1 : code < 100 ? 2 : 3;
  }

  /** What is known of an existing code. */
  CallingCode get(int code) {
    CallingCode known = made[code];
    if (known == null) {
      known = CallingCode.of(code, main(code));
      made[code] = known;
    }
    return known;
  }

  /** The metadata of every region that shares an existing code, the main one first. */
  List<PhoneMetadata> metadata(int code) {
    return regions(code).stream().map(region -> of(code, region)).toList();
  }

  /** The regions that share an existing code, the main one first. */
  List<String> regions(int code) {
    return library.getRegionCodesForCountryCode(code);
  }

  private PhoneMetadata main(int code) {
    return of(code, library.getRegionCodeForCountryCode(code));
  }

  private PhoneMetadata of(int code, String region) {
    return PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY.equals(region)
        ? source.getMetadataForNonGeographicalRegion(code)
        : source.getMetadataForRegion(region);
  }
}
