package io.ringfence.telnyx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringfence.telnyx.WebhookEvent.Incoming;
import io.ringfence.telnyx.WebhookEvent.NotForm;
import io.ringfence.telnyx.WebhookEvent.Other;
import io.ringfence.telnyx.WebhookEvent.Parties;
import io.ringfence.telnyx.WebhookEvent.Undecodable;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TexmlTest {
  private static final String USUAL =
      "From=%2B15005550006&To=%2B15005550001&CallSid=v3%3AQmFu-_&CallSidLegacy=x"
          + "&AccountSid=a&CallerId=%2B15005550006&CallingPartyType=pstn&FromSipUri=a%40b"
          + "&ConnectionId=1000000000000000001&CallStatus=ringing&ShakenStirAttestation=b";

  private static WebhookEvent read(String form) {
    return Texml.decode(Buffer.buffer(form));
  }

  @Test
  void readsTheFirstRequestOfACall() {
    Incoming call = assertInstanceOf(Incoming.class, read(USUAL));

    assertEquals("v3:QmFu-_", call.callControlId());
    assertEquals("+15005550006", call.fromRaw());
    assertEquals("+15005550001", call.to());
    assertEquals("1000000000000000001", call.connectionId());
    assertEquals("pstn", call.callingPartyType());
    assertEquals("B", call.attestation());
  }

  /** What stands in the form, and what is read of it. */
  @ParameterizedTest
  @CsvSource({
    "%2B15005550006, +15005550006",
    "+15005550006, ' 15005550006'",
    "(500)+555-0006, (500) 555-0006",
    "%E2%80%AD%2B1, \u202D+1",
    "a%3Db%26c, a=b&c",
    "a=b, a=b",
    "'', ''",
  })
  void readsEscapes(String written, String meant) {
    Incoming call = assertInstanceOf(Incoming.class, read("CallSid=c&From=" + written));

    assertEquals(meant, call.fromRaw());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CallSid=c&From=%",
        "CallSid=c&From=%2",
        "CallSid=c&From=%2&To=x",
        "CallSid=c&From=%zz",
        "CallSid=c&From=% 1",
        "CallSid=c&Fr%om=1",
        "CallSid=c&From=%FF",
        "CallSid=c&From=%C0%AF",
        "CallSid=c&From=%ED%A0%80",
        "CallSid=c&From=1&From=2",
        "CallSid=c&CallSid=d",
      })
  void whatCannotBeReadOneWayIsNoForm(String form) {
    assertInstanceOf(NotForm.class, read(form));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CallSid=c&From=1&From=1",
        "CallSid=c&From=1&Digits=1&Digits=2",
        "&&CallSid=c&&From=1&",
        "From=1&CallControlId=c",
        "From=1&CallSid=&CallControlId=c",
        "From=1&CallSid=c&CallStatus=queued",
        "From=1&CallSid=c&CallStatus=a-word-that-Telnyx-thinks-of-next",
        "From=1&CallSid=c&Direction=inbound",
        "From=1&CallSid=c&flag",
      })
  void allElseOfAnIncomingCallIsItsFirstRequest(String form) {
    Incoming call = assertInstanceOf(Incoming.class, read(form));

    assertEquals("c", call.callControlId());
    assertEquals("1", call.fromRaw());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CallStatus=in-progress",
        "CallStatus=In-Progress",
        "CallStatus=completed",
        "CallStatus=no-answer",
        "CallStatus=busy",
        "Direction=outbound-api&CallStatus=ringing",
      })
  void aLaterRequestAndALegThatTheApplicationDialledAreNot(String members) {
    Other other = assertInstanceOf(Other.class, read("CallSid=c&From=1&To=2&" + members));

    assertEquals("c", other.callControlId());
    assertEquals(new Parties("1", "2", null), other.parties());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "From=1", "CallSid=&From=1", "CallSid=+", "{\"data\":{}}"})
  void withoutACallThereIsNothingToGate(String form) {
    assertInstanceOf(Undecodable.class, read(form));
  }

  @Test
  void refusesInTheWordsOfTexml() {
    assertEquals(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject reason=\"busy\"/></Response>",
        Texml.rejection("USER_BUSY").toString());
    assertEquals(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject"
            + " reason=\"rejected\"/></Response>",
        Texml.rejection("CALL_REJECTED").toString());
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    Random random = new Random(20_261_121);
    byte[] seed = USUAL.getBytes(StandardCharsets.US_ASCII);
    byte[] telling = "%&=+2Bf\u0000".getBytes(StandardCharsets.US_ASCII);

    for (int i = 0; i < 50_000; i++) {
      byte[] form = Arrays.copyOf(seed, random.nextInt(seed.length) + 1);
      for (int n = random.nextInt(5); n >= 0; n--) {
        form[random.nextInt(form.length)] =
            random.nextBoolean()
                ? telling[random.nextInt(telling.length)]
                : (byte) random.nextInt(256);
      }
      assertNotNull(Texml.decode(Buffer.buffer(form)), () -> Arrays.toString(form));
    }
  }
}
