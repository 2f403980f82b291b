package io.ringfence.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Country;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.ringfence.domain.ProtectedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ladder as the design tells it: the first step that applies decides. */
class LadderTest {
  private static final long NOW = 1_795_000_000_000L;
  private static final String CALLER = "+5491187654321";
  private static final String ALTERNATE = "+541187654321";
  private static final int ORGANISATION = 7;

  /**
   * What stands, how the caller presents itself, what becomes of the call. Entries: an effect, a
   * value, and {@code ended}, {@code ends}, {@code observed} or {@code chat} for what is special;
   * {@code number} is the caller's, {@code alternate} another form of it.
   */
  @ParameterizedTest(name = "{0} | {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // 1. protected
        "ban number, own line number        |                | forward protected",
        "ban number, own line alternate     |                | forward protected",
        "ban number, protect number         |                | forward protected",
        "ban number, protect +5491          |                | forward protected",
        "ban number, protect alternate      |                | forward protected",
        "ban number, protect +5492          |                | reject ban_phone",
        "short=reject                       | emergency      | forward protected",
        // 2. exact allow, 3. exact ban; allow wins at equal exactness, whatever its source
        "ban number, allow number           |                | forward allow_phone",
        "allow number                       |                | forward allow_phone",
        "ban number                         |                | reject ban_phone",
        "ban alternate                      |                | reject ban_phone",
        "ban number, allow alternate        |                | forward allow_phone",
        // entries that are expired or observed are skipped and never end the search
        "ban number ended                   |                | forward no_match",
        "ban number ends                    |                | reject ban_phone",
        "allow number ended, ban number     |                | reject ban_phone",
        "allow number observed, ban number  |                | reject ban_phone",
        "ban number observed                |                | observed ban_phone",
        "ban number observed, ban +5491     |                | reject ban_prefix",
        "ban number chat                    |                | forward no_match",
        // what is only observed is noted where nothing else rejects
        "ban +5491 observed                 |                | observed ban_prefix",
        "ban number observed, allow +5491   |                | observed ban_phone",
        "ban +5491 observed, allow number   |                | forward allow_phone",
        "ban AR observed                    |                | observed ban_country",
        "ban number observed, own line number |              | forward protected",
        // 4. an emergency call-back opens ranges and policies, not an exact ban
        "ban number                         | psap           | reject ban_phone",
        "ban +5491                          | psap           | forward psap_callback",
        "withheld=reject                    | withheld psap  | forward psap_callback",
        // 5. the longest matching prefix, allow before ban
        "ban +5491                          |                | reject ban_prefix",
        "ban +5491, allow +54911            |                | forward allow_prefix",
        "allow +5491, ban +54911            |                | reject ban_prefix",
        "ban +5491, allow +5491             |                | forward allow_prefix",
        "allow +54911 ended, ban +5491      |                | reject ban_prefix",
        "ban +541187                        |                | reject ban_prefix",
        "ban +541187, allow +5491187654     |                | forward allow_prefix",
        "ban +5491, allow number            |                | forward allow_phone",
        "allow +54911876543, ban number     |                | reject ban_phone",
        // 6. the country of the number
        "ban AR                             |                | reject ban_country",
        "ban BR                             |                | forward no_match",
        "ban AR, allow AR                   |                | forward allow_country",
        "ban AR, allow +5491                |                | forward allow_prefix",
        "allow AR, ban +5491                |                | reject ban_prefix",
        "ban AR                             | psap           | forward psap_callback",
        "ban AR                             | withheld       | forward no_match",
        "ban AR observed, attestation=reject | attested C    | reject policy_attestation",
        "allow AR, attestation=reject       | attested C     | forward allow_country",
        // 7. policies, for callers that no entry matched
        "withheld=reject                    | withheld       | reject policy_withheld",
        "withheld=reject                    |                | forward no_match",
        "unreadable=reject                  | unreadable     | reject policy_unreadable",
        "short=reject                       | short          | reject policy_short",
        "attestation=reject                 | attested C     | reject policy_attestation",
        "attestation=reject                 | attested A     | forward no_match",
        "attestation=reject                 |                | forward no_match",
        "attestation=reject                 | forged A       | reject policy_attestation",
        "screening=reject                   | flagged        | reject policy_screening",
        "screening=reject                   | not flagged    | forward no_match",
        "withheld=reject, line withheld=allow | withheld     | forward no_match",
        "line withheld=reject               | withheld       | reject policy_withheld",
        "allow number, attestation=reject   | attested C     | forward allow_phone",
        "ban number                         | attested A     | reject ban_phone",
        // a text message is decided as a call is, by the entries that hold on sms
        "ban number                         | text           | reject ban_phone",
        "ban +5491                          | text           | reject ban_prefix",
        "ban AR                             | text           | reject ban_country",
        "ban number chat                    | text           | forward no_match",
        "ban number sms                     | text           | reject ban_phone",
        "ban number sms                     |                | forward no_match",
        "ban AR sms                         |                | forward no_match",
        "unreadable=reject                  | text unreadable | reject policy_unreadable",
        "short=reject                       | text short     | reject policy_short",
        // 8. forward
        "                                   |                | forward no_match",
        "                                   | withheld       | forward no_match",
        "                                   | unreadable     | forward no_match",
        "                                   | short          | forward no_match",
        // withheld, unreadable and short callers match no entry
        "ban number, ban +5491              | withheld       | forward no_match",
        // observe turns the final reject, and nothing else
        "ban number, observe node           |                | observed ban_phone",
        "ban number, observe line           |                | observed ban_phone",
        "ban number, observe organisation   |                | observed ban_phone",
        "withheld=reject, observe node      | withheld       | observed policy_withheld",
        "allow number, observe node         |                | forward allow_phone",
      })
  void decides(String stands, String call, String expected) {
    Scene scene = new Scene(stands);

    Decision decision = scene.decide(call == null ? "" : call);

    assertEquals(expected, said(decision));
  }

  @Test
  void namesTheEntryThatDecided() {
    Scene scene = new Scene("ban +5491, ban number ended, ban +54911");

    assertEquals(3, scene.decide("").entry());
  }

  @Test
  void theEndIsExclusiveAndJudgedAtThatMoment() {
    Scene scene = new Scene("ban number ends");

    assertEquals("reject ban_phone", said(scene.decide("", NOW + 999)));
    assertEquals("forward no_match", said(scene.decide("", NOW + 1_000)));
  }

  @Test
  void anotherOrganisationsBansDoNotCount() {
    Scene scene = new Scene("ban number");
    Organisation other = organisation(8, Policies.NONE, false);
    scene.index.apply(new Change.OrganisationIs(other));

    Decision decision =
        Ladder.decide(scene.index, other, line(Policies.NONE, false), scene.facts(""), NOW, false);

    assertEquals("forward no_match", said(decision));
  }

  private static String said(Decision decision) {
    String verb = decision instanceof Decision.Reject ? "reject" : "forward";
    if (decision instanceof Decision.Forward forward && forward.observed()) {
      verb = "observed";
    }
    return verb + " " + decision.reason().word();
  }

  private static Organisation organisation(int id, Policies policies, boolean observe) {
    return new Organisation(id, "org_" + id, "o" + id, "O", id, "US", policies, observe);
  }

  private static Line line(Policies policies, boolean observe) {
    return new Line(1, "line_1", ORGANISATION, 1, null, null, null, null, null, policies, observe);
  }

  /** An index with what a row says, and who asks it. */
  private static final class Scene {
    final Index index = new Index();
    private final Map<String, List<EntryState>> entries = new HashMap<>();
    private final Map<String, Policy> policies = new HashMap<>();
    private String observe = "";
    private int id;

    Scene(String stands) {
      for (String one : stands == null ? new String[0] : stands.split(",")) {
        add(one.strip().split(" "));
      }
      entries.forEach(
          (value, states) ->
              index.apply(new Change.EntriesOf(ORGANISATION, kind(value), value, states)));
    }

    Decision decide(String call) {
      return decide(call, NOW);
    }

    Decision decide(String call, long now) {
      return Ladder.decide(
          index,
          organisation(ORGANISATION, policies(""), observe.equals("organisation")),
          line(policies("line "), observe.equals("line")),
          facts(call),
          now,
          observe.equals("node"));
    }

    CallFacts facts(String call) {
      return new CallFacts(
          call.contains("text") ? Channel.SMS : Channel.VOICE,
          caller(call),
          caller(call) instanceof CallerId.Known ? new Country("AR") : null,
          call.contains("emergency"),
          call.contains("attested") || call.contains("forged")
              ? call.substring(call.length() - 1)
              : null,
          call.contains("forged") ? Boolean.FALSE : null,
          call.contains("flagged") ? call.contains("not") ? "no_flag" : "spam_likely" : null,
          call.contains("psap"));
    }

    private static CallerId caller(String call) {
      if (call.contains("withheld")) {
        return CallerId.WITHHELD;
      }
      if (call.contains("unreadable")) {
        return CallerId.UNREADABLE;
      }
      if (call.contains("short") || call.contains("emergency")) {
        return new CallerId.Short("112");
      }
      return new CallerId.Known(E164.parse(CALLER), List.of(E164.parse(ALTERNATE)));
    }

    private void add(String[] words) {
      switch (words[0]) {
        case "ban", "allow" -> addEntry(words);
        case "own" -> addLine(value(words[2]));
        case "protect" -> protect(value(words[1]));
        case "observe" -> observe = words[1];
        case "line" -> addPolicy("line ", words[1]);
        case "" -> {}
        default -> addPolicy("", words[0]);
      }
    }

    private void addEntry(String[] words) {
      String special = words.length > 2 ? words[2] : "";
      long until =
          switch (special) {
            case "ended" -> NOW - 1;
            case "ends" -> NOW + 1_000;
            default -> EntryState.NEVER;
          };
      int channels =
          switch (special) {
            case "chat" -> Channel.CHAT.bit();
            case "sms" -> Channel.SMS.bit();
            default -> Channel.ALL;
          };
      EntryState state =
          new EntryState(++id, Effect.of(words[0]), until, special.equals("observed"), channels);
      entries.computeIfAbsent(value(words[1]), none -> new ArrayList<>()).add(state);
    }

    private void addLine(String number) {
      index.apply(
          new Change.LineIs(
              new Line(
                  9,
                  "line_9",
                  ORGANISATION,
                  1,
                  E164.parse(number),
                  null,
                  null,
                  null,
                  null,
                  Policies.NONE,
                  false)));
    }

    private void protect(String value) {
      index.apply(
          new Change.ProtectedIs(
              new ProtectedValue(1, "prot_1", ORGANISATION, kind(value), value)));
    }

    private void addPolicy(String whose, String setting) {
      String[] parts = setting.split("=");
      policies.put(whose + parts[0], Policy.of(parts[1]));
    }

    private Policies policies(String whose) {
      return new Policies(
          policies.get(whose + "withheld"),
          policies.get(whose + "unreadable"),
          policies.get(whose + "short"),
          policies.get(whose + "attestation"),
          policies.get(whose + "screening"));
    }

    private static String value(String word) {
      return switch (word) {
        case "number" -> CALLER;
        case "alternate" -> ALTERNATE;
        default -> word;
      };
    }

    private static Kind kind(String value) {
      if (value.length() == 2) {
        return Kind.COUNTRY;
      }
      return value.equals(CALLER) || value.equals(ALTERNATE) ? Kind.PHONE : Kind.PHONE_PREFIX;
    }
  }
}
