package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.Email;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.ProtectedValue;
import io.ringfence.domain.VisitorId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtectedValuesTest {
  private static final int MINE = 7;
  private static final int OTHER = 8;

  private final Index index = new Index();
  private final ProtectedValues values = index.directory().protectedValues();

  private static ProtectedValue value(int id, int organisationId, Kind kind, String value) {
    return new ProtectedValue(id, "prot_" + id, organisationId, kind, value);
  }

  private void protect(int id, Kind kind, String value) {
    index.apply(new Change.ProtectedIs(value(id, MINE, kind, value)));
  }

  @Test
  void protectsNumbersAndWhatBeginsWithAPrefix() {
    protect(1, Kind.PHONE, "+14155550001");
    protect(2, Kind.PHONE_PREFIX, "+4930");

    assertTrue(values.protects(MINE, 14155550001L));
    assertFalse(values.protects(MINE, 14155550002L));
    assertFalse(values.protects(MINE, 141555500012L));
    assertTrue(values.protects(MINE, 4930901820L));
    assertFalse(values.protects(MINE, 4931901820L));
    assertFalse(values.protects(OTHER, 14155550001L));
  }

  @Test
  void protectsWhatLiesInABlockOrADomain() {
    protect(1, Kind.IP, "192.0.2.0/24");
    protect(2, Kind.EMAIL_DOMAIN, "example.com");
    protect(3, Kind.EMAIL, "alice@example.org");
    protect(4, Kind.VISITOR_ID, "Cookie");

    assertTrue(values.protects(MINE, IpRange.parse("192.0.2.255")));
    assertTrue(values.protects(MINE, IpRange.parse("192.0.2.0/25")));
    assertFalse(values.protects(MINE, IpRange.parse("192.0.0.0/16")));
    assertTrue(values.protects(MINE, Email.parse("bob@a.example.com")));
    assertTrue(values.protects(MINE, new EmailDomain("a.example.com")));
    assertFalse(values.protects(MINE, new EmailDomain("anexample.com")));
    assertTrue(values.protects(MINE, Email.parse("alice@example.org")));
    assertFalse(values.protects(MINE, Email.parse("bob@example.org")));
    assertTrue(values.protects(MINE, new VisitorId("Cookie")));
    assertFalse(values.protects(MINE, new VisitorId("cookie")));
  }

  @Test
  void forgetsWhatIsProtectedNoMore() {
    protect(1, Kind.PHONE, "+14155550001");
    protect(2, Kind.PHONE, "+14155550002");
    protect(2, Kind.PHONE, "+14155550003");

    index.apply(new Change.ProtectedGone(1));
    index.apply(new Change.ProtectedGone(99));

    assertFalse(values.protects(MINE, 14155550001L));
    assertFalse(values.protects(MINE, 14155550002L));
    assertTrue(values.protects(MINE, 14155550003L));
    assertEquals(1, values.count());
    index.apply(new Change.ProtectedGone(2));
    assertEquals(List.of(), values.of(MINE));
  }

  @Test
  void changesNothingForAValueThatCannotBeRead() {
    protect(1, Kind.PHONE, "+14155550001");

    assertThrows(IllegalArgumentException.class, () -> protect(1, Kind.PHONE, "no number"));
    assertThrows(IllegalArgumentException.class, () -> value(2, MINE, Kind.COUNTRY, "DE"));

    assertTrue(values.protects(MINE, 14155550001L));
    assertEquals(1, values.count());
  }
}
