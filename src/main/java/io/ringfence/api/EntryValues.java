package io.ringfence.api;

import io.ringfence.domain.E164;
import io.ringfence.domain.Kind;
import io.ringfence.number.BanValue;
import io.ringfence.number.BanValue.Accepted;
import io.ringfence.number.BanValue.Refused;
import io.ringfence.subject.SubjectValue;
import io.ringfence.subject.Value;
import io.ringfence.subject.Width;

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
   * @param numbering the version of the metadata that made it, or null if it is no number
   * @param wide it holds so much that an administrator confirms it
   */
  record Understood(String canonical, String numbering, boolean wide) implements Read {}

  record NotUnderstood(String detail) implements Read {}

  Read read(Kind kind, String raw, String region) {
    return switch (kind) {
      case PHONE -> number(numbers.phone(raw, region));
      case PHONE_PREFIX -> number(numbers.prefix(raw, region));
      case IP -> subject(SubjectValue.ip(raw));
      case EMAIL -> subject(SubjectValue.email(raw));
      case EMAIL_DOMAIN -> subject(SubjectValue.emailDomain(raw));
      case VISITOR_ID -> subject(SubjectValue.visitorId(raw));
      case COUNTRY -> subject(SubjectValue.country(raw));
    };
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

  private static Read number(BanValue.Value<?> value) {
    return value instanceof Accepted<?> accepted
        ? new Understood(accepted.canonical().toString(), accepted.numbering(), false)
        : new NotUnderstood(((Refused<?>) value).detail());
  }

  private static Read subject(Value<?> value) {
    return value instanceof Value.Accepted<?> accepted
        ? new Understood(accepted.canonical().toString(), null, accepted.width() != Width.NORMAL)
        : new NotUnderstood(((Value.Refused<?>) value).detail());
  }
}
