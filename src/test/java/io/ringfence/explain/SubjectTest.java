package io.ringfence.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.E164;
import io.ringfence.domain.Email;
import io.ringfence.domain.Holder;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values hold somebody. */
class SubjectTest {
  private static final CallerId CALLER =
      new CallerId.Known(E164.parse("+22901234567"), List.of(E164.parse("+2291234567")));

  @Test
  void everyFormOfANumberIsHeldByItsOwnPrefixes() {
    Subject subject = new Subject(CALLER, new Country("BJ"), null, null, null, null);

    List<Holder> holders = subject.holders(Channel.VOICE);

    assertEquals(new Holder(Kind.PHONE, "+22901234567"), holders.get(0));
    assertEquals(new Holder(Kind.PHONE, "+2291234567"), holders.get(1));
    assertTrue(holders.contains(new Holder(Kind.PHONE_PREFIX, "+2290")));
    assertTrue(holders.contains(new Holder(Kind.PHONE_PREFIX, "+2291")));
    assertEquals(new Holder(Kind.COUNTRY, "BJ"), holders.get(holders.size() - 1));
  }

  @Test
  void onVoiceNothingButTheNumberCounts() {
    Subject subject =
        new Subject(
            CallerId.WITHHELD,
            null,
            IpRange.parse("203.0.113.7"),
            Email.parse("eve@example.org"),
            null,
            new Country("US"));

    assertEquals(List.of(), subject.holders(Channel.VOICE));
    assertEquals(
        List.of(Kind.EMAIL, Kind.IP),
        subject.exact(Channel.CHAT).stream().map(Holder::kind).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 25, 203.0.0.0/8",
    "2001:db8::7, 113, 2001::/16",
  })
  void anAddressIsHeldByEveryBlockThatMayBeOnAList(String address, int holders, String widest) {
    Subject subject = new Subject(null, null, IpRange.parse(address), null, null, null);

    List<Holder> blocks = subject.holders(Channel.CHAT);

    assertEquals(holders, blocks.size());
    assertEquals(address, blocks.get(0).value());
    assertEquals(widest.split("/")[1], blocks.get(holders - 1).value().split("/")[1]);
  }

  @ParameterizedTest
  @CsvSource({
    "phone_prefix, +1415, 1",
    "phone_prefix, +1415555, 4",
    "ip, 203.0.113.0/24, 17",
    "email_domain, a.b.example.org, 3",
    "email, eve@a.example.org, 3",
    "country, US, 1",
    "visitor_id, c0ffee, 1",
    "phone, +14155552671, 9"
  })
  void aValueIsHeldByItselfAndWhatIsWider(String kind, String value, int count) {
    List<Holder> holding = Wider.holding(new Holder(Kind.of(kind), value), List.of(), null);

    assertEquals(new Holder(Kind.of(kind), value), holding.get(0));
    assertEquals(count, holding.size());
  }
}
