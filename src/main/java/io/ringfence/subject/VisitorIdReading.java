package io.ringfence.subject;

import io.ringfence.domain.VisitorId;
import io.ringfence.subject.Value.Accepted;
import io.ringfence.subject.Value.Refused;

/** Text to a visitor id, which is not changed at all. */
final class VisitorIdReading {
  private VisitorIdReading() {}

  static Value<VisitorId> read(String raw) {
    if (raw == null || Text.trimmed(raw).isEmpty()) {
      return new Refused<>(
          Refusal.EMPTY, "There is no visitor id here. Give it as the widget's cookie has it.");
    }
    if (raw.codePointCount(0, raw.length()) > VisitorId.LONGEST) {
      return new Refused<>(
          Refusal.TOO_LONG,
          "A visitor id has at most "
              + VisitorId.LONGEST
              + " characters. Give it as the widget's cookie has it, and nothing else.");
    }
    if (raw.codePoints().anyMatch(c -> Text.isNoCharacter(c) || Text.isIgnorable(c))) {
      return new Refused<>(
          Refusal.INVISIBLE,
          "This holds a line break or another character that cannot be seen, and a visitor id is"
              + " compared character by character. Give it without.");
    }
    if (Text.isBlank(raw.codePointAt(0)) || Text.isBlank(raw.codePointBefore(raw.length()))) {
      return new Refused<>(
          Refusal.INVISIBLE,
          "This has a blank before or after it, and a visitor id is compared character by"
              + " character. Give it without.");
    }
    return new Accepted<>(new VisitorId(raw), raw, Width.NORMAL);
  }
}
