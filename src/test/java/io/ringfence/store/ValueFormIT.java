package io.ringfence.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What the database takes for a value: all that the gateway writes, and nothing in another form.
 */
class ValueFormIT {
  private static final TestStore STORE = new TestStore();

  @AfterAll
  static void close() {
    STORE.close();
  }

  @Test
  void takesEveryAddressAndBlockAsTheGatewayWritesIt() {
    SplittableRandom random = new SplittableRandom(11);
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      // Groups of zeros are what makes the forms of IPv6 differ.
      long high = random.nextLong() & groups(random);
      long low = random.nextLong() & groups(random);
      IpRange address =
          i % 2 == 0 ? IpRange.v4((int) low, 32) : IpRange.v6(high, low, IpRange.Family.V6.bits());
      int length = address.length();
      written.add(address.toString());
      written.add(address.network(1 + random.nextInt(length)).toString());
    }
    for (int length = 1; length <= IpRange.Family.V6.bits(); length++) {
      written.add(IpRange.v6(0, 0x0102_0304, IpRange.Family.V6.bits()).network(length).toString());
    }

    assertEquals(List.of(), refused(written));
  }

  @Test
  void refusesOtherForms() {
    List<String> others =
        List.of(
            "2001:DB8::1",
            "2001:db8:0:0::1",
            "2001:0db8::1",
            "10.0.0.1/24",
            "10.0.0.0/32",
            "10.0.0/24",
            "010.0.0.1",
            "0.0.0.0/0",
            "::/0",
            "::ffff:1.2.3.4",
            "::1.2.3.4",
            " 10.0.0.1",
            "10.0.0.1 ",
            "::1/128",
            "10.0.0.256",
            "localhost",
            "");

    assertEquals(others, refused(others));
  }

  private static long groups(SplittableRandom random) {
    long mask = 0;
    for (int i = 0; i < 4; i++) {
      mask = mask << 16 | (random.nextInt(3) == 0 ? 0 : random.nextBoolean() ? 0xffff : 0xff);
    }
    return mask;
  }

  private static List<String> refused(List<String> values) {
    String list = values.stream().map(v -> "('" + v + "')").collect(Collectors.joining(","));
    return STORE.query(
        "SELECT v FROM (VALUES " + list + ") AS t (v) WHERE NOT ringfence.valid_ip(v)");
  }
}
