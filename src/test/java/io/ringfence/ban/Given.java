package io.ringfence.ban;

import io.ringfence.domain.Account;
import io.ringfence.domain.Change;
import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Policies;
import java.util.List;

/** Things that the tests of this room are about. */
final class Given {
  static final long NOW = 1_790_000_000_000L;
  static final int ORGANISATION = 3;
  static final int ACCOUNT = 2;

  private Given() {}

  static EntryState ban(long id) {
    return new EntryState(id, Effect.BAN, EntryState.NEVER, false, Channel.ALL);
  }

  static EntryState allow(long id) {
    return new EntryState(id, Effect.ALLOW, EntryState.NEVER, false, Channel.ALL);
  }

  static EntryState ended(EntryState state) {
    return new EntryState(state.id(), state.effect(), NOW, state.observe(), state.channels());
  }

  static EntryState observed(EntryState state) {
    return new EntryState(state.id(), state.effect(), state.until(), true, state.channels());
  }

  static EntryState on(Channel channel, EntryState state) {
    return new EntryState(
        state.id(), state.effect(), state.until(), state.observe(), channel.bit());
  }

  static Change phone(String value, EntryState... states) {
    return new Change.EntriesOf(ORGANISATION, Kind.PHONE, value, List.of(states));
  }

  static Change prefix(String value, EntryState... states) {
    return new Change.EntriesOf(ORGANISATION, Kind.PHONE_PREFIX, value, List.of(states));
  }

  static Organisation organisation(Policies policies, boolean observe) {
    return organisation(ORGANISATION, "first", policies, observe);
  }

  static Organisation organisation(int id, String slug, Policies policies, boolean observe) {
    return new Organisation(
        id, "org_" + id, slug, "Name of " + id, id % 16, "US", policies, observe);
  }

  static Account account(int id, String slug) {
    return new Account(id, "acc_" + id, ORGANISATION, slug, List.of(), null);
  }

  static Line line(int id, String number, String connectionId) {
    return new Line(
        id,
        "line_" + id,
        ORGANISATION,
        ACCOUNT,
        number == null ? null : E164.parse(number),
        connectionId,
        null,
        null,
        null,
        Policies.NONE,
        false);
  }

  static Line catchAll(Policies policies, boolean observe) {
    return new Line(
        9,
        "line_9",
        ORGANISATION,
        ACCOUNT,
        null,
        null,
        "https://voice.example.com/in",
        null,
        null,
        policies,
        observe);
  }
}
