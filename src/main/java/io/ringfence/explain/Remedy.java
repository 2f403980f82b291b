package io.ringfence.explain;

import io.ringfence.domain.Holder;
import java.util.List;

/** Something that, done alone and in full, turns a decision round. */
public sealed interface Remedy {
  /** Lift all of these entries. */
  record Lift(List<Long> entries) implements Remedy {}

  /** Make an allow entry on each of these. */
  record Allow(List<Holder> values) implements Remedy {}

  /** Make a ban on this. */
  record Ban(Holder value) implements Remedy {}

  /**
   * Do nothing until then.
   *
   * @param until milliseconds since 1970 UTC
   */
  record Wait(long until) implements Remedy {}

  /** Set all of these policies to allow. */
  record Policies(List<Setting> settings) implements Remedy {}

  /**
   * A policy.
   *
   * @param of {@code line} or {@code organisation}, whichever sets it
   */
  record Setting(String policy, String of) {}

  /**
   * Protect none of these any longer.
   *
   * @param values public ids
   */
  record Unprotect(List<String> values) implements Remedy {}

  /**
   * Let what only observes reject.
   *
   * @param who {@code entry}, {@code node}, {@code organisation}, {@code line}
   */
  record StopObserving(List<String> who) implements Remedy {}
}
