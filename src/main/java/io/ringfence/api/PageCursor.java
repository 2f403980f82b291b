package io.ringfence.api;

import io.ringfence.domain.Organisation;
import io.ringfence.store.RecordPlace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * Where the next page of a list begins: the last id or place shown and a mark of its filter, so
 * that a cursor used with another filter is noticed. It is no secret and grants nothing.
 */
final class PageCursor {
  private static final int BYTES = Long.BYTES + Integer.BYTES;
  private static final int PLACE_BYTES = BYTES + Long.BYTES;

  /** The year 9999. */
  private static final long MOST_MICROS = 253_402_214_400_000_000L;

  private final int mark;

  /**
   * @param list which it is, with its filters, as text
   */
  PageCursor(Organisation organisation, String list) {
    CRC32 crc = new CRC32();
    crc.update((organisation.id() + " " + list).getBytes(StandardCharsets.UTF_8));
    this.mark = (int) crc.getValue();
  }

  String after(long id) {
    return text(ByteBuffer.allocate(BYTES).putLong(id));
  }

  /** Of a list that goes by time. */
  String after(RecordPlace place) {
    long micros = TimeUnit.SECONDS.toMicros(place.at().getEpochSecond());
    return text(
        ByteBuffer.allocate(PLACE_BYTES)
            .putLong(micros + place.at().getNano() / 1_000)
            .putLong(place.tie()));
  }

  private String text(ByteBuffer place) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place.putInt(mark).array());
  }

  /**
   * The id before which the page begins.
   *
   * @param cursor or null for the first page
   */
  long before(String cursor) {
    if (cursor == null) {
      return Long.MAX_VALUE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded(cursor));
    if (bytes.remaining() == BYTES) {
      long id = bytes.getLong();
      if (id > 0 && bytes.getInt() == mark) {
        return id;
      }
    }
    throw foreign();
  }

  /**
   * The place after which the page begins, in a list that goes by time.
   *
   * @param cursor or null for the first page
   */
  RecordPlace place(String cursor) {
    if (cursor == null) {
      return RecordPlace.BEGINNING;
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded(cursor));
    if (bytes.remaining() == PLACE_BYTES) {
      long micros = bytes.getLong();
      long tie = bytes.getLong();
      if (micros >= 0 && micros <= MOST_MICROS && bytes.getInt() == mark) {
        return new RecordPlace(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), tie);
      }
    }
    throw foreign();
  }

  private static Refusal foreign() {
    return Refusal.invalid(
        "/query/cursor", "is not the next of a page of this list with the same filters");
  }

  private static byte[] decoded(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException garbage) {
      return new byte[0];
    }
  }
}
