package io.ringfence.explain;

import io.ringfence.domain.Channel;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Policy;
import io.ringfence.domain.ProtectedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would change a decision. Each thing is tried before it is said: a ban under which another
 * lies is named together with it.
 */
public final class Remedies {
  private final Scene scene;

  private Remedies(Scene scene) {
    this.scene = scene;
  }

  /** What would let in whom the scene stops, or stop whom it lets in. */
  public static List<Remedy> of(Scene scene) {
    Remedies remedies = new Remedies(scene);
    if (scene.observed()) {
      return List.of(new Remedy.StopObserving(remedies.observers()));
    }
    return scene.blocked() ? remedies.lettingIn() : remedies.stopping();
  }

  private List<String> observers() {
    List<String> who = new ArrayList<>();
    if (scene.trial().isObserved(scene.decision().entry())) {
      who.add("entry");
    }
    if (scene.question().nodeObserves()) {
      who.add("node");
    }
    if (scene.question().organisation().observe()) {
      who.add("organisation");
    }
    if (scene.question().isOfLine() && scene.question().line().observe()) {
      who.add("line");
    }
    return who;
  }

  private List<Remedy> lettingIn() {
    List<Remedy> remedies = new ArrayList<>();
    liftUntil(false).ifPresent(remedies::add);
    allow().ifPresent(remedies::add);
    waiting().ifPresent(remedies::add);
    policies().ifPresent(remedies::add);
    return remedies;
  }

  private List<Remedy> stopping() {
    List<Remedy> remedies = new ArrayList<>();
    liftUntil(true).ifPresent(remedies::add);
    unprotect().ifPresent(remedies::add);
    ban().ifPresent(remedies::add);
    return remedies;
  }

  /** Lifts what decides, and then what decides instead, until the other decision comes out. */
  private Optional<Remedy> liftUntil(boolean rejected) {
    Trial trial = scene.trial();
    List<Long> lifted = new ArrayList<>();
    Decision decision = trial.inEarnest(scene.question(), scene.at());
    while (decision instanceof Decision.Reject != rejected
        && trial.remove(decision.entry()) != null) {
      lifted.add(decision.entry());
      decision = trial.inEarnest(scene.question(), scene.at());
    }
    return decision instanceof Decision.Reject == rejected && !lifted.isEmpty()
        ? Optional.of(new Remedy.Lift(lifted))
        : Optional.empty();
  }

  private Optional<Remedy> allow() {
    Trial trial = scene.trial();
    List<Holder> values = allowable();
    List<Long> ids = new ArrayList<>();
    for (Holder value : values) {
      long id = EntryState.MAX_ID - ids.size();
      trial.add(value, entry(id, Effect.ALLOW));
      ids.add(id);
    }
    if (values.isEmpty() || trial.rejects(scene.at())) {
      return Optional.empty();
    }
    return Optional.of(new Remedy.Allow(needed(trial, values, ids)));
  }

  /** Each identifier alone, and where the visitor is. */
  private List<Holder> allowable() {
    Subject subject = scene.question().subject();
    List<Holder> values = new ArrayList<>(subject.exact(scene.question().channel()));
    if (scene.question().channel() != Channel.VOICE && subject.country() != null) {
      values.add(new Holder(Kind.COUNTRY, subject.country().code()));
    }
    return values;
  }

  /** Of values that are allowed those without which it would be rejected again. */
  private List<Holder> needed(Trial trial, List<Holder> values, List<Long> ids) {
    List<Holder> needed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      trial.remove(ids.get(i));
      if (trial.rejects(scene.at())) {
        trial.add(values.get(i), entry(ids.get(i), Effect.ALLOW));
        needed.add(values.get(i));
      }
    }
    return needed;
  }

  private Optional<Remedy> waiting() {
    Trial trial = scene.trial();
    long at = scene.at();
    while (trial.inEarnest(scene.question(), at) instanceof Decision.Reject reject) {
      EntryState deciding = trial.entry(reject.entry());
      if (deciding == null || deciding.until() == EntryState.NEVER) {
        return Optional.empty();
      }
      at = deciding.until();
    }
    return Optional.of(new Remedy.Wait(at));
  }

  private Optional<Remedy> policies() {
    Trial trial = scene.trial();
    Question asked = scene.question();
    List<Remedy.Setting> settings = new ArrayList<>();
    Decision decision = trial.inEarnest(asked, scene.at());
    while (decision instanceof Decision.Reject && PolicyOf.is(decision.reason())) {
      PolicyOf policy = PolicyOf.of(decision.reason());
      boolean ofLine = policy.in(asked.line().policies()) == Policy.REJECT;
      settings.add(new Remedy.Setting(policy.word(), ofLine ? "line" : "organisation"));
      asked =
          ofLine
              ? asked.under(
                  asked.organisation().policies(), policy.allowed(asked.line().policies()))
              : asked.under(
                  policy.allowed(asked.organisation().policies()), asked.line().policies());
      decision = trial.inEarnest(asked, scene.at());
    }
    return decision instanceof Decision.Reject
        ? Optional.empty()
        : Optional.of(new Remedy.Policies(settings));
  }

  private Optional<Remedy> unprotect() {
    Trial trial = scene.trial();
    List<String> values = trial.unprotect().stream().map(ProtectedValue::publicId).toList();
    return !values.isEmpty() && trial.rejects(scene.at())
        ? Optional.of(new Remedy.Unprotect(values))
        : Optional.empty();
  }

  private Optional<Remedy> ban() {
    for (Holder value : scene.question().subject().exact(scene.question().channel())) {
      Trial trial = scene.trial();
      trial.add(value, entry(EntryState.MAX_ID, Effect.BAN));
      if (trial.rejects(scene.at())) {
        return Optional.of(new Remedy.Ban(value));
      }
    }
    return Optional.empty();
  }

  private EntryState entry(long id, Effect effect) {
    return new EntryState(id, effect, EntryState.NEVER, false, scene.question().channel().bit());
  }
}
