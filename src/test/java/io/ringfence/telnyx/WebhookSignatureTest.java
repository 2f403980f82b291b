package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.telnyx.WebhookSignature.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  private static final JsonObject VECTORS = vectors();
  private static final String KEY = VECTORS.getString("public_key_base64");
  private static final JsonObject VALID = VECTORS.getJsonArray("vectors").getJsonObject(0);
  private static final String TIMESTAMP = VALID.getString("timestamp");
  private static final String SIGNATURE = VALID.getString("signature");
  private static final Buffer BODY = Buffer.buffer(VALID.getString("body"));
  private static final long NOW = VALID.getLong("now");

  static Stream<Ed25519> engines() {
    return Stream.of(Ed25519.accp(), Ed25519.bouncyCastle(), Ed25519.jdk())
        .flatMap(Optional::stream);
  }

  static Stream<Arguments> vectorsOnEachEngine() {
    JsonArray vectors = VECTORS.getJsonArray("vectors");
    return engines()
        .flatMap(
            engine ->
                vectors.stream()
                    .map(JsonObject.class::cast)
                    .map(
                        vector ->
                            Arguments.of(engine.name(), vector.getString("name"), engine, vector)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("vectorsOnEachEngine")
  void judgesTheSignedVectors(String name, String title, Ed25519 engine, JsonObject vector) {
    WebhookSignature signature = WebhookSignature.of(List.of(KEY), engine);

    Verdict verdict =
        signature.verify(
            vector.getString("timestamp"),
            vector.getString("signature"),
            Buffer.buffer(vector.getString("body")),
            vector.getLong("now"),
            vector.getLong("now"));

    assertEquals("accept".equals(vector.getString("expect")), verdict == Verdict.VALID, title);
  }

  @Test
  void atLeastTheTwoEnginesWithoutNativePartsArePresent() {
    assertTrue(Ed25519.bouncyCastle().isPresent());
    assertTrue(Ed25519.jdk().isPresent());
  }

  @Test
  void theFastestIsTheFirstOneThatIsPresent() {
    Ed25519 expected = Ed25519.accp().or(Ed25519::bouncyCastle).orElseThrow();

    assertEquals(expected.name(), Ed25519.fastest().name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123x",
        "abc",
        " 1795000000",
        "1795000000 ",
        "+1795000000",
        "-1",
        "1795000000.0",
        "0x6AFD",
        "1795000000000",
        "١٧٩٥",
        "1e9"
      })
  void refusesTimestampsThatAreNotDecimalDigits(String timestamp) {
    assertEquals(Verdict.MALFORMED, ours().verify(timestamp, SIGNATURE, BODY, NOW, NOW));
  }

  static Stream<Arguments> malformedSignatures() {
    byte[] bytes = Base64.getDecoder().decode(SIGNATURE);
    Base64.Encoder base64 = Base64.getEncoder();
    return Stream.of(
        Arguments.of("63 bytes", base64.encodeToString(Arrays.copyOf(bytes, 63))),
        Arguments.of("65 bytes", base64.encodeToString(Arrays.copyOf(bytes, 65))),
        Arguments.of("66 bytes in 88 characters", base64.encodeToString(Arrays.copyOf(bytes, 66))),
        Arguments.of("no padding", SIGNATURE.substring(0, 86)),
        Arguments.of("half the padding", SIGNATURE.substring(0, 87)),
        Arguments.of("URL-safe alphabet", SIGNATURE.replace('/', '_').replace('+', '-')),
        Arguments.of("line break", SIGNATURE.substring(0, 44) + "\n" + SIGNATURE.substring(45)),
        Arguments.of("space in front", " " + SIGNATURE),
        Arguments.of("hexadecimal", HexFormat.of().formatHex(bytes)),
        Arguments.of("not Base64 at all", "!".repeat(88)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedSignatures")
  void refusesSignaturesThatAreNot64BytesInBase64(String title, String signature) {
    assertEquals(Verdict.MALFORMED, ours().verify(TIMESTAMP, signature, BODY, NOW, NOW), title);
  }

  @Test
  void sayWhichHeaderIsMissingByOneWord() {
    assertEquals(Verdict.MISSING, ours().verify(null, SIGNATURE, BODY, NOW, NOW));
    assertEquals(Verdict.MISSING, ours().verify(TIMESTAMP, null, BODY, NOW, NOW));
    assertEquals(Verdict.MISSING, ours().verify("", SIGNATURE, BODY, NOW, NOW));
    assertEquals(Verdict.MISSING, ours().verify(TIMESTAMP, "", BODY, NOW, NOW));
  }

  @Test
  void isStaleOnlyByBothClocks() {
    long far = NOW + 301;

    assertEquals(Verdict.VALID, ours().verify(TIMESTAMP, SIGNATURE, BODY, far, NOW));
    assertEquals(Verdict.VALID, ours().verify(TIMESTAMP, SIGNATURE, BODY, NOW, far));
    assertEquals(Verdict.STALE, ours().verify(TIMESTAMP, SIGNATURE, BODY, far, far));
    assertEquals(Verdict.STALE, ours().verify(TIMESTAMP, SIGNATURE, BODY, NOW - 301, NOW - 301));
    assertEquals(Verdict.VALID, ours().verify(TIMESTAMP, SIGNATURE, BODY, NOW + 300, NOW + 300));
  }

  @Test
  void withoutAKeyNothingIsAccepted() {
    WebhookSignature none = WebhookSignature.of(List.of(), Ed25519.fastest());

    assertEquals(Verdict.NO_KEY, none.verify(TIMESTAMP, SIGNATURE, BODY, NOW, NOW));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anyOfSeveralKeysMayHaveSigned(Ed25519 engine) {
    String other = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    WebhookSignature both = WebhookSignature.of(List.of(other, KEY), engine);
    WebhookSignature onlyOther = WebhookSignature.of(List.of(other), engine);

    assertEquals(Verdict.VALID, both.verify(TIMESTAMP, SIGNATURE, BODY, NOW, NOW));
    assertEquals(Verdict.WRONG, onlyOther.verify(TIMESTAMP, SIGNATURE, BODY, NOW, NOW));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusesTheSecondFormOfTheSameSignature(Ed25519 engine) {
    String malleable = plusGroupOrder(Base64.getDecoder().decode(SIGNATURE));
    WebhookSignature signature = WebhookSignature.of(List.of(KEY), engine);

    assertEquals(Verdict.WRONG, signature.verify(TIMESTAMP, malleable, BODY, NOW, NOW));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aRefusalLeavesNothingBehindForTheNextCheck(Ed25519 engine) {
    WebhookSignature signature = WebhookSignature.of(List.of(KEY), engine);
    List<Verdict> verdicts = new ArrayList<>();

    for (int i = 0; i < 64; i++) {
      byte[] tampered = Base64.getDecoder().decode(SIGNATURE);
      tampered[i] ^= 0x10;
      String text = Base64.getEncoder().encodeToString(tampered);
      assertEquals(Verdict.WRONG, signature.verify(TIMESTAMP, text, BODY, NOW, NOW), "byte " + i);
      verdicts.add(signature.verify(TIMESTAMP, SIGNATURE, BODY, NOW, NOW));
    }

    assertTrue(verdicts.stream().allMatch(Verdict.VALID::equals));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void mayBeAskedFromSeveralThreadsAtOnce(Ed25519 engine) throws InterruptedException {
    WebhookSignature signature = WebhookSignature.of(List.of(KEY), engine);
    AtomicInteger valid = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();

    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  boolean good = i % 2 == 0;
                  Buffer body = good ? BODY : Buffer.buffer("{}");
                  Verdict verdict = signature.verify(TIMESTAMP, SIGNATURE, body, NOW, NOW);
                  valid.addAndGet((verdict == Verdict.VALID) == good ? 1 : 0);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(200, valid.get());
  }

  static Stream<Arguments> badKeys() {
    byte[] identity = new byte[32];
    identity[0] = 1;
    Base64.Encoder base64 = Base64.getEncoder();
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("31 bytes", base64.encodeToString(new byte[31])),
        Arguments.of("33 bytes", base64.encodeToString(new byte[33])),
        Arguments.of("not Base64", "?".repeat(44)),
        Arguments.of("the identity", base64.encodeToString(identity)),
        Arguments.of(
            "order two, y = -1",
            base64.encodeToString(littleEndian(prime().subtract(BigInteger.ONE)))),
        Arguments.of("order four, y = 0", base64.encodeToString(new byte[32])),
        Arguments.of(
            "not canonical, y = p + 1",
            base64.encodeToString(littleEndian(prime().add(BigInteger.ONE)))),
        Arguments.of(
            "no point of the curve, y = 2", base64.encodeToString(littleEndian(BigInteger.TWO))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badKeys")
  void refusesWhatIsNoPublicKeyAndNamesItsPlaceOnly(String title, String bad) {
    engines()
        .forEach(
            engine -> {
              IllegalArgumentException refused =
                  assertThrows(
                      IllegalArgumentException.class,
                      () -> WebhookSignature.of(List.of(KEY, bad), engine),
                      title);
              assertTrue(refused.getMessage().contains("public key 1"), refused.getMessage());
              assertFalse(!bad.isEmpty() && refused.getMessage().contains(bad));
            });
  }

  @Test
  void theMessageIsOverBytesNotOverText() {
    Buffer latin = Buffer.buffer(new byte[] {'{', '"', (byte) 0xe9, '"', '}'});

    assertNotEquals(Verdict.VALID, ours().verify(TIMESTAMP, SIGNATURE, latin, NOW, NOW));
  }

  private static WebhookSignature ours() {
    return WebhookSignature.of(List.of(KEY), Ed25519.fastest());
  }

  /** S + L, which satisfies the equation too; RFC 8032 §5.1.7 demands S < L. */
  private static String plusGroupOrder(byte[] signature) {
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)));
    System.arraycopy(littleEndian(s.add(order)), 0, signature, 32, 32);
    return Base64.getEncoder().encodeToString(signature);
  }

  private static BigInteger prime() {
    return BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  }

  private static byte[] littleEndian(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] padded = new byte[32];
    int skip = bigEndian.length == 33 ? 1 : 0;
    System.arraycopy(
        bigEndian, skip, padded, 32 - bigEndian.length + skip, bigEndian.length - skip);
    return reversed(padded);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static JsonObject vectors() {
    try (InputStream file =
        WebhookSignatureTest.class.getResourceAsStream("/telnyx/signature-vectors.json")) {
      return new JsonObject(Buffer.buffer(file.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
