package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringfence.telnyx.WebhookEvent.Incoming;
import io.ringfence.telnyx.WebhookEvent.Message;
import io.ringfence.telnyx.WebhookEvent.NotJson;
import io.ringfence.telnyx.WebhookEvent.Other;
import io.ringfence.telnyx.WebhookEvent.Parties;
import io.ringfence.telnyx.WebhookEvent.Undecodable;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
  private static final String EVENT = "5b0c6a1e-6f1d-4e0e-9f55-0c2a6b1f7a10";
  private static final Parties BETWEEN =
      new Parties("+15005550006", "+15005550001", "1000000000000000001");
  private static final String CALL = "v3:QmFuR2F0ZS1leGFtcGxlLWlkX18tLQ";

  /** What most of the golden events say. */
  private static final Incoming USUAL =
      new Incoming(
          EVENT,
          CALL,
          "a0b1c2d4-0000-11f1-8e4b-02420a000001",
          "a0b1c2d3-0000-11f1-9961-02420a000001",
          "1000000000000000001",
          "+15005550006",
          "+15005550001",
          null,
          null,
          null,
          "pstn",
          null,
          null,
          Instant.parse("2026-11-20T10:15:30.123456Z"));

  /** A golden event, and in what it differs from the usual: member, value, member, value. */
  private static Arguments golden(String file, Object... differences) {
    Map<String, Object> expected = facts(USUAL);
    for (int i = 0; i < differences.length; i += 2) {
      expected.replace((String) differences[i], differences[i + 1]);
    }
    return Arguments.of(file, expected);
  }

  static Stream<Arguments> incomingCalls() {
    return Stream.of(
        golden("incoming-v2"),
        golden("incoming-v1"),
        golden("incoming-v1-in-dotted-spelling"),
        golden("from-object"),
        golden("from-object-without-number", "fromRaw", null),
        golden(
            "from-sip-uri",
            "fromRaw",
            "sip:reception@pbx.example.com;transport=tls",
            "callingPartyType",
            "sip"),
        golden("from-with-dashes", "fromRaw", "+1-500-555-0006"),
        golden("from-withheld", "fromRaw", "anonymous"),
        golden("from-missing", "fromRaw", null),
        golden("from-null", "fromRaw", null),
        golden(
            "attested",
            "attestation",
            "A",
            "attestationValidated",
            true,
            "screeningResult",
            "no_flag"),
        golden(
            "attested-weakly",
            "attestation",
            "C",
            "attestationValidated",
            false,
            "screeningResult",
            "spam_likely"),
        golden("attested-unknown-letter"),
        golden("sip-headers", "priority", "psap-callback"),
        golden("client-state", "clientState", "bXktc3RhdGU="),
        golden("unknown-members"),
        golden("unknown-members-outside"),
        golden(
            "members-missing",
            "eventId",
            null,
            "callSessionId",
            null,
            "callLegId",
            null,
            "connectionId",
            null,
            "fromRaw",
            null,
            "to",
            null,
            "callingPartyType",
            null,
            "occurredAt",
            null),
        golden(
            "other-types",
            "fromRaw",
            "15005550006",
            "attestationValidated",
            true,
            "callingPartyType",
            "true"),
        golden("members-in-reverse"),
        golden("members-twice"),
        golden("time-unreadable", "occurredAt", null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("incomingCalls")
  void readsAnIncomingCall(String file, Map<String, Object> expected) {
    WebhookEvent event = EventDecoder.decode(body(file));

    assertEquals(expected, facts(assertInstanceOf(Incoming.class, event)));
  }

  @Test
  void readsAReceivedMessage() {
    WebhookEvent event = EventDecoder.decode(body("message-received"));

    assertEquals(
        new Message(
            EVENT,
            "84cca175-9755-4859-b67f-4730d7f58aa3",
            new Parties("+15005550006", "+15005550001", null),
            Instant.parse("2026-11-20T10:15:30.123456Z")),
        event);
  }

  static Stream<Arguments> otherEvents() {
    return Stream.of(
        Arguments.of(
            "outgoing-leg",
            new Other("call.initiated", EVENT, CALL, "bXktc3RhdGU=", "outgoing", BETWEEN)),
        Arguments.of(
            "answered", new Other("call.answered", EVENT, CALL, null, "incoming", BETWEEN)),
        Arguments.of(
            "hangup", new Other("call.hangup", EVENT, CALL, "cmYxYWJj", "incoming", BETWEEN)),
        Arguments.of("dtmf", new Other("call.dtmf.received", EVENT, CALL, null, null, BETWEEN)),
        Arguments.of("empty-object", new Other(null, null, null, null, null, Parties.NONE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherEvents")
  void readsWhatItTakesToPassAnotherEventOn(String file, Other expected) {
    assertEquals(expected, EventDecoder.decode(body(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"call-control-id-missing", "call-control-id-blank"})
  void aCallThatNoCommandCanReachIsUndecodable(String file) {
    assertInstanceOf(Undecodable.class, EventDecoder.decode(body(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "17",
        "\"text\"",
        "[]",
        "[{\"data\":{}}]",
        "{",
        "{\"a\":1",
        "{]",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1}x",
        "{\"a\":1}{}",
        "{\"a\":1} ]",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\ud8\"}",
        "/*c*/{}",
        "\ufeff{}",
        "From=%2B15005550006&To=%2B15005550001",
        "<html>"
      })
  void whatIsNoJsonObjectIsNotJson(String text) {
    assertEquals(new NotJson(), EventDecoder.decode(text.getBytes(StandardCharsets.UTF_8)));
  }

  static Stream<Arguments> notUtf8() {
    return Stream.of(
        Arguments.of("a lone byte of Latin 1", bytes(0xe9)),
        Arguments.of("an overlong form", bytes(0xc0, 0xaf)),
        Arguments.of("half a surrogate pair", bytes(0xed, 0xa0, 0x80)),
        Arguments.of("beyond Unicode", bytes(0xf5, 0x80, 0x80, 0x80)),
        Arguments.of("cut off", bytes(0xe2, 0x82)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notUtf8")
  void whatIsNotUtf8IsNotJson(String title, byte[] text) throws IOException {
    for (String member : List.of("\"from\":", "\"unknown\":")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(("{" + member + "\"").getBytes(StandardCharsets.UTF_8));
      body.write(text);
      body.write("\"}".getBytes(StandardCharsets.UTF_8));

      assertEquals(new NotJson(), EventDecoder.decode(body.toByteArray()), title + member);
    }
  }

  @Test
  void whatIsUtf16IsNotJson() {
    String text = new String(body("incoming-v2"), StandardCharsets.UTF_8);

    assertEquals(new NotJson(), EventDecoder.decode(text.getBytes(StandardCharsets.UTF_16BE)));
    assertEquals(new NotJson(), EventDecoder.decode(text.getBytes(StandardCharsets.UTF_16LE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 1_000, 30_000})
  void aBodyNestedTooDeepIsNotJson(int depth) {
    for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
      String deep = "{\"a\":" + pair[0].repeat(depth) + "1" + pair[1].repeat(depth) + "}";

      assertEquals(new NotJson(), EventDecoder.decode(deep.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aNumberWithoutEndIsNotJson() {
    String long_ = "{\"data\":{\"payload\":{\"from\":" + "9".repeat(60_000) + "}}}";

    assertEquals(new NotJson(), EventDecoder.decode(long_.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whiteSpaceAroundTheObjectIsNothing() {
    Buffer body = Buffer.buffer("\r\n\t ").appendBytes(body("incoming-v2")).appendString("\n\n ");

    assertEquals(USUAL, EventDecoder.decode(body));
  }

  @Test
  void dataOfAnotherTypeLeavesWhatStandsAtTheTop() {
    for (String data : List.of("null", "7", "[{\"event_type\":\"call.hangup\"}]")) {
      String body = "{\"event_type\":\"a\",\"data\":" + data + ",\"id\":\"b\"}";

      assertEquals(
          new Other("a", "b", null, null, null, Parties.NONE),
          EventDecoder.decode(body.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    Random random = new Random(20_261_121);
    List<byte[]> seeds =
        Stream.concat(incomingCalls(), otherEvents())
            .map(row -> body((String) row.get()[0]))
            .toList();

    for (int i = 0; i < 50_000; i++) {
      byte[] body = mutated(seeds.get(random.nextInt(seeds.size())), random);
      assertNotNull(EventDecoder.decode(body), () -> Arrays.toString(body));
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] body =
        Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length) : seed.length);
    byte[] telling = "{}[]\":,\\0e-\u0000\n".getBytes(StandardCharsets.UTF_8);
    for (int n = random.nextInt(4); n >= 0 && body.length > 0; n--) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(4)) {
        case 0 -> body[at] = (byte) random.nextInt(256);
        case 1 -> body[at] = telling[random.nextInt(telling.length)];
        case 2 -> body[at] ^= (byte) (1 << random.nextInt(8));
        default -> {
          int from = random.nextInt(body.length);
          int length = Math.min(random.nextInt(40), body.length - Math.max(at, from));
          System.arraycopy(body, from, body, at, length);
        }
      }
    }
    return body;
  }

  private static Map<String, Object> facts(Incoming call) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (RecordComponent component : Incoming.class.getRecordComponents()) {
      try {
        facts.put(component.getName(), component.getAccessor().invoke(call));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return facts;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] body(String file) {
    try (InputStream in = EventDecoderTest.class.getResourceAsStream("/telnyx/" + file + ".json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
