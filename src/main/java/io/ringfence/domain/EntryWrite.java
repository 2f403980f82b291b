package io.ringfence.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * What a write did.
 *
 * @param entry the entry after it
 * @param revision the change this write made, or the entry's own where it changed nothing
 */
public record EntryWrite(Outcome outcome, Entry entry, List<Warning> warnings, Revision revision) {
  public EntryWrite {
    warnings = List.copyOf(warnings);
  }

  /** This write with one more warning, unless it has it already. */
  public EntryWrite warning(Warning warning) {
    if (warnings.contains(warning)) {
      return this;
    }
    List<Warning> more = new ArrayList<>(warnings);
    more.add(warning);
    return new EntryWrite(outcome, entry, more, revision);
  }

  /** What became of a standing entry of the same value. */
  public enum Outcome {
    /** There was none. */
    CREATED,
    /** There was a weaker one: it holds longer, on more channels, or in earnest now. */
    EXTENDED,
    /** There was one at least as strong: it stays as it was. Or it had ended before. */
    UNCHANGED,
    /** It is as it was asked to be, weaker perhaps. */
    CHANGED,
    /** It was ended by this write. */
    LIFTED;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Outcome of(String word) {
      return Words.find(Outcome.class, word);
    }
  }

  /**
   * Something the writer should know.
   *
   * @param code {@code overridden_by_allow}, {@code overrides_ban}, {@code already_covered}, {@code
   *     observe_mode}, …
   * @param entry the other entry, or 0
   * @param protectedValue the public id of the protected value it is about, or null
   * @param line the public id of the line it is about, or null
   */
  public record Warning(String code, long entry, String protectedValue, String line) {
    public Warning(String code, long entry) {
      this(code, entry, null, null);
    }
  }
}
