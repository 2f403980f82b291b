package io.ringfence.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.subject.Value.Accepted;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SubjectPropertyTest {
  private static final int GENERATED = 1_000_000;
  private static final int RANDOM_TEXTS = 10_000;

  private static final List<Function<String, Value<?>>> READINGS =
      List.of(
          SubjectValue::ip,
          SubjectValue::address,
          SubjectValue::email,
          SubjectValue::emailDomain,
          SubjectValue::visitorId,
          SubjectValue::country);

  /** What is treated in a way of its own, and what composes, folds or vanishes. */
  private static final String[] PIECES = {
    ".",
    ".",
    "+",
    "@",
    "-",
    "a",
    "B",
    "0",
    "9",
    "gmail.com",
    "example",
    "com",
    "xn--",
    "\"",
    "<",
    ">",
    "(",
    "/",
    ":",
    "%",
    "*",
    "::",
    "ffff",
    "10",
    "[",
    "]",
    "\u0308",
    "\u0301",
    "e",
    "ß",
    "ς",
    "Σ",
    "İ",
    "ı",
    "ﬁ",
    "＠",
    "．",
    "。",
    "＋",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\ud83d\ude00",
    "\ud800",
    "\udc00",
    "א",
    "ا",
    "한",
    "\u1112\u1161",
    "Å",
    "①",
    "℀",
    " ",
    "\t",
    "\u0000",
    "\u3000",
    "\uffff",
    "XN--"
  };

  private final long seed = Long.getLong("ringfence.seed", 20261121);
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void canonicalEmailsAreTheirOwnCanonicalForm() {
    int accepted = 0;
    for (int i = 0; i < GENERATED; i++) {
      String raw = pieces(1, 5) + "@" + pieces(0, 2) + (i % 4 == 0 ? "gmail.com" : "x.example");
      if (SubjectValue.email(raw) instanceof Accepted<Email> first) {
        String canonical = first.canonical().toString();
        assertEquals(first.canonical(), Email.parse(canonical), raw);
        assertEquals(
            new Accepted<>(first.canonical(), canonical, Width.NORMAL),
            SubjectValue.email(canonical),
            raw);
        accepted++;
      }
    }
    assertTrue(accepted > GENERATED / 20, accepted + " accepted");
  }

  @Test
  void canonicalDomainsAreTheirOwnCanonicalForm() {
    int accepted = 0;
    for (int i = 0; i < GENERATED / 4; i++) {
      String raw = pieces(1, 4) + ".example";
      if (SubjectValue.emailDomain(raw) instanceof Accepted<EmailDomain> first) {
        String canonical = first.canonical().text();
        assertEquals(
            new Accepted<>(first.canonical(), canonical, first.width()),
            SubjectValue.emailDomain(canonical),
            raw);
        accepted++;
      }
    }
    assertTrue(accepted > GENERATED / 80, accepted + " accepted");
  }

  @Test
  void noTextThrowsAndEveryRefusalIsASentence() {
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      String text = i % 2 == 0 ? pieces(0, 12) : anything();
      for (Function<String, Value<?>> reading : READINGS) {
        Value<?> value = reading.apply(text);
        if (value instanceof Value.Refused<?> refused) {
          assertTrue(refused.detail().length() > 30 && refused.detail().endsWith("."), text);
          // What is refused is not repeated: it may be a secret, or longer than an answer.
          assertFalse(refused.detail().contains("\u0000") || refused.detail().length() > 400, text);
        } else {
          assertTrue(((Accepted<?>) value).width() != Width.TOO_WIDE, text);
        }
      }
    }
  }

  private String pieces(int least, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(least, most + 1); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private String anything() {
    int length = random.nextInt(64);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0x110000));
    }
    return text.toString();
  }
}
