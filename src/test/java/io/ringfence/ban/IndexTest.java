package io.ringfence.ban;

import static io.ringfence.ban.Given.NOW;
import static io.ringfence.ban.Given.ORGANISATION;
import static io.ringfence.ban.Given.allow;
import static io.ringfence.ban.Given.ban;
import static io.ringfence.ban.Given.line;
import static io.ringfence.ban.Given.organisation;
import static io.ringfence.ban.Given.phone;
import static io.ringfence.ban.Given.prefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexTest {
  private static final String NUMBER = "+14155552671";
  private static final long DIGITS = 14_155_552_671L;

  private final Index index = new Index();

  @Test
  void holdsOneOrganisationsEntriesApartFromAnothers() {
    index.apply(phone(NUMBER, ban(1)));

    assertTrue(Match.bans(index.entries(ORGANISATION).exact(DIGITS, Channel.VOICE, NOW)));
    assertEquals(Match.NONE, index.entries(4).exact(DIGITS, Channel.VOICE, NOW));
  }

  @Test
  void replacesAllThatStoodForAValue() {
    index.apply(phone(NUMBER, ban(1), allow(2)));

    index.apply(phone(NUMBER, ban(3)));

    assertEquals(List.of(ban(3)), index.entries(ORGANISATION).states(Kind.PHONE, DIGITS));
    assertEquals(1, index.sizes().of(Kind.PHONE));
  }

  @Test
  void keepsNothingForAnOrganisationWithoutEntries() {
    index.apply(phone(NUMBER, ban(1)));
    index.apply(prefix("+1415", ban(2)));

    index.apply(phone(NUMBER));
    index.apply(prefix("+1415"));

    assertSame(EntryList.NOTHING, index.entries(ORGANISATION));
  }

  @Test
  void dropsTheEntriesOfAnOrganisationThatIsGone() {
    index.apply(new Change.OrganisationIs(organisation(Policies.NONE, false)));
    index.apply(phone(NUMBER, ban(1)));

    index.apply(new Change.OrganisationGone(ORGANISATION));

    assertEquals(0, index.sizes().all());
  }

  @Test
  void countsWhatItHolds() {
    index.apply(new Change.OrganisationIs(organisation(Policies.NONE, false)));
    index.apply(new Change.LineIs(line(1, null, null)));
    index.apply(phone(NUMBER, ban(1), allow(2)));
    index.apply(prefix("+1415", ban(3)));

    assertEquals(1, index.sizes().organisations());
    assertEquals(1, index.sizes().lines());
    assertEquals(2, index.sizes().of(Kind.PHONE));
    assertEquals(1, index.sizes().of(Kind.PHONE_PREFIX));
    assertEquals(3, index.entriesByShard()[ORGANISATION]);
    assertTrue(index.bytes() > 0);
  }

  @Test
  void tellsThatItDoesNotKnowAType() {
    assertFalse(index.apply(new Change.Unknown("weather")));
  }

  @Test
  void refusesAValueThatIsNotOfItsKind() {
    assertThrows(IllegalArgumentException.class, () -> index.apply(phone("4155552671", ban(1))));
    assertThrows(IllegalArgumentException.class, () -> index.apply(prefix("+14", ban(1))));
  }

  @Test
  void loadsTheSameAsItAppliesOneByOne() {
    IndexLoad load = new IndexLoad();
    for (int i = 0; i < 100_000; i++) {
      Change change =
          i % 1_000 == 0
              ? prefix("+1415" + i, ban(i + 1))
              : new Change.EntriesOf(
                  i / 40_000, Kind.PHONE, "+" + (DIGITS + i), List.of(ban(i + 1)));
      index.apply(change);
      load.accept(change);
    }
    load.accept(phone("nonsense", ban(1)));
    load.accept(new Change.Unknown("weather"));

    Index loaded = load.finish();

    assertEquals(index.sizes(), loaded.sizes());
    for (int i = 0; i < 100_000; i++) {
      for (int organisation = 0; organisation < 4; organisation++) {
        assertEquals(
            index.entries(organisation).exact(DIGITS + i, Channel.VOICE, NOW),
            loaded.entries(organisation).exact(DIGITS + i, Channel.VOICE, NOW));
      }
    }
    assertEquals(1, load.badRows());
    assertEquals(1, load.unknownTypes());
  }
}
