package io.ringfence.api;

import io.ringfence.domain.Organisation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where the next page of a list begins: the last id shown and a mark of its filter, so that a
 * cursor used with another filter is noticed. It is no secret and grants nothing.
 */
final class PageCursor {
  private static final int BYTES = Long.BYTES + Integer.BYTES;

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
    byte[] bytes = ByteBuffer.allocate(BYTES).putLong(id).putInt(mark).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
    throw Refusal.invalid(
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
