package io.ringfence.ban;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes a file of sections: what it is, its length, a CRC-32C of these and of what follows, and
 * then that. All numbers are little-endian, as the machines that read them are.
 */
final class SectionWriter {
  static final int HEADER = 12;

  /** A section grows a little beyond this: what fits the processor's cache is read fastest. */
  private static final int FULL = 1 << 20;

  private final WritableByteChannel channel;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer = allocate(FULL + (FULL >> 2));
  private long written;

  SectionWriter(WritableByteChannel channel) {
    this.channel = channel;
    buffer.position(HEADER);
  }

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Ends the section and writes it. */
  void end(int tag) throws IOException {
    buffer.flip();
    int length = buffer.limit() - HEADER;
    buffer.putInt(0, tag).putInt(4, length);
    buffer.putInt(8, checksum(crc, buffer, length));
    while (buffer.hasRemaining()) {
      written += channel.write(buffer);
    }
    buffer.clear().position(HEADER);
  }

  /** Of a section that begins at 0. */
  static int checksum(CRC32C crc, ByteBuffer section, int length) {
    crc.reset();
    crc.update(section.duplicate().position(0).limit(8));
    crc.update(section.duplicate().position(HEADER).limit(HEADER + length));
    return (int) crc.getValue();
  }

  boolean isFull() {
    return buffer.position() > FULL;
  }

  boolean isEmpty() {
    return buffer.position() == HEADER;
  }

  /** Bytes written, without the section that is not ended yet. */
  long written() {
    return written;
  }

  void put(byte value) {
    room(1);
    buffer.put(value);
  }

  void put(boolean value) {
    put((byte) (value ? 1 : 0));
  }

  void put(int value) {
    room(4);
    buffer.putInt(value);
  }

  void put(long value) {
    room(8);
    buffer.putLong(value);
  }

  void put(UUID value) {
    put(value != null);
    if (value != null) {
      put(value.getMostSignificantBits());
      put(value.getLeastSignificantBits());
    }
  }

  /** Text, or null. */
  void put(String text) {
    put(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, or null. */
  void put(byte[] bytes) {
    put(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      room(bytes.length);
      buffer.put(bytes);
    }
  }

  void put(long[] words) {
    put(words.length);
    room(8 * words.length);
    buffer.asLongBuffer().put(words);
    buffer.position(buffer.position() + 8 * words.length);
  }

  private void room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      ByteBuffer larger = allocate((int) Math.min(Integer.MAX_VALUE - 8L, needed + needed / 2L));
      larger.put(buffer.flip());
      buffer = larger;
    }
  }
}
