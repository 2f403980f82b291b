package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintKeyTest {
  private final PrintKey key = PrintKey.random();

  /** {@code openssl mac -macopt hexkey:0001…0f -macopt size:16 SIPHASH} over 00 01 02 …. */
  @ParameterizedTest
  @CsvSource({
    "0, a3817f04ba25a8e66df67214c7550293",
    "1, 3b62a9ba6258f5610f83e264f31497b4",
    "2, 6ee2a4ca67b054bbfd3315bf85230577",
    "3, 2db479ae78bd50d8882a8a178a6132ad",
  })
  void isTheSipHashThatOthersCompute(int words, String expected) {
    Sip sip = new Sip(new PrintKey(0x0706050403020100L, 0x0f0e0d0c0b0a0908L));

    for (int i = 0; i < words; i++) {
      sip.take(0x0706050403020100L + i * 0x0808080808080808L);
    }

    Print print = sip.end();
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(print.first()).putLong(print.second());
    assertEquals(expected, HexFormat.of().formatHex(bytes.array()));
  }

  @Test
  void tellsApartWhatIsNotTheSame() {
    Set<Print> prints = new HashSet<>();
    String[] ids = {"a", "aa", "aaa", "aaaa", "aaaaa", "A", "a\0", "GB", "b.example", "10.0.0.0"};
    for (String id : ids) {
      prints.add(key.of(Kind.VISITOR_ID, id));
    }
    prints.add(key.of(Kind.COUNTRY, "GB"));
    prints.add(key.of(Kind.EMAIL_DOMAIN, "b.example"));
    prints.add(key.of(Kind.EMAIL, "a@b.example"));
    prints.add(key.of(Kind.IP, "10.0.0.0"));
    prints.add(key.of(Kind.IP, "10.0.0.0/24"));
    prints.add(key.of(Kind.IP, "::a00:0"));

    assertEquals(ids.length + 6, prints.size());
  }

  @Test
  void aDomainWithinAnothersTextHasItsOwnPrint() {
    EmailDomain below = new EmailDomain("mail.spam.example");

    assertEquals(key.of(new EmailDomain("spam.example")), key.of(below, 5));
  }

  @Test
  void anotherKeyMakesAnotherPrint() {
    assertNotEquals(
        key.of(Kind.EMAIL, "zoe@example.com"), PrintKey.random().of(Kind.EMAIL, "zoe@example.com"));
  }

  @Test
  void refusesWhatIsNotOfItsKind() {
    assertThrows(IllegalArgumentException.class, () -> key.of(Kind.IP, "10.0.0.1/24"));
    assertThrows(IllegalArgumentException.class, () -> key.of(Kind.EMAIL, "example.com"));
    assertThrows(IllegalArgumentException.class, () -> key.of(Kind.COUNTRY, "gb"));
    assertThrows(IllegalArgumentException.class, () -> key.of(Kind.PHONE, "+14155552671"));
  }
}
