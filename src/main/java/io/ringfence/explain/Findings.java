package io.ringfence.explain;

import io.ringfence.domain.Change;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Every entry that holds the subject, and why it decided or did not.
 *
 * @param all the deciding entry first, then in the order in which they would decide
 * @param overridden each ban that holds, with an allow entry that lets in what it is on
 */
public record Findings(List<Finding> all, List<Overridden> overridden) {
  /** So many pairs are tried, which is far beyond what anybody keeps on one number. */
  private static final int MOST_ALLOWS = 50;

  public Findings {
    all = List.copyOf(all);
    overridden = List.copyOf(overridden);
  }

  /** What an entry did. */
  public enum Why {
    DECIDES,
    /** An allow entry or a protected value lets in what this ban is on. */
    OVERRIDDEN,
    /** Something more exact, or on an identifier that is looked at before, decided. */
    WEAKER,
    /** It is only observed. */
    OBSERVED,
    /** It holds on other channels. */
    OTHER_CHANNEL,
    /** Its end has passed. */
    EXPIRED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public record Finding(Holder holder, EntryState state, Why why) {}

  /** An allow entry that lets in what a ban is on. */
  public record Overridden(long ban, long by) {}

  public static Findings of(Scene scene) {
    List<Overridden> overridden = overridden(scene);
    List<Finding> findings = new ArrayList<>();
    for (Change.EntriesOf of : scene.standing()) {
      List<EntryState> states = new ArrayList<>(of.entries());
      states.sort(
          Comparator.comparing((EntryState state) -> state.effect() == Effect.BAN)
              .thenComparing(EntryState::until, Comparator.reverseOrder())
              .thenComparing(EntryState::id));
      Holder holder = new Holder(of.kind(), of.value());
      states.forEach(s -> findings.add(new Finding(holder, s, why(scene, holder, s, overridden))));
    }
    findings.sort(Comparator.comparing(finding -> place(finding.why())));
    return new Findings(findings, overridden);
  }

  private static int place(Why why) {
    return why == Why.WEAKER ? Why.OVERRIDDEN.ordinal() : why.ordinal();
  }

  private static Why why(
      Scene scene, Holder holder, EntryState state, List<Overridden> overridden) {
    if (state.id() == scene.decision().entry() && !state.observe()) {
      return Why.DECIDES;
    }
    if (state.until() <= scene.at()) {
      return Why.EXPIRED;
    }
    if ((state.channels() & scene.question().channel().bit()) == 0) {
      return Why.OTHER_CHANNEL;
    }
    if (state.observe()) {
      return Why.OBSERVED;
    }
    boolean isOverridden =
        state.effect() == Effect.BAN && !stops(scene, holder, state)
            || overridden.stream().anyMatch(one -> one.ban() == state.id());
    return isOverridden ? Why.OVERRIDDEN : Why.WEAKER;
  }

  /** Alone, against what is protected. */
  private static boolean stops(Scene scene, Holder holder, EntryState ban) {
    Trial trial = new Trial(scene.question(), scene.directory(), List.of());
    trial.add(holder, ban);
    return trial.rejects(scene.at());
  }

  /** Found by trying two alone, so that what counts as overriding is what the ladders do. */
  private static List<Overridden> overridden(Scene scene) {
    List<Overridden> found = new ArrayList<>();
    Trial trial = new Trial(scene.question(), scene.directory(), List.of());
    List<Finding> holding = holding(scene);
    List<Finding> allows =
        holding.stream()
            .filter(one -> one.state().effect() == Effect.ALLOW)
            .limit(MOST_ALLOWS)
            .toList();
    for (Finding ban : holding) {
      if (ban.state().effect() == Effect.BAN) {
        allows.stream()
            .filter(allow -> overrides(trial, scene, allow, ban))
            .findFirst()
            .ifPresent(allow -> found.add(new Overridden(ban.state().id(), allow.state().id())));
      }
    }
    return found;
  }

  private static boolean overrides(Trial trial, Scene scene, Finding allow, Finding ban) {
    trial.add(ban.holder(), ban.state());
    trial.add(allow.holder(), allow.state());
    Decision both = trial.inEarnest(scene.question(), scene.at());
    trial.remove(ban.state().id());
    trial.remove(allow.state().id());
    return both instanceof Decision.Forward && both.entry() == allow.state().id();
  }

  /** Those that could decide: in earnest, on this channel, before their end. */
  private static List<Finding> holding(Scene scene) {
    List<Finding> holding = new ArrayList<>();
    for (Change.EntriesOf of : scene.standing()) {
      for (EntryState state : of.entries()) {
        if (!state.observe()
            && state.until() > scene.at()
            && (state.channels() & scene.question().channel().bit()) != 0) {
          holding.add(new Finding(new Holder(of.kind(), of.value()), state, null));
        }
      }
    }
    return holding;
  }
}
