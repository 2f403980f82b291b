package io.ringfence.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Country;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.VisitorId;
import io.ringfence.subject.Value.Accepted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectValueTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, NORMAL",
    "@Example.COM, example.com, NORMAL",
    "example.com., example.com, NORMAL",
    "münchen.example, xn--mnchen-3ya.example, NORMAL",
    "googlemail.com, gmail.com, NORMAL",
    "mail.example.co.uk, mail.example.co.uk, NORMAL",
    "co.uk, co.uk, WIDE",
    "CO.JP, co.jp, WIDE",
    "公司.cn, xn--55qx5d.cn, WIDE",
    "github.io, github.io, NORMAL"
  })
  void readsADomain(String text, String canonical, Width width) {
    Value<EmailDomain> value = SubjectValue.emailDomain(text);

    assertEquals(new Accepted<>(new EmailDomain(canonical), text, width), value);
  }

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY, example.com",
    "@, EMPTY, example.com",
    "com, SINGLE_LABEL, two parts",
    "localhost., SINGLE_LABEL, two parts",
    "*.example.com, WILDCARD, subdomains",
    ".example.com, WILDCARD, subdomains",
    "zoe@example.com, UNREADABLE, kind email",
    "https://example.com/, UNREADABLE, alone",
    "example.com:25, UNREADABLE, alone",
    "'a.example, b.example', SEVERAL, one domain",
    "192.0.2.1, IP_FOR_DOMAIN, kind ip",
    "[192.0.2.1], IP_FOR_DOMAIN, kind ip",
    "exa_mple.com, UNREADABLE, letters"
  })
  void refusesWhatIsNoDomain(String text, Refusal code, String form) {
    Refused.of(SubjectValue.emailDomain(text), code, form);
  }

  @Test
  void looksUpEveryDomainAboveAnAddress() {
    EmailDomain domain = new EmailDomain("a.b.spam.example");

    assertEquals(
        List.of("a.b.spam.example", "b.spam.example", "spam.example"),
        domain.withParents().stream().map(EmailDomain::text).toList());
    assertTrue(new EmailDomain("spam.example").contains(domain));
    assertTrue(domain.contains(domain));
    assertFalse(new EmailDomain("spam.example").contains(new EmailDomain("notspam.example")));
    assertFalse(
        new EmailDomain("notspam.example").withParents().contains(new EmailDomain("spam.example")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "V-1", "visitor 7", "é", "e\u0301", "\ud83d\ude00", "|'\"<>;--"})
  void leavesAVisitorIdAsItIs(String text) {
    assertEquals(
        new Accepted<>(new VisitorId(text), text, Width.NORMAL), SubjectValue.visitorId(text));
  }

  @Test
  void tellsVisitorIdsApartByTheirBytes() {
    assertFalse(new VisitorId("Abc").equals(new VisitorId("abc")));
    assertFalse(new VisitorId("é").equals(new VisitorId("e\u0301")));
  }

  @Test
  void refusesWhatIsNoVisitorId() {
    assertInstanceOf(Accepted.class, SubjectValue.visitorId("\ud83d\ude00".repeat(200)));
    Refused.of(SubjectValue.visitorId("a".repeat(201)), Refusal.TOO_LONG, "200");
    Refused.of(SubjectValue.visitorId(""), Refusal.EMPTY, "cookie");
    Refused.of(SubjectValue.visitorId(" \u200b"), Refusal.EMPTY, "cookie");
    Refused.of(SubjectValue.visitorId(null), Refusal.EMPTY, "cookie");
    for (String text :
        List.of(
            " a", "a ", "a\u00a0", "a\n", "a\tb", "a\u0000b", "a\u200bb", "a\u2028b", "a\u3164")) {
      Refused.of(SubjectValue.visitorId(text), Refusal.INVISIBLE, "without");
    }
    Refused.of(SubjectValue.visitorId("a\ud800b"), Refusal.INVISIBLE, "without");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GB", "gb", " Gb\n"})
  void readsACountryInEitherCase(String text) {
    assertEquals(new Accepted<>(new Country("GB"), text, Width.WIDE), SubjectValue.country(text));
  }

  @ParameterizedTest
  @CsvSource({
    "UK, UNKNOWN_COUNTRY, Write GB",
    "usa, UNKNOWN_COUNTRY, Write US",
    "el, UNKNOWN_COUNTRY, Write GR",
    "XX, UNKNOWN_COUNTRY, two letters",
    "EU, UNKNOWN_COUNTRY, two letters",
    "'', EMPTY, two letters",
    "Germany, UNREADABLE, two letters",
    "+49, UNREADABLE, two letters",
    "ıt, UNREADABLE, two letters",
    "ＧＢ, UNREADABLE, two letters"
  })
  void refusesWhatIsNoCountry(String text, Refusal code, String form) {
    Refused.of(SubjectValue.country(text), code, form);
  }
}
