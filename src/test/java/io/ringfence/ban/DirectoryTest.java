package io.ringfence.ban;

import static io.ringfence.ban.Given.ACCOUNT;
import static io.ringfence.ban.Given.ORGANISATION;
import static io.ringfence.ban.Given.account;
import static io.ringfence.ban.Given.line;
import static io.ringfence.ban.Given.organisation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfence.domain.ApiKey;
import io.ringfence.domain.Change;
import io.ringfence.domain.E164;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.ringfence.domain.Policies;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final String NUMBER = "+14155550001";
  private static final E164 TO = E164.parse(NUMBER);

  private final Directory directory = new Directory();

  @Test
  void findsAnOrganisationByEachOfItsNames() {
    Organisation organisation = organisation(70_000, "acme", Policies.NONE, false);

    directory.apply(new Change.OrganisationIs(organisation));

    assertEquals(organisation, directory.organisation(70_000));
    assertEquals(organisation, directory.organisation("org_70000"));
    assertEquals(organisation, directory.organisation("acme"));
  }

  @Test
  void forgetsTheNameThatWasChanged() {
    directory.apply(new Change.OrganisationIs(organisation(1, "old", Policies.NONE, false)));

    directory.apply(new Change.OrganisationIs(organisation(1, "new", Policies.NONE, false)));

    assertNull(directory.organisation("old"));
    assertEquals(1, directory.organisation("new").id());
    assertEquals(1, directory.organisation("org_1").id());
  }

  @Test
  void keepsANameThatAnotherTookOverWhicheverChangeComesFirst() {
    directory.apply(new Change.AccountIs(account(1, "main")));

    directory.apply(new Change.AccountIs(account(2, "main")));
    directory.apply(new Change.AccountIs(account(1, "former")));

    assertEquals(2, directory.account("main").id());
    assertEquals(1, directory.account("former").id());
  }

  @Test
  void changesNothingWhenAChangeComesTwice() {
    directory.apply(new Change.AccountIs(account(1, "main")));
    directory.apply(new Change.LineIs(line(1, NUMBER, null)));

    directory.apply(new Change.AccountIs(account(1, "main")));
    directory.apply(new Change.LineIs(line(1, NUMBER, null)));

    assertEquals(1, directory.account("main").id());
    assertEquals(1, directory.accountCount());
    assertEquals(1, directory.lineCount());
    directory.apply(new Change.LineGone(1));
    assertFalse(directory.ownsNumber(ORGANISATION, TO.digits()));
  }

  @Test
  void picksTheMostSpecificLine() {
    directory.apply(new Change.LineIs(line(1, null, null)));
    directory.apply(new Change.LineIs(line(2, null, "conn")));
    directory.apply(new Change.LineIs(line(3, NUMBER, null)));

    assertEquals(3, directory.line(ACCOUNT, TO, "conn").id());
    assertEquals(2, directory.line(ACCOUNT, E164.parse("+14155550002"), "conn").id());
    assertEquals(1, directory.line(ACCOUNT, null, "other").id());
    assertEquals(1, directory.line(ACCOUNT, null, null).id());
    assertNull(directory.line(ACCOUNT + 1, TO, "conn"));
  }

  @Test
  void movesALineWithItsNumber() {
    directory.apply(new Change.LineIs(line(1, NUMBER, null)));

    directory.apply(new Change.LineIs(line(1, "+14155550002", null)));

    assertNull(directory.line(ACCOUNT, TO, null));
    assertFalse(directory.ownsNumber(ORGANISATION, TO.digits()));
    assertEquals(1, directory.line(ACCOUNT, E164.parse("+14155550002"), null).id());
    assertTrue(directory.ownsNumber(ORGANISATION, 14_155_550_002L));
  }

  @Test
  void ownsANumberUntilTheLastLineThatHasItIsGone() {
    Line other =
        new Line(
            2,
            "line_2",
            ORGANISATION,
            ACCOUNT + 1,
            TO,
            null,
            null,
            null,
            null,
            Policies.NONE,
            false);
    directory.apply(new Change.LineIs(line(1, NUMBER, null)));
    directory.apply(new Change.LineIs(other));

    directory.apply(new Change.LineGone(1));

    assertTrue(directory.ownsNumber(ORGANISATION, TO.digits()));
    assertFalse(directory.ownsNumber(ORGANISATION + 1, TO.digits()));
    directory.apply(new Change.LineGone(2));
    assertFalse(directory.ownsNumber(ORGANISATION, TO.digits()));
  }

  @Test
  void findsAKeyByItsHashUntilItIsGone() {
    ApiKey key =
        new ApiKey(
            5,
            "key_5",
            ORGANISATION,
            "console",
            null,
            "ab12",
            Set.of(Permission.CHECKS),
            EntryState.NEVER);
    directory.apply(new Change.KeyIs(key));
    assertEquals(key, directory.key(new byte[] {(byte) 0xab, 0x12}));

    directory.apply(new Change.KeyGone(5));

    assertNull(directory.key(new byte[] {(byte) 0xab, 0x12}));
    assertEquals(0, directory.keyCount());
  }
}
