package io.ringfence.explain;

import io.ringfence.ban.Directory;
import io.ringfence.ban.Index;
import io.ringfence.domain.Change;
import io.ringfence.domain.Decision;
import io.ringfence.domain.E164;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Line;
import io.ringfence.domain.Policies;
import io.ringfence.domain.ProtectedValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small index of what holds one subject, in which one tries what a change would do. */
final class Trial {
  private final Question question;
  private final Index index = new Index();
  private final Map<Holder, List<EntryState>> entries = new LinkedHashMap<>();
  private final List<ProtectedValue> protections;

  Trial(Question question, Directory directory, List<Change.EntriesOf> standing) {
    this.question = question;
    int organisation = question.organisation().id();
    int id = 0;
    for (E164 form : question.subject().forms()) {
      if (directory.ownsNumber(organisation, form.digits())) {
        index.apply(new Change.LineIs(own(++id, form)));
      }
    }
    protections = Scene.protections(question, directory);
    protections.forEach(one -> index.apply(new Change.ProtectedIs(one)));
    for (Change.EntriesOf of : standing) {
      put(new Holder(of.kind(), of.value()), of.entries());
    }
  }

  private Line own(int id, E164 number) {
    return new Line(
        id,
        "line_" + id,
        question.organisation().id(),
        0,
        number,
        null,
        null,
        null,
        null,
        Policies.NONE,
        false);
  }

  /** What is decided here. */
  Decision decide(Question asked, long now) {
    return asked.decide(index, now);
  }

  /**
   * What is decided here, and would be carried out if nobody merely observed; an entry that is only
   * observed stays one.
   */
  Decision inEarnest(Question asked, long now) {
    Decision decision = decide(asked, now);
    return decision instanceof Decision.Forward forward
            && forward.observed()
            && !isObserved(forward.entry())
        ? new Decision.Reject(forward.reason(), forward.entry())
        : decision;
  }

  /** Whether an entry that is here is only observed. */
  boolean isObserved(long id) {
    EntryState entry = entry(id);
    return entry != null && entry.observe();
  }

  boolean rejects(long now) {
    return inEarnest(question, now) instanceof Decision.Reject;
  }

  /** Protects nothing any more but the numbers of own lines; returns what was protected. */
  List<ProtectedValue> unprotect() {
    protections.forEach(one -> index.apply(new Change.ProtectedGone(one.id())));
    return protections;
  }

  void add(Holder holder, EntryState state) {
    List<EntryState> states = new ArrayList<>(entries.getOrDefault(holder, List.of()));
    states.add(state);
    put(holder, states);
  }

  /** Takes an entry out; null if it is not here. */
  EntryState remove(long id) {
    for (Map.Entry<Holder, List<EntryState>> of : entries.entrySet()) {
      for (EntryState state : of.getValue()) {
        if (state.id() == id) {
          List<EntryState> others = new ArrayList<>(of.getValue());
          others.remove(state);
          put(of.getKey(), others);
          return state;
        }
      }
    }
    return null;
  }

  /** The entry of this id; null if it is not here. */
  EntryState entry(long id) {
    return entries.values().stream()
        .flatMap(List::stream)
        .filter(state -> state.id() == id)
        .findFirst()
        .orElse(null);
  }

  private void put(Holder holder, List<EntryState> states) {
    entries.put(holder, states);
    index.apply(
        new Change.EntriesOf(question.organisation().id(), holder.kind(), holder.value(), states));
  }
}
