package io.ringfence.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;

/** What every refusal is: its code, a whole sentence, and a form that would do. */
final class Refused {
  private Refused() {}

  static void of(Value<?> value, Refusal code, String says) {
    Value.Refused<?> refused = assertInstanceOf(Value.Refused.class, value);
    assertEquals(code, refused.code(), refused.detail());
    assertTrue(
        refused.detail().toLowerCase(Locale.ROOT).contains(says.toLowerCase(Locale.ROOT)),
        refused.detail());
    assertTrue(refused.detail().endsWith("."), refused.detail());
  }
}
