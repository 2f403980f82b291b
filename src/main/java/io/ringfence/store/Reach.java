package io.ringfence.store;

import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import java.util.List;

/**
 * Which values an entry holds, as conditions on a column: one by which an index finds them, and one
 * that what was found is looked through by.
 *
 * @param found of the index; with {@code %1$s} for the column and {@code %2$s} for the parameter
 * @param kept or null if every one that was found is held
 */
record Reach(String found, Object foundBy, String kept, Object keptBy) {
  /**
   * Sorts after every digit: what is before it and not before the prefix begins with the prefix.
   */
  private static final String AFTER_DIGITS = ":";

  /**
   * The values that an entry on this one holds.
   *
   * @param values in canonical form: one, or the forms of one number
   */
  static Reach of(Kind kind, List<String> values) {
    String value = values.get(0);
    return switch (kind) {
      case PHONE_PREFIX ->
          new Reach(
              "%1$s >= (%2$s::text[])[1] AND %1$s < (%2$s::text[])[2]",
              new String[] {value, value + AFTER_DIGITS}, null, null);
      case IP ->
          IpRange.parse(value).isAddress()
              ? exactly(values)
              : new Reach(null, null, "%1$s::inet <<= %2$s::text::inet", value);
      case EMAIL_DOMAIN ->
          // No character of a domain means anything to LIKE.
          new Reach(
              null,
              null,
              "%1$s LIKE ANY (%2$s::text[])",
              new String[] {"%@" + value, "%." + value});
      case PHONE, EMAIL, VISITOR_ID, COUNTRY -> exactly(values);
    };
  }

  /** Everything, to be looked through elsewhere. */
  static Reach everything() {
    return new Reach(null, null, null, null);
  }

  private static Reach exactly(List<String> values) {
    return new Reach("%1$s = ANY (%2$s::text[])", values.toArray(String[]::new), null, null);
  }
}
