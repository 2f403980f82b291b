package io.ringfence.ban;

import static io.ringfence.ban.Given.NOW;
import static io.ringfence.ban.Given.allow;
import static io.ringfence.ban.Given.ban;
import static io.ringfence.ban.Given.ended;
import static io.ringfence.ban.Given.observed;
import static io.ringfence.ban.Given.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.VisitorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are no numbers, through the list that holds them. */
class ValueTableTest {
  private final EntryList list = new EntryList(PrintKey.random());

  /** What stands, which address comes, and which of the entries, counted from 1, decides. */
  @ParameterizedTest(name = "{0} | {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7                                | 203.0.113.7         | 1",
        "203.0.113.7                                | 203.0.113.8         | 0",
        "203.0.113.0/24                             | 203.0.113.200       | 1",
        "203.0.0.0/16, 203.0.113.0/24, 10.0.0.0/8   | 203.0.113.7         | 2",
        "203.0.113.0/25, 203.0.0.0/16               | 203.0.113.200       | 2",
        "128.0.0.0/1                                | 203.0.113.7         | 1",
        "203.0.113.7                                | ::ffff:203.0.113.7  | 1",
        "2001:db8::/32                              | 2001:db8:1::7       | 1",
        "2001:db8::/32, 2001:db8::/64, 2001:db8::/65 | 2001:db8::8000:0:0:1 | 2",
        "2001:db8::/63, 2001:db8::/64               | 2001:db8:0:1::1     | 1",
        "2001:db8::7                                | 2001:db8::7         | 1",
        "8000::/1                                   | 9000::              | 1",
        "::/1                                       | 203.0.113.7         | 0",
        "0.0.0.0/1                                  | ::1                 | 0",
      })
  void theSmallestBlockDecides(String stands, String address, long decides) {
    long id = 0;
    for (String range : stands.split(", *")) {
      put(Kind.IP, range.strip(), ban(++id));
    }

    assertEquals(decides, Match.id(list.ip(IpRange.parse(address), Channel.CHAT, NOW)));
  }

  @Test
  void aLargerBlockDecidesWhereTheSmallerDoesNot() {
    put(Kind.IP, "10.0.0.0/8", ban(1));
    put(Kind.IP, "10.1.0.0/16", ended(ban(2)));
    put(Kind.IP, "10.1.1.0/24", observed(ban(3)));
    put(Kind.IP, "10.1.1.1", on(Channel.VOICE, ban(4)));

    assertEquals(1, Match.id(list.ip(IpRange.parse("10.1.1.1"), Channel.CHAT, NOW)));
    put(Kind.IP, "10.1.1.1", allow(4), ban(5));
    assertTrue(Match.allows(list.ip(IpRange.parse("10.1.1.1"), Channel.CHAT, NOW)));
  }

  @Test
  void aDomainHoldsItsSubdomainsAndNothingThatMerelyEndsLikeIt() {
    put(Kind.EMAIL_DOMAIN, "spam.example", ban(1));
    put(Kind.EMAIL_DOMAIN, "good.spam.example", allow(2));

    assertEquals(1, domain("spam.example"));
    assertEquals(1, domain("mail.spam.example"));
    assertEquals(2, domain("a.b.good.spam.example"));
    assertEquals(0, domain("notspam.example"));
    assertEquals(0, domain("spam.example.org"));
  }

  @Test
  void keepsKindsApart() {
    put(Kind.EMAIL_DOMAIN, "spam.example", ban(1));
    put(Kind.VISITOR_ID, "spam.example", ban(2));
    put(Kind.VISITOR_ID, "GB", ban(3));
    put(Kind.EMAIL, "zoe@spam.example", ban(4));

    assertEquals(2, Match.id(list.visitorId(new VisitorId("spam.example"), Channel.CHAT, NOW)));
    assertEquals(Match.NONE, list.country(new Country("GB"), Channel.CHAT, NOW));
    assertEquals(4, Match.id(list.email(Email.parse("zoe@spam.example"), Channel.CHAT, NOW)));
    assertEquals(2, list.entries(Kind.VISITOR_ID));
    assertEquals(4, list.entries());
  }

  @Test
  void aBlockOfEverythingIsNone() {
    assertThrows(IllegalArgumentException.class, () -> put(Kind.IP, "0.0.0.0/0", ban(1)));
    assertTrue(list.isEmpty());
  }

  @Test
  void holdsWhatAMapWouldThroughManyChangesAndInItsSegments() {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, List<EntryState>> expected = new HashMap<>();
    for (int i = 1; i < 60_000; i++) {
      // It comes in waves, so that the table narrows too.
      boolean waning = i / 10_000 % 2 == 1;
      String value = "v" + random.nextInt(3_000);
      List<EntryState> states = new ArrayList<>();
      if (random.nextInt(10) >= (waning ? 9 : 1)) {
        states.add(ban(2L * i));
        if (random.nextInt(4) == 0) {
          states.add(allow(2L * i + 1));
        }
      }
      expected.put(value, states);
      list.put(Kind.VISITOR_ID, value, states);
    }

    ValueTable copy = ValueTable.of(list.values());

    long entries = 0;
    for (Map.Entry<String, List<EntryState>> one : expected.entrySet()) {
      entries += one.getValue().size();
      assertEquals(one.getValue(), list.states(Kind.VISITOR_ID, one.getKey()));
    }
    assertEquals(entries, list.entries(Kind.VISITOR_ID));
    assertEquals(entries, copy.entries(Kind.VISITOR_ID));
  }

  @Test
  void findsWhatTheTablesDoNotHave() {
    put(Kind.EMAIL, "zoe@example.com", ban(1));
    put(Kind.EMAIL, "max@example.com", ban(2));
    put(Kind.IP, "10.0.0.0/8", ban(3));
    Unseen unseen = list.unseen();
    put(Kind.VISITOR_ID, "newer", ban(4));

    unseen.seen(new Change.EntriesOf(1, Kind.EMAIL, "zoe@example.com", List.of(ban(1))));
    // Put anew while the tables were read.
    put(Kind.IP, "10.0.0.0/8", ban(5));
    int removed = list.remove(unseen);

    assertEquals(1, removed);
    assertFalse(list.states(Kind.EMAIL, "zoe@example.com").isEmpty());
    assertTrue(list.states(Kind.EMAIL, "max@example.com").isEmpty());
    assertEquals(5, Match.id(list.ip(IpRange.parse("10.1.1.1"), Channel.CHAT, NOW)));
  }

  @Test
  void refusesRowsThatAreNotInOrder() {
    put(Kind.EMAIL, "zoe@example.com", ban(1), allow(2));
    long[] rows = list.values().get(0);
    long[] swapped = rows.clone();
    swapped[4] = rows[5];
    swapped[5] = rows[4];

    assertThrows(IllegalArgumentException.class, () -> ValueTable.of(List.of(swapped)));
    assertThrows(IllegalArgumentException.class, () -> ValueTable.of(List.of(rows, rows)));
    assertThrows(IllegalArgumentException.class, () -> ValueTable.of(List.of(new long[7])));
    assertThrows(IllegalArgumentException.class, () -> ValueTable.of(List.of(new long[8])));
  }

  private long domain(String text) {
    return Match.id(list.emailDomain(new EmailDomain(text), Channel.CHAT, NOW));
  }

  private void put(Kind kind, String value, EntryState... states) {
    list.put(kind, value, List.of(states));
  }
}
