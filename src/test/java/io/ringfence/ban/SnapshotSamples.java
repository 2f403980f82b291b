package io.ringfence.ban;

import io.ringfence.domain.Account;
import io.ringfence.domain.ApiKey;
import io.ringfence.domain.Change;
import io.ringfence.domain.Chat;
import io.ringfence.domain.E164;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.ringfence.domain.ProtectedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A directory with everything in it that one can have, and with everything left out. */
final class SnapshotSamples {
  private SnapshotSamples() {}

  static Index directory() {
    Index index = new Index();
    Policies strict = new Policies(Policy.REJECT, Policy.ALLOW, null, Policy.REJECT, Policy.ALLOW);
    index.apply(organisation(1, "default", "Default", Policies.NONE, false));
    index.apply(organisation(2, "second", "Zweite – 第二", strict, true));
    index.apply(new Change.AccountIs(new Account(1, "acc_1", null, "default", List.of(), null)));
    index.apply(
        new Change.AccountIs(
            new Account(2, "acc_2", 2, "second", List.of("a", "b"), new byte[] {0, -1, 7})));
    index.apply(
        new Change.LineIs(
            new Line(1, "line_1", 1, 1, null, null, null, null, null, Policies.NONE, false)));
    index.apply(
        new Change.LineIs(
            new Line(
                2,
                "line_2",
                2,
                2,
                new E164(15005550001L),
                null,
                "https://voice.example.com/x",
                "DE",
                "CALL_REJECTED",
                strict,
                true)));
    index.apply(
        new Change.LineIs(
            new Line(3, "line_3", 2, 2, null, "conn-1", null, null, null, Policies.NONE, false)));
    index.apply(
        new Change.KeyIs(
            new ApiKey(
                1, "key_1", 1, "all", null, "0a", Set.of(Permission.values()), EntryState.NEVER)));
    index.apply(
        new Change.KeyIs(new ApiKey(2, "key_2", 2, "none", "alice", "0b", Set.of(), 123_456)));
    index.apply(
        new Change.ProtectedIs(new ProtectedValue(1, "prot_1", 2, Kind.EMAIL, "zoë@example.com")));
    return index;
  }

  private static Change organisation(
      int id, String slug, String name, Policies policies, boolean observe) {
    return new Change.OrganisationIs(
        new Organisation(id, "org_" + id, slug, name, id, "US", policies, observe, chat(observe)));
  }

  private static Chat chat(boolean told) {
    return told ? new Chat(Chat.Mode.MESSAGE, "Zoë says no", Chat.OnLoad.SHOW) : Chat.STANDARD;
  }

  /** Everything in it, of accounts what can be compared. */
  static List<Object> things(Index index) {
    List<Object> things = new ArrayList<>();
    index
        .directory()
        .forEach(
            change ->
                things.add(
                    change instanceof Change.AccountIs is
                        ? is.account().toString().replaceAll("\\[B@[0-9a-f]+", "bytes")
                        : change));
    return things;
  }
}
