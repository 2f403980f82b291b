package io.ringfence.ban;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Reads what a {@link SectionWriter} wrote. Nothing of a section is looked at before its checksum
 * held, and no more memory is taken than there is file.
 */
final class SectionReader {
  private final FileChannel channel;
  private final long size;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer;

  SectionReader(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.buffer = SectionWriter.allocate((int) Math.min(1 << 21, SectionWriter.HEADER + size));
  }

  /**
   * Goes on to the next section and says what it is.
   *
   * @throws IOException if there is none, or it is damaged
   */
  int next() throws IOException {
    buffer.clear().limit(SectionWriter.HEADER);
    fill();
    int tag = buffer.getInt(0);
    int length = buffer.getInt(4);
    if (length < 0 || length > size - channel.position()) {
      throw new EOFException("it is truncated");
    }
    int checksum = buffer.getInt(8);
    body(length);
    if (SectionWriter.checksum(crc, buffer, length) != checksum) {
      throw new IOException("it is damaged");
    }
    buffer.position(SectionWriter.HEADER);
    return tag;
  }

  private void body(int length) throws IOException {
    int end = Math.addExact(SectionWriter.HEADER, length);
    if (end > buffer.capacity()) {
      ByteBuffer larger = SectionWriter.allocate(end);
      larger.put(buffer.flip());
      buffer = larger;
    }
    buffer.position(SectionWriter.HEADER).limit(end);
    fill();
  }

  private void fill() throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it is truncated");
      }
    }
  }

  /** Whether the section has more. */
  boolean hasMore() {
    return buffer.hasRemaining();
  }

  byte getByte() {
    return buffer.get();
  }

  boolean getBoolean() {
    return buffer.get() != 0;
  }

  int getInt() {
    return buffer.getInt();
  }

  long getLong() {
    return buffer.getLong();
  }

  UUID getUuid() {
    return getBoolean() ? new UUID(getLong(), getLong()) : null;
  }

  String getText() {
    byte[] bytes = getBytes();
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  byte[] getBytes() {
    int length = buffer.getInt();
    if (length == -1) {
      return null;
    }
    byte[] bytes = new byte[bounded(length, 1)];
    buffer.get(bytes);
    return bytes;
  }

  long[] getLongs() {
    long[] words = new long[bounded(buffer.getInt(), 8)];
    buffer.asLongBuffer().get(words);
    buffer.position(buffer.position() + 8 * words.length);
    return words;
  }

  private int bounded(int length, int bytesEach) {
    if (length < 0 || length > buffer.remaining() / bytesEach) {
      throw new BufferUnderflowException();
    }
    return length;
  }
}
