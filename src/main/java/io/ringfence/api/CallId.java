package io.ringfence.api;

import io.ringfence.store.RecordedCall;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;

/**
 * A call's id as the API has it, which leads to its one partition: {@code call_} and the rest in
 * Base64. It is no secret and grants nothing.
 *
 * @param accountId the account's number
 */
record CallId(LocalDate day, int accountId, String callControlId) {
  private static final String PREFIX = "call_";

  static CallId of(RecordedCall call) {
    return new CallId(call.day(), call.accountId(), call.callControlId());
  }

  /** Empty for what is no such id. */
  static Optional<CallId> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
      LocalDate day = LocalDate.ofEpochDay(bytes.getInt());
      String callControlId =
          StandardCharsets.UTF_8.decode(bytes.slice(8, bytes.limit() - 8)).toString();
      return isDay(day) && callControlId.indexOf('\0') < 0
          ? Optional.of(new CallId(day, bytes.getInt(), callControlId))
          : Optional.empty();
    } catch (IllegalArgumentException
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | DateTimeException garbage) {
      return Optional.empty();
    }
  }

  /** One that a database may be asked for. */
  private static boolean isDay(LocalDate day) {
    return day.getYear() > 0 && day.getYear() < 10_000;
  }

  String text() {
    byte[] call = callControlId.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * Integer.BYTES + call.length)
            .putInt(Math.toIntExact(day.toEpochDay()))
            .putInt(accountId)
            .put(call);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
