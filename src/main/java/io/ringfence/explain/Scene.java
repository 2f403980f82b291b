package io.ringfence.explain;

import io.ringfence.ban.Directory;
import io.ringfence.ban.EntryList;
import io.ringfence.ban.Index;
import io.ringfence.domain.Change;
import io.ringfence.domain.Decision;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import io.ringfence.domain.ProtectedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A question with all that answers it: the decision, and every entry that stood on a value holding
 * the subject.
 *
 * @param directory what the organisation has and protects; that of the present also for the past
 * @param standing in the order of {@link Subject#holders}
 * @param at the moment judged, in milliseconds since 1970 UTC
 */
public record Scene(
    Question question,
    Directory directory,
    List<Change.EntriesOf> standing,
    Decision decision,
    long at) {
  public Scene {
    standing = List.copyOf(standing);
  }

  /** What this node decides now, of its own memory. */
  public static Scene present(Question question, Index index, long now) {
    EntryList entries = index.entries(question.organisation().id());
    List<Change.EntriesOf> standing = new ArrayList<>();
    for (Holder holder : question.subject().holders(question.channel())) {
      add(standing, question, holder, entries.states(holder.kind(), holder.value()));
    }
    return new Scene(question, index.directory(), standing, question.decide(index, now), now);
  }

  /**
   * What would have been decided at a moment with the settings of now.
   *
   * @param stood every entry that stood then on a value holding the subject
   */
  public static Scene past(
      Question question, Directory directory, Map<Holder, List<EntryState>> stood, long at) {
    List<Change.EntriesOf> standing = new ArrayList<>();
    for (Holder holder : question.subject().holders(question.channel())) {
      add(standing, question, holder, stood.getOrDefault(holder, List.of()));
    }
    Decision decision = new Trial(question, directory, standing).decide(question, at);
    return new Scene(question, directory, standing, decision, at);
  }

  private static void add(
      List<Change.EntriesOf> standing, Question question, Holder holder, List<EntryState> states) {
    if (!states.isEmpty()) {
      standing.add(
          new Change.EntriesOf(
              question.organisation().id(), holder.kind(), holder.value(), states));
    }
  }

  /** Whether the call or message is stopped. */
  public boolean blocked() {
    return decision instanceof Decision.Reject;
  }

  /** Whether it would be stopped, if nobody merely observed. */
  public boolean observed() {
    return decision instanceof Decision.Forward forward && forward.observed();
  }

  /** The protected values that hold an identifier of the subject, which no ban then touches. */
  public List<ProtectedValue> protections() {
    return protections(question, directory);
  }

  static List<ProtectedValue> protections(Question question, Directory directory) {
    Set<Holder> holders = Set.copyOf(question.subject().holders(question.channel()));
    return directory.protectedValues().of(question.organisation().id()).stream()
        .filter(one -> holders.contains(new Holder(one.kind(), one.value())))
        .toList();
  }

  Trial trial() {
    return new Trial(question, directory, standing);
  }
}
