package io.ringfence.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.ringfence.domain.Email;
import io.ringfence.subject.Value.Accepted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailReadingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zoe@example.com | zoe@example.com",
        "Zoe@EXAMPLE.Com | zoe@example.com",
        "' zoe@example.com\u00a0' | zoe@example.com",
        "\u200bzoe@example.com\ufeff | zoe@example.com",
        "z\u200boe@exam\u00adple.com | zoe@example.com",
        "ZOË@example.com | zoë@example.com",
        "zoe\u0308@example.com | zoë@example.com",
        "ｚｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ | zoe@example.com",
        "zoe@例え。テスト | zoe@xn--r8jz45g.xn--zckzah",
        "ΣΊΣΥΦΟΣ@example.com | σίσυφοσ@example.com",
        "σίσυφος@example.com | σίσυφοσ@example.com",
        "zoe@Straße.example | zoe@xn--strae-oqa.example",
        "zoe@XN--STRAE-oqa.example | zoe@xn--strae-oqa.example",
        "zoe@strasse.example | zoe@strasse.example",
        "zoe@r3---sn.example | zoe@r3---sn.example",
        "zoe@example.com. | zoe@example.com",
        "zoe+shop@example.com | zoe@example.com",
        "zoe+a+b@example.com | zoe@example.com",
        "zoe＋shop@example.com | zoe@example.com",
        "+14155550100@sms.example | +14155550100@sms.example",
        "+1415+x@sms.example | +1415@sms.example",
        "z.o.e@example.com | z.o.e@example.com",
        "z.o.e+shop@gmail.com | zoe@gmail.com",
        "Z.oe@GoogleMail.com | zoe@gmail.com",
        "z.oe@x.googlemail.com | z.oe@x.googlemail.com",
        "ze.\u0308@gmail.com | zë@gmail.com",
        "..zoe.@docomo.example | ..zoe.@docomo.example",
        "Zoë <z@example.com> | z@example.com",
        "<z@example.com> | z@example.com",
        "\"Doe, Zoe <x@y.example>\" <z@example.com> | z@example.com",
        "z@example.com <z@example.com> | z@example.com",
        "\"Z\\\"o\" <z@example.com> | z@example.com",
        "\"zoe\"@example.com | zoe@example.com",
        "\"zoe.\"@example.com | zoe.@example.com",
        "!#$%&'*/=?^_`{}~-@example.com | !#$%&'*/=?^_`{}~-@example.com"
      },
      quoteCharacter = '§')
  void makesOneTextOfAllSpellings(String text, String canonical) {
    String raw = text.startsWith("' ") ? text.substring(1, text.length() - 1) : text;
    Value<Email> value = SubjectValue.email(raw);

    assertEquals(new Accepted<>(Email.parse(canonical), raw, Width.NORMAL), value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "§§ | EMPTY | zoe@example.com",
        "zoe | UNREADABLE | missing",
        "@example.com | UNREADABLE | missing",
        "zoe@ | UNREADABLE | missing",
        "a@b@example.com | SEVERAL | one e-mail address",
        "a@example.com, b@example.com | SEVERAL | one e-mail address",
        "A <a@example.com>, B <b@example.com> | SEVERAL | one e-mail address",
        "z oe@example.com | SEVERAL | one e-mail address",
        "zoe@exa mple.com | SEVERAL | one e-mail address",
        "\"Zoe <z@example.com> | SEVERAL | one e-mail address",
        "z@example.com> | SEVERAL | one e-mail address",
        "zoe(work)@example.com | COMMENT | parentheses",
        "zoe@(work)example.com | COMMENT | parentheses",
        "\"z oe\"@example.com | QUOTED | zoe@example.com",
        "\"a@b\"@example.com | QUOTED | zoe@example.com",
        "zoe@localhost | SINGLE_LABEL | example.com",
        "zoe@[192.0.2.1] | IP_FOR_DOMAIN | kind ip",
        "zoe@[IPv6:::1] | IP_FOR_DOMAIN | kind ip",
        "zoe@192.0.2.1 | IP_FOR_DOMAIN | kind ip",
        "zoe@0x7f.1 | IP_FOR_DOMAIN | digit",
        "zoe@a..example | UNREADABLE | single dots",
        "zoe@.example | UNREADABLE | single dots",
        "zoe@-a.example | UNREADABLE | hyphen",
        "zoe@a_b.example | UNREADABLE | hyphens",
        "zoe@xn--a.example | UNREADABLE | domain",
        "mailto:zoe@example.com | UNREADABLE | character",
        "z\u0000oe@example.com | UNREADABLE | character",
        "z\ud800oe@example.com | UNREADABLE | character",
        "z\ue000oe@example.com | UNREADABLE | character",
        "...@example.com | UNREADABLE | mailbox",
        ".+x@gmail.com | UNREADABLE | mailbox",
        "<> | UNREADABLE | missing"
      },
      quoteCharacter = '§')
  void refusesTheRestAndSaysWhatWouldDo(String text, Refusal code, String form) {
    Refused.of(SubjectValue.email(text), code, form);
  }

  @Test
  void countsTheBytesOfWholeAddresses() {
    String name = "a".repeat(64);
    String domain = ("a".repeat(63) + ".").repeat(2) + "b".repeat(57) + ".com";

    assertInstanceOf(Accepted.class, SubjectValue.email(name + "@" + domain));
    assertInstanceOf(Accepted.class, SubjectValue.email("é".repeat(32) + "@example.com"));
    Refused.of(SubjectValue.email("é".repeat(33) + "@example.com"), Refusal.TOO_LONG, "64");
    Refused.of(SubjectValue.email("a".repeat(65) + "@example.com"), Refusal.TOO_LONG, "64");
    Refused.of(SubjectValue.email("a+" + name + "@example.com"), Refusal.TOO_LONG, "64");
    Refused.of(
        SubjectValue.email(name + "@" + domain.replace(".com", "b.com")), Refusal.TOO_LONG, "254");
    Refused.of(SubjectValue.email("a@" + "b".repeat(64) + ".com"), Refusal.TOO_LONG, "63");
    Refused.of(SubjectValue.email("a@" + "b".repeat(5_000)), Refusal.TOO_LONG, "254");
    Refused.of(SubjectValue.email(null), Refusal.EMPTY, "zoe@example.com");
  }

  @Test
  void showsNobodyInALog() {
    assertEquals("***@example.com", Email.parse("zoe@example.com").masked());
  }
}
