package io.ringfence.ban;

import io.ringfence.domain.Channel;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** The lines, by what a call names, and the numbers that each organisation owns through them. */
final class Lines {
  private final Slots<Line> byId = new Slots<>();
  private final Map<Record, Line> byPlace = new ConcurrentHashMap<>();
  private final Slots<EntryTable> owned = new Slots<>();

  private record Number(int accountId, long digits) {}

  private record Connection(int accountId, String connectionId) {}

  private record CatchAll(int accountId) {}

  Line get(int id) {
    return byId.get(id);
  }

  int count() {
    return byId.count();
  }

  void forEach(Consumer<Line> action) {
    byId.forEach(action);
  }

  Line called(int accountId, E164 to, String connectionId) {
    Line line = to == null ? null : byPlace.get(new Number(accountId, to.digits()));
    if (line == null && connectionId != null) {
      line = byPlace.get(new Connection(accountId, connectionId));
    }
    return line == null ? byPlace.get(new CatchAll(accountId)) : line;
  }

  boolean owns(int organisationId, long digits) {
    EntryTable numbers = owned.get(organisationId);
    return numbers != null && numbers.find(digits, Channel.VOICE, 0) != Match.NONE;
  }

  /** A line with the lowest of an organisation's own numbers that pass, or null. */
  Line owned(int organisationId, LongPredicate passes) {
    EntryTable numbers = owned.get(organisationId);
    if (numbers == null) {
      return null;
    }
    long[] lowest = {Long.MAX_VALUE};
    numbers.forEachValue(
        digits -> {
          if (digits < lowest[0] && passes.test(digits)) {
            lowest[0] = digits;
          }
        });
    return lowest[0] == Long.MAX_VALUE ? null : owner(numbers, lowest[0]);
  }

  private Line owner(EntryTable numbers, long digits) {
    return numbers.states(digits).stream()
        .map(owner -> byId.get((int) owner.id()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Puts a line there, or null to remove it. */
  void set(int id, Line line) {
    if (line != null) {
      own(line, true);
    }
    Line before = byId.set(id, line);
    if (line != null) {
      byPlace.put(place(line), line);
    }
    if (before == null) {
      return;
    }
    if (line == null || !place(line).equals(place(before))) {
      byPlace.remove(place(before), before);
    }
    if (line == null || !sameNumber(line, before)) {
      own(before, false);
    }
  }

  private static boolean sameNumber(Line line, Line other) {
    return line.organisationId() == other.organisationId()
        && line.number() != null
        && line.number().equals(other.number());
  }

  private static Record place(Line line) {
    if (line.number() != null) {
      return new Number(line.accountId(), line.number().digits());
    }
    return line.connectionId() != null
        ? new Connection(line.accountId(), line.connectionId())
        : new CatchAll(line.accountId());
  }

  /** Several of an organisation's lines may have one number, on different accounts. */
  private void own(Line line, boolean owns) {
    if (line.number() == null) {
      return;
    }
    EntryTable numbers = owned.get(line.organisationId());
    if (numbers == null) {
      numbers = new EntryTable();
      owned.set(line.organisationId(), numbers);
    }
    List<EntryState> owners = new ArrayList<>(numbers.states(line.number().digits()));
    owners.removeIf(owner -> owner.id() == line.id());
    if (owns) {
      owners.add(new EntryState(line.id(), Effect.ALLOW, EntryState.NEVER, false, Channel.ALL));
    }
    numbers.put(line.number().digits(), owners);
  }
}
