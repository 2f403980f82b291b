package io.ringfence.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LikelyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+14155552671                    | phone",
        "(415) 555-2671                  | phone",
        "415.555.2671                    | phone",
        "1.415.555.2671                  | phone",
        "1.800.FLOWERS                   | phone",
        "1-800-FLOWERS                   | phone",
        "+44 20 7031 3000 ext. 5         | phone",
        "tel:+14155552671                | phone",
        "sip:+14155552671@example.com    | phone",
        "Alice <sip:+1415@example.com>   | phone",
        "911                             | phone",
        "nonsense                        | phone",
        "eve@example.org                 | email",
        "Eve <eve@example.org>           | email",
        "a@b                             | email",
        "@example.org                    | email_domain",
        "@localhost                      | email_domain",
        "example.org                     | email_domain",
        "a.b.example.org.                | email_domain",
        "*.example.org                   | email_domain",
        "163.com                         | email_domain",
        "bücher.example                  | email_domain",
        "203.0.113.7                     | ip",
        "203.0.113.0/24                  | ip",
        "203.0.113.7/24                  | ip",
        "203.0.113.7:8080                | ip",
        "2001:db8::7                     | ip",
        "[2001:db8::7]                   | ip",
        "2001:db8::/32                   | ip",
        "fe80::1%eth0                    | ip",
        "::ffff:192.0.2.1                | ip",
        "GB                              | country",
        "uk                              | country"
      })
  void readsWhatIsMostLikelyMeant(String value, String kind) {
    assertEquals(Kind.of(kind), Likely.kind(value));
  }
}
