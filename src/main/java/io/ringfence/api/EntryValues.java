package io.ringfence.api;

import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.number.BanValue;
import io.ringfence.number.BanValue.Accepted;
import io.ringfence.number.BanValue.Refused;
import io.ringfence.number.BanValue.Value;

/** What staff typed as an entry's value, by kind. */
final class EntryValues {
  private final BanValue numbers;

  EntryValues(BanValue numbers) {
    this.numbers = numbers;
  }

  /** A value that was read, or the sentence that says why not. */
  sealed interface Read {}

  /**
   * @param canonical as entries keep it
   * @param numbering the version of the metadata that made it
   */
  record Understood(String canonical, String numbering) implements Read {}

  record NotUnderstood(String detail) implements Read {}

  Read read(Kind kind, String raw, String region) {
    return read(
        switch (kind) {
          case PHONE -> numbers.phone(raw, region);
          case PHONE_PREFIX -> numbers.prefix(raw, region);
        });
  }

  /** Reads a value of any kind: as a number, and as a prefix if it is none. */
  Read read(String raw, String region) {
    Read phone = read(Kind.PHONE, raw, region);
    Read prefix = read(Kind.PHONE_PREFIX, raw, region);
    return phone instanceof Understood || prefix instanceof NotUnderstood ? phone : prefix;
  }

  /** The number that a value of kind phone is. */
  static E164 number(Understood phone) {
    return E164.parse(phone.canonical());
  }

  private static Read read(Value<?> value) {
    return value instanceof Accepted<?> accepted
        ? new Understood(accepted.canonical().toString(), accepted.numbering())
        : new NotUnderstood(((Refused<?>) value).detail());
  }
}
