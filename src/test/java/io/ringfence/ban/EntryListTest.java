package io.ringfence.ban;

import static io.ringfence.ban.Given.NOW;
import static io.ringfence.ban.Given.allow;
import static io.ringfence.ban.Given.ban;
import static io.ringfence.ban.Given.ended;
import static io.ringfence.ban.Given.observed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Channel;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.NumberPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryListTest {
  private static final long NUMBER = 14_155_552_671L;

  private final EntryList list = new EntryList(PrintKey.random());

  @Test
  void keepsNumbersAndPrefixesApart() {
    putPrefix(NUMBER, List.of(ban(1)));

    assertEquals(Match.NONE, list.exact(NUMBER, Channel.VOICE, NOW));
    assertEquals(1, longest(NUMBER));
    assertEquals(0, list.entries(Kind.PHONE));
    assertEquals(1, list.entries(Kind.PHONE_PREFIX));
  }

  @Test
  void findsTheLongestPrefix() {
    putPrefix(1_415, List.of(ban(1)));
    putPrefix(1_415_555, List.of(ban(2)));
    putPrefix(1_415_555_9, List.of(ban(3)));

    assertEquals(2, longest(NUMBER));
  }

  @Test
  void goesOnToAShorterPrefixWhereTheLongerDoesNotDecide() {
    putPrefix(1_415, List.of(ban(1)));
    putPrefix(14_155, List.of(ended(ban(2))));
    putPrefix(141_555, List.of(observed(ban(3))));

    assertEquals(1, longest(NUMBER));
  }

  @Test
  void letsTheLongerPrefixWinWhateverItDoes() {
    putPrefix(1_415, List.of(allow(1)));
    putPrefix(14_155, List.of(ban(2)));

    assertEquals(2, longest(NUMBER));
  }

  @Test
  void allowsBeforeItBansAtOneLength() {
    putPrefix(1_415, List.of(ban(1), allow(2)));

    assertEquals(2, longest(NUMBER));
    assertTrue(Match.allows(list.longestPrefix(NUMBER, Channel.VOICE, NOW)));
  }

  @Test
  void forgetsPrefixesThatAreLifted() {
    putPrefix(1_415, List.of(ban(1)));
    putPrefix(1_416, List.of(ban(2)));

    putPrefix(1_415, List.of());

    assertEquals(0, longest(NUMBER));
    assertEquals(2, longest(14_165_552_671L));
    putPrefix(1_416, List.of());
    assertTrue(list.isEmpty());
  }

  @Test
  void answersAsALongestMatchOverTextWould() {
    Random random = new Random(11);
    Map<String, Long> model = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      String prefix = digits(random, NumberPrefix.MIN_DIGITS, NumberPrefix.MAX_DIGITS);
      if (random.nextInt(3) == 0) {
        model.remove(prefix);
        putPrefix(Long.parseLong(prefix), List.of());
      } else {
        model.put(prefix, i + 1L);
        putPrefix(Long.parseLong(prefix), List.of(ban(i + 1L)));
      }

      String number = digits(random, 5, 15);

      assertEquals(longestOf(model, number), longest(Long.parseLong(number)), number);
    }
  }

  private long longest(long digits) {
    return Match.id(list.longestPrefix(digits, Channel.VOICE, NOW));
  }

  private static long longestOf(Map<String, Long> model, String number) {
    for (int length = number.length(); length > 0; length--) {
      Long id = model.get(number.substring(0, length));
      if (id != null) {
        return id;
      }
    }
    return 0;
  }

  /** Of two digits only, so that many are the beginning of others. */
  private static String digits(Random random, int min, int max) {
    StringBuilder text = new StringBuilder();
    for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
      text.append(1 + random.nextInt(2));
    }
    return text.toString();
  }

  private void putPrefix(long digits, List<EntryState> states) {
    list.put(Kind.PHONE_PREFIX, "+" + digits, states);
  }
}
