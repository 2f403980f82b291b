package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Email;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Reason;
import io.ringfence.domain.VisitorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A check as the design tells it: each identifier on its own ladder, blocked if any is. */
class CheckLadderTest {
  private static final long NOW = Given.NOW;
  private static final String PHONE = "+5491187654321";
  private static final String ALTERNATE = "+541187654321";
  private static final String OWN_LINE = "+14155550100";

  /** One standing entry. */
  private record Standing(Kind kind, String value, EntryState state) {}

  /**
   * What stands, who asks, what becomes of it. Entries: effect, kind, value, and {@code ended},
   * {@code observed} or {@code voice} for what is special. The number is Argentine, so that it has
   * another form.
   */
  @ParameterizedTest(name = "{0} | {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // nothing stands, or on nobody here
        "                                                  |                     | pass no_match",
        "                                                  | ip=203.0.113.7      | pass no_match",
        "ban ip 203.0.113.0/24                             | ip=203.0.114.7      | pass no_match",
        // phone: protected, exact, longest prefix, country; every form of the number
        "ban phone +14155550100                            | phone=+14155550100  | pass protected",
        "ban phone_prefix +1415, ban country US            | phone=+14155550100  | pass protected",
        "ban phone +5491187654321                          | phone=+5491187654321 | block ban_phone",
        "ban phone +541187654321                           | phone=+5491187654321 | block ban_phone",
        "ban phone +541187654321, allow phone +5491187654321 | phone=+5491187654321 | pass allow_phone",
        "ban phone_prefix +5491                            | phone=+5491187654321 | block ban_prefix",
        "ban phone_prefix +5491, allow phone_prefix +54911 | phone=+5491187654321 | pass allow_prefix",
        "ban phone_prefix +5491, allow phone +5491187654321 | phone=+5491187654321 | pass allow_phone",
        "ban country AR                                    | phone=+5491187654321 | block ban_country",
        "ban country AR, allow phone_prefix +5491          | phone=+5491187654321 | pass allow_prefix",
        // ip: the smallest block
        "ban ip 203.0.113.7                                | ip=203.0.113.7      | block ban_ip",
        "ban ip 203.0.113.0/24                             | ip=203.0.113.7      | block ban_ip",
        "ban ip 203.0.0.0/16, allow ip 203.0.113.0/24      | ip=203.0.113.7      | pass allow_ip",
        "allow ip 203.0.0.0/16, ban ip 203.0.113.7         | ip=203.0.113.7      | block ban_ip",
        "ban ip 203.0.113.7, allow ip 203.0.113.7          | ip=203.0.113.7      | pass allow_ip",
        "ban ip 2001:db8::/64                              | ip=2001:db8::7      | block ban_ip",
        // email: exact, then the narrowest domain
        "ban email eve@a.example                           | email=eve@a.example | block ban_email",
        "ban email_domain a.example                        | email=eve@a.example | block ban_email_domain",
        "ban email_domain a.example                        | email=eve@b.a.example | block ban_email_domain",
        "ban email_domain a.example, allow email_domain b.a.example | email=eve@b.a.example | pass allow_email_domain",
        "ban email_domain a.example, allow email eve@a.example | email=eve@a.example | pass allow_email",
        "allow email_domain a.example, ban email eve@a.example | email=eve@a.example | block ban_email",
        // visitor id and country: exact
        "ban visitor_id c0ffee                             | visitor_id=c0ffee   | block ban_visitor_id",
        "ban visitor_id c0ffee                             | visitor_id=C0FFEE   | pass no_match",
        "ban visitor_id c0ffee, allow visitor_id c0ffee    | visitor_id=c0ffee   | pass allow_visitor_id",
        "ban country DE                                    | country=DE          | block ban_country",
        "ban country DE, allow country DE                  | country=DE          | pass allow_country",
        // expired, observed, and of another channel: skipped, and never the end of the search
        "ban ip 203.0.113.7 ended                          | ip=203.0.113.7      | pass no_match",
        "ban ip 203.0.113.7 observed                       | ip=203.0.113.7      | note ban_ip",
        "ban ip 203.0.113.7 voice                          | ip=203.0.113.7      | pass no_match",
        "allow ip 203.0.113.7 ended, ban ip 203.0.113.0/24 | ip=203.0.113.7      | block ban_ip",
        "allow email eve@a.example observed, ban email_domain a.example | email=eve@a.example | block ban_email_domain",
        // blocked if any identifier is: what allows one frees no other
        "ban visitor_id c0ffee, allow email eve@a.example  | visitor_id=c0ffee email=eve@a.example | block ban_visitor_id",
        "ban ip 203.0.113.0/24, allow visitor_id c0ffee    | visitor_id=c0ffee ip=203.0.113.7 | block ban_ip",
        "ban visitor_id c0ffee                             | visitor_id=c0ffee phone=+14155550100 | block ban_visitor_id",
        "ban country DE, allow country AR                  | phone=+5491187654321 country=DE | block ban_country",
        // several are banned: visitor id, e-mail, phone, IP, country
        "ban visitor_id c0ffee, ban email eve@a.example    | visitor_id=c0ffee email=eve@a.example | block ban_visitor_id",
        "ban email_domain a.example, ban phone +5491187654321 | email=eve@a.example phone=+5491187654321 | block ban_email_domain",
        "ban country AR, ban ip 203.0.113.7                | phone=+5491187654321 ip=203.0.113.7 | block ban_country",
        "ban ip 203.0.113.0/24, ban country DE             | ip=203.0.113.7 country=DE | block ban_ip",
        // none is: the first on which anything stands
        "allow ip 203.0.113.7, allow email eve@a.example   | ip=203.0.113.7 email=eve@a.example | pass allow_email",
        "allow ip 203.0.113.7                              | ip=203.0.113.7 phone=+14155550100 | pass protected"
      })
  void isBlockedIfAnyIdentifierIs(String entries, String sender, String expected) {
    Index index = index(standing(entries));

    Decision decision =
        CheckLadder.decide(
            index, Given.organisation(Policies.NONE, false), facts(sender), NOW, false);

    assertEquals(expected, told(decision));
  }

  @Test
  void observingTurnsABlockIntoANote() {
    Index index = index(standing("ban ip 203.0.113.7"));
    CheckFacts sender = facts("ip=203.0.113.7");
    Decision noted = new Decision.Forward(Reason.BAN_IP, 1, true);

    assertEquals(
        noted,
        CheckLadder.decide(index, Given.organisation(Policies.NONE, true), sender, NOW, false));
    assertEquals(
        noted,
        CheckLadder.decide(index, Given.organisation(Policies.NONE, false), sender, NOW, true));
  }

  @Test
  void tellsEveryEntryThatHoldsTheSenderTheDecidingOneFirst() {
    List<Standing> standing =
        standing(
            "ban ip 203.0.113.7, ban ip 203.0.0.0/16, allow ip 203.0.113.0/24, ban ip 203.0.113.7"
                + " observed, ban ip 203.0.113.7 ended, ban ip 203.0.113.7 voice, ban email_domain"
                + " a.example, ban ip 198.51.100.0/24, allow visitor_id c0ffee");
    CheckFacts sender = facts("visitor_id=c0ffee ip=203.0.113.7 email=eve@a.example");
    EntryList entries = index(standing).entries(Given.ORGANISATION);
    Decision decision = new Decision.Reject(Reason.BAN_IP, 1);

    List<Hits.Hit> hits = Hits.of(entries, sender, decision, NOW);

    assertEquals(
        List.of(1L, 9L, 7L, 4L, 3L, 2L), hits.stream().map(hit -> hit.state().id()).toList());
    assertEquals(
        List.of(true, false, false, false, false, false),
        hits.stream().map(Hits.Hit::decides).toList());
    assertEquals("203.0.0.0/16", hits.get(5).value());
  }

  /** The ladder, the explanation and a plain list agree, whatever stands. */
  @Test
  void agreesWithAPlainListOfTheSameEntries() {
    Random random = new Random(20261121);
    for (int round = 0; round < 5_000; round++) {
      List<Standing> standing = new ArrayList<>();
      int count = random.nextInt(8);
      for (int id = 1; id <= count; id++) {
        standing.add(any(random, id));
      }
      Index index = index(standing);
      CheckFacts sender = facts(sender(random));

      Decision decision =
          CheckLadder.decide(index, Given.organisation(Policies.NONE, false), sender, NOW, false);

      EntryList entries = index.entries(Given.ORGANISATION);
      String about = standing + " for " + sender;
      assertEquals(NaiveChecks.decide(plain(standing), sender), told(decision), about);
      agree(entries, sender, decision, standing, about);
    }
  }

  private static void agree(
      EntryList entries,
      CheckFacts sender,
      Decision decision,
      List<Standing> standing,
      String about) {
    List<Hits.Hit> hits = Hits.of(entries, sender, decision, NOW);
    assertEquals(
        NaiveChecks.holding(plain(standing), sender),
        hits.stream().map(hit -> hit.state().id()).sorted().toList(),
        about);
    EntryState deciding = Hits.deciding(entries, sender, decision);
    if (decision.entry() == 0) {
      assertNull(deciding, about);
    } else {
      assertEquals(decision.entry(), deciding.id(), about);
      assertEquals(decision.entry(), hits.get(0).state().id(), about);
    }
  }

  private static final String[] VALUES = {
    "phone " + PHONE,
    "phone " + ALTERNATE,
    "phone +14155552671",
    "phone_prefix +5491",
    "phone_prefix +54911",
    "phone_prefix +541187",
    "phone_prefix +1415",
    "ip 203.0.113.7",
    "ip 203.0.113.0/24",
    "ip 203.0.0.0/16",
    "ip 2001:db8::7",
    "ip 2001:db8::/64",
    "ip 2001:db8::/32",
    "email eve@b.a.example",
    "email eve@a.example",
    "email_domain b.a.example",
    "email_domain a.example",
    "visitor_id c0ffee",
    "visitor_id C0FFEE",
    "country AR",
    "country US"
  };

  private static final String[][] SENDERS = {
    {"", "visitor_id=c0ffee", "visitor_id=C0FFEE"},
    {"", "email=eve@b.a.example", "email=eve@a.example", "email=eva@a.example"},
    {"", "phone=" + PHONE, "phone=+14155552671", "phone=" + OWN_LINE},
    {"", "ip=203.0.113.7", "ip=203.0.113.8", "ip=2001:db8::7"},
    {"", "country=AR", "country=US"}
  };

  private static Standing any(Random random, int id) {
    String[] marks = {"", "", "", "", " ended", " observed", " voice"};
    String effect = random.nextInt(3) == 0 ? "allow " : "ban ";
    String value = VALUES[random.nextInt(VALUES.length)];
    return standing(id, effect + value + marks[random.nextInt(marks.length)]);
  }

  private static String sender(Random random) {
    StringBuilder sender = new StringBuilder();
    for (String[] some : SENDERS) {
      sender.append(some[random.nextInt(some.length)]).append(' ');
    }
    return sender.toString();
  }

  private static List<NaiveChecks.Plain> plain(List<Standing> standing) {
    return standing.stream()
        .map(one -> new NaiveChecks.Plain(one.kind(), one.value(), one.state()))
        .toList();
  }

  private static List<Standing> standing(String entries) {
    List<Standing> standing = new ArrayList<>();
    if (entries != null && !entries.isBlank()) {
      for (String entry : entries.split(",")) {
        standing.add(standing(standing.size() + 1, entry.strip()));
      }
    }
    return standing;
  }

  private static Standing standing(int id, String entry) {
    String[] words = entry.split(" +");
    String mark = words.length > 3 ? words[3] : "";
    EntryState state = words[0].equals("allow") ? Given.allow(id) : Given.ban(id);
    state =
        switch (mark) {
          case "ended" -> Given.ended(state);
          case "observed" -> Given.observed(state);
          case "voice" -> Given.on(Channel.VOICE, state);
          default -> state;
        };
    return new Standing(Kind.of(words[1]), words[2], state);
  }

  private static Index index(List<Standing> standing) {
    Index index = new Index();
    index.apply(new Change.OrganisationIs(Given.organisation(Policies.NONE, false)));
    index.apply(new Change.LineIs(Given.line(1, OWN_LINE, null)));
    Map<String, List<EntryState>> byValue = new HashMap<>();
    for (Standing one : standing) {
      byValue
          .computeIfAbsent(one.kind() + " " + one.value(), first -> new ArrayList<>())
          .add(one.state());
    }
    byValue.forEach(
        (value, states) ->
            index.apply(
                new Change.EntriesOf(
                    Given.ORGANISATION,
                    Kind.valueOf(value.split(" ")[0]),
                    value.split(" ")[1],
                    states)));
    return index;
  }

  private static CheckFacts facts(String sender) {
    Map<String, String> given = new HashMap<>();
    for (String one : sender == null ? new String[0] : sender.strip().split(" +")) {
      if (!one.isEmpty()) {
        given.put(one.split("=")[0], one.split("=")[1]);
      }
    }
    String phone = given.get("phone");
    return new CheckFacts(
        Channel.CHAT,
        given.containsKey("visitor_id") ? new VisitorId(given.get("visitor_id")) : null,
        given.containsKey("email") ? Email.parse(given.get("email")) : null,
        phone == null ? null : known(phone),
        phone == null ? null : new Country(phone.startsWith("+54") ? "AR" : "US"),
        given.containsKey("ip") ? IpRange.parse(given.get("ip")) : null,
        given.containsKey("country") ? new Country(given.get("country")) : null);
  }

  private static CallerId.Known known(String phone) {
    List<E164> alternates = phone.equals(PHONE) ? List.of(E164.parse(ALTERNATE)) : List.<E164>of();
    return new CallerId.Known(E164.parse(phone), alternates);
  }

  private static String told(Decision decision) {
    boolean blocked = decision instanceof Decision.Reject;
    boolean noted = decision instanceof Decision.Forward forward && forward.observed();
    assertEquals(
        blocked || noted,
        decision.reason().isAgainst(),
        "what is against a sender blocks it, or would, and no other");
    return (blocked ? "block " : noted ? "note " : "pass ") + decision.reason().word();
  }
}
