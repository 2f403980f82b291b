package io.ringfence.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;
import java.io.IOException;
import java.net.JarURLConnection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberingTest {
  private final Numbering numbering = new Numbering();
  private final long seed = Long.getLong("ringfence.seed", System.nanoTime());

  @Test
  void withholdsAMissingCaller() {
    assertEquals(CallerId.WITHHELD, numbering.caller(null, "US"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Anonymous",
        "PRIVATE",
        "Private Number",
        "No Caller ID",
        "\"Anonymous\"",
        "Out-Of-Area",
        "sip:@198.51.100.1",
        "sip:198.51.100.1:5060",
        "sip:x7@anonymous.invalid",
        "tel:",
        "\"Ann\" <sip:Anonymous@example.com;user=phone>;tag=1",
        "%61nonymous",
        "\u200e",
        "\u0000",
        "+7748283",
        "8656696"
      })
  void withholdsWhatStandsForNoNumber(String raw) {
    assertEquals("WITHHELD", CallerIdTable.written(numbering.caller(raw, "US")));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"Ann <3\" <sip:+16502530000@h.example;user=phone>;tag=a', US, +16502530000",
    "<sips:16502530000:secret@[2001:db8::1]:5061>, US, +16502530000",
    "SIP:%2B16502530000@h, US, +16502530000",
    "sip:+1650%32530000, US, +16502530000",
    "6502530000@h, US, +16502530000",
    "tel:253-0000;phone-context=+1-650, US, +16502530000",
    "'16502530000', GB, +16502530000",
    "011442070313000, GB, +442070313000",
    "6502530000, us, +16502530000",
    "442070313000, nowhere, +442070313000",
    "6502530000, nowhere, INVALID",
    "+4900301234567, US, +49301234567",
    "+48 (0)22 123 45 67, US, +48221234567",
    "+47 (0)22 12 34 56, US, +4722123456",
    "+39 (0)2 36618300, US, +390236618300",
    "00521 55 12345678, US, +525512345678",
    "+55 (0xx11) 98765-4321, US, +5511987654321",
    "+5511 7654-3210, US, +5511976543210",
    "+22995123456, US, +2290195123456",
    "737-842-7833, US, +17378427833",
    "650253XXXX, US, INVALID",
    "+1 650 +1 650, US, INVALID",
    "*67 6502530000, US, INVALID",
    "%ZZ6502530000, US, INVALID",
    "+4930123456789012, US, INVALID",
    "911, US, SHORT:911",
    "tel:911;phone-context=+1, US, SHORT:911",
    "131114, AU, SHORT:131114",
    "+61131114, AU, +61131114"
  })
  void readsWhatTheTableLeavesOut(String raw, String region, String expected) {
    assertEquals(expected, CallerIdTable.written(numbering.caller(raw, region)));
  }

  @ParameterizedTest
  @CsvSource({
    "+541187654321, +5491187654321",
    "+5491187654321, +541187654321",
    "011 15 8765-4321, +541187654321",
    "+2290195123456, +22995123456",
    "+22995123456, +22995123456"
  })
  void givesTheOtherFormOfTheSameLine(String raw, String alternate) {
    // When
    CallerId caller = numbering.caller(raw, "AR");

    // Then
    CallerId.Known known = (CallerId.Known) caller;
    assertEquals(List.of(E164.parse(alternate)), known.alternates());
  }

  @ParameterizedTest
  @ValueSource(strings = {"+548001234567", "+5511987654321", "+525512345678", "+16502530000"})
  void givesNoOtherFormOfMostNumbers(String raw) {
    assertEquals(new CallerId.Known(E164.parse(raw)), numbering.caller(raw, "US"));
  }

  @Test
  void readsItsOwnAnswersAsTheyAre() {
    // Given
    RawNumbers raws = new RawNumbers(seed);
    int known = 0;

    for (int i = 0; i < 300_000; i++) {
      String raw = raws.next();
      if (numbering.readInFull(raw, raws.region()) instanceof CallerId.Known first) {
        // When
        CallerId again = numbering.readInFull(first.number().toString(), raws.region());

        // Then
        assertEquals(first, again, () -> raw + ", seed " + seed);
        known++;
      }
    }
    assertTrue(known > 100_000, "only " + known + " were numbers");
  }

  @Test
  void givesFormsThatAreLookedUpBothWays() {
    // Given
    RawNumbers raws = new RawNumbers(seed);

    for (int i = 0; i < 300_000; i++) {
      String raw = raws.next();
      if (numbering.caller(raw, "US") instanceof CallerId.Known caller) {
        for (E164 alternate : caller.alternates()) {
          // When
          CallerId banned = numbering.caller(alternate.toString(), "US");

          // Then: the ban's key is one that the caller is looked up by, or the form is no number.
          assertTrue(
              !(banned instanceof CallerId.Known ban)
                  || ban.number().equals(caller.number())
                  || caller.alternates().contains(ban.number()),
              () -> raw + " and " + banned + ", seed " + seed);
        }
      }
    }
  }

  @Test
  void neverThrows() {
    Random random = new Random(seed);
    BanValue values = new BanValue(numbering);
    String[] regions = {"US", "BR", "gb", "ZZ", "001", "", null, "\ud800"};
    for (int i = 0; i < 300_000; i++) {
      String raw = noise(random);
      String region = regions[random.nextInt(regions.length)];
      try {
        assertNotNull(numbering.caller(raw, region));
        assertNotNull(values.phone(raw, region));
        assertNotNull(values.prefix(raw, region));
      } catch (RuntimeException e) {
        throw new AssertionError("'" + raw + "' in " + region + ", seed " + seed, e);
      }
    }
  }

  private static String noise(Random random) {
    String[] pieces = {
      "sip:", "tel:", "<", ">", "\"", "@", ";", ";phone-context=", "+", "＋", "%2B", "%", "%f", "00",
      "011", "0", "(0)", "xx", "0xx", "1", "44", "٣", "𝟗", "\ud83d", "\ude00", "😀", "6️⃣",
          "\u0000",
      "\u200b", " ", "-", ".", ":", "?", "*", "#", "FLOWERS", "anonymous", "650253", "\uffff", "é"
    };
    StringBuilder noise = new StringBuilder();
    for (int count = random.nextInt(9); count > 0; count--) {
      noise.append(
          random.nextInt(8) == 0
              ? Character.toString((char) random.nextInt(0x10000))
              : pieces[random.nextInt(pieces.length)]);
    }
    return noise.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "+", "(", "%2B", "\u200b", "a", "<", "\ud800", "\u0000"})
  void findsNoNumberInAFloodOfCharacters(String piece) {
    assertEquals(CallerId.UNREADABLE, numbering.caller(piece.repeat(65_536), "US"));
  }

  @Test
  void knowsEmergencyNumbersOfTheRegionAndOfEveryNetwork() {
    assertTrue(numbering.isEmergency(new CallerId.Short("999"), "GB"));
    assertTrue(numbering.isEmergency(new CallerId.Short("112"), "nowhere"));
    assertTrue(numbering.isEmergency(new CallerId.Short("911"), null));
    assertFalse(numbering.isEmergency(new CallerId.Short("22395"), "US"));
    assertFalse(numbering.isEmergency(CallerId.WITHHELD, "US"));
  }

  @Test
  void namesTheMetadataOnTheClassPath() throws IOException {
    // Given
    var address = PhoneNumberUtil.class.getResource("PhoneNumberUtil.class");
    var jar = (JarURLConnection) address.openConnection();

    // When
    String version = Numbering.version();

    // Then
    String written = jar.getManifest().getMainAttributes().getValue("Bundle-Version");
    assertEquals("libphonenumber-" + written, version);
  }
}
