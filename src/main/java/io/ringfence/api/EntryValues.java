package io.ringfence.api;

import io.ringfence.domain.Kind;
import io.ringfence.number.BanValue;
import io.ringfence.number.BanValue.Accepted;
import io.ringfence.number.BanValue.Refused;
import io.ringfence.subject.SubjectValue;
import io.ringfence.subject.Value;
import io.ringfence.subject.Width;
import java.util.EnumMap;
import java.util.Map;

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

  /** What a value is in each kind that it can be of; none for what is a value of no kind. */
  Map<Kind, String> readAll(String raw, String region) {
    Map<Kind, String> all = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      if (read(kind, raw, region) instanceof Understood understood) {
        all.put(kind, understood.canonical());
      }
    }
    return all;
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
