package io.ringfence.api;

import io.ringfence.store.RecordedMessage;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message's id as the API has it, which leads to its one partition: {@code msg_20261121_…}. */
record MessageId(LocalDate day, UUID key) {
  private static final Pattern FORM =
      Pattern.compile("msg_([0-9]{8})_([0-9a-f]{16})([0-9a-f]{16})");

  static MessageId of(RecordedMessage message) {
    return new MessageId(message.day(), message.key());
  }

  /** Empty for what is no such id. */
  static Optional<MessageId> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MessageId(
              LocalDate.parse(form.group(1), DateTimeFormatter.BASIC_ISO_DATE),
              new UUID(
                  HexFormat.fromHexDigitsToLong(form.group(2)),
                  HexFormat.fromHexDigitsToLong(form.group(3)))));
    } catch (DateTimeException noDay) {
      return Optional.empty();
    }
  }

  String text() {
    return "msg_"
        + day.format(DateTimeFormatter.BASIC_ISO_DATE)
        + "_"
        + key.toString().replace("-", "");
  }
}
