package io.ringfence.telnyx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.ringfence.telnyx.WebhookEvent.NotJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the body of a webhook of either version, in one pass and without a tree. Telnyx promises no
 * member and no order, so every member may be absent or of another type, and unknown ones are
 * skipped; of a member given twice the last counts.
 */
public final class EventDecoder {
  /** An event nests four levels deep; deeper bodies are made to hurt. */
  private static final int MAX_DEPTH = 32;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // The body is UTF-8 or refused: guessing would read UTF-16 from a few zero bytes.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private static final NotJson NOT_JSON = new NotJson();

  private EventDecoder() {}

  /** Reads a body. Never throws, whatever the bytes are. */
  public static WebhookEvent decode(Buffer body) {
    return decode(body.getBytes());
  }

  /** Reads a body. Never throws, whatever the bytes are. */
  public static WebhookEvent decode(byte[] body) {
    if (!isUtf8(body)) {
      return NOT_JSON;
    }
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NOT_JSON;
      }
      Envelope envelope = Envelope.read(parser);
      return parser.nextToken() == null ? envelope.event() : NOT_JSON;
    } catch (IOException e) {
      return NOT_JSON;
    }
  }

  /** The parser lets overlong forms and halves of surrogates pass. */
  private static boolean isUtf8(byte[] body) {
    if (isAscii(body)) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * Eight bytes at a time: most bodies are ASCII, and one by one it is a seventh of the decoding.
   */
  private static boolean isAscii(byte[] body) {
    long bits = 0;
    int at = 0;
    for (; at <= body.length - Long.BYTES; at += Long.BYTES) {
      bits |= (long) EIGHT_BYTES.get(body, at);
    }
    for (; at < body.length; at++) {
      bits |= body[at];
    }
    return (bits & HIGH_BITS) == 0;
  }
}
