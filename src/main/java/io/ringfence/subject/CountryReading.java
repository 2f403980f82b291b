package io.ringfence.subject;

import io.ringfence.domain.Country;
import io.ringfence.subject.Value.Accepted;
import io.ringfence.subject.Value.Refused;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.regex.Pattern;

/** Text to a country. */
final class CountryReading {
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]{2,3}");

  private static final String FORM =
      "A country is written as the two letters of ISO 3166, such as GB or DE.";

  /** What is written for a country besides its code: other lists' codes, and those of three. */
  private static final Map<String, String> MEANT = new HashMap<>(Map.of("UK", "GB", "EL", "GR"));

  /** Made once: one object for each country, however many entries and checks name it. */
  private static final Map<String, Country> COUNTRIES = new HashMap<>();

  static {
    for (String code : Locale.getISOCountries()) {
      COUNTRIES.put(code, new Country(code));
      try {
        MEANT.put(new Locale("", code).getISO3Country(), code);
      } catch (MissingResourceException withoutThreeLetters) {
        continue;
      }
    }
    for (String code : new String[] {"XK", "AC", "TA"}) {
      COUNTRIES.put(code, new Country(code));
    }
  }

  private CountryReading() {}

  static Value<Country> read(String raw) {
    String text = Text.trimmed(raw);
    if (text.isEmpty()) {
      return new Refused<>(Refusal.EMPTY, "There is no country here. " + FORM);
    }
    if (!LETTERS.matcher(text).matches()) {
      return new Refused<>(Refusal.UNREADABLE, "This is no country's code. " + FORM);
    }
    String code = text.toUpperCase(Locale.ROOT);
    Country country = COUNTRIES.get(code);
    if (country != null) {
      return new Accepted<>(country, raw, Width.WIDE);
    }
    String meant = MEANT.get(code);
    String form = meant == null ? FORM : "Write " + meant + " if that is the country you mean.";
    return new Refused<>(Refusal.UNKNOWN_COUNTRY, code + " is no country in ISO 3166. " + form);
  }
}
