package io.ringfence.number;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What digits may still come, by the derivatives of a regular expression (Brzozowski 1964). Takes
 * the little of the notation that libphonenumber's patterns use. For the build only.
 */
sealed interface DigitPattern {
  DigitPattern NEVER = new OneOf(Set.of());
  DigitPattern END = new End();

  /** What may come after this digit. */
  DigitPattern after(int digit);

  /** Whether nothing more need come. */
  boolean endsHere();

  /**
   * @throws IllegalStateException for notation that is not understood
   */
  static DigitPattern of(String text) {
    return new Parser(text).whole();
  }

  record End() implements DigitPattern {
    @Override
    public DigitPattern after(int digit) {
      return NEVER;
    }

    @Override
    public boolean endsHere() {
      return true;
    }
  }

  /**
   * @param set a bit for each of ten digits
   */
  record Digit(int set) implements DigitPattern {
    @Override
    public DigitPattern after(int digit) {
      return (set & 1 << digit) != 0 ? END : NEVER;
    }

    @Override
    public boolean endsHere() {
      return false;
    }
  }

  record Then(DigitPattern first, DigitPattern rest) implements DigitPattern {
    static DigitPattern of(DigitPattern first, DigitPattern rest) {
      if (first.equals(NEVER) || rest.equals(NEVER)) {
        return NEVER;
      }
      return first.equals(END) ? rest : rest.equals(END) ? first : new Then(first, rest);
    }

    @Override
    public DigitPattern after(int digit) {
      DigitPattern inFirst = of(first.after(digit), rest);
      return first.endsHere() ? OneOf.of(List.of(inFirst, rest.after(digit))) : inFirst;
    }

    @Override
    public boolean endsHere() {
      return first.endsHere() && rest.endsHere();
    }
  }

  record OneOf(Set<DigitPattern> patterns) implements DigitPattern {
    static DigitPattern of(Iterable<DigitPattern> patterns) {
      Set<DigitPattern> flat = new HashSet<>();
      for (DigitPattern one : patterns) {
        if (one instanceof OneOf several) {
          flat.addAll(several.patterns);
        } else {
          flat.add(one);
        }
      }
      return flat.size() == 1 ? flat.iterator().next() : new OneOf(Set.copyOf(flat));
    }

    @Override
    public DigitPattern after(int digit) {
      return of(patterns.stream().map(one -> one.after(digit)).toList());
    }

    @Override
    public boolean endsHere() {
      return patterns.stream().anyMatch(DigitPattern::endsHere);
    }
  }

  /** By recursive descent. */
  final class Parser {
    private final String text;
    private int at;

    private Parser(String text) {
      this.text = text;
    }

    private DigitPattern whole() {
      DigitPattern pattern = alternatives();
      if (at < text.length()) {
        throw notUnderstood();
      }
      return pattern;
    }

    private DigitPattern alternatives() {
      Set<DigitPattern> patterns = new HashSet<>();
      do {
        patterns.add(sequence());
      } while (taken("|"));
      return OneOf.of(patterns);
    }

    private DigitPattern sequence() {
      boolean over = at == text.length() || "|)".indexOf(text.charAt(at)) >= 0;
      if (over) {
        return END;
      }
      DigitPattern first = repeated(atom());
      return Then.of(first, sequence());
    }

    private DigitPattern atom() {
      if (taken("(?:")) {
        DigitPattern group = alternatives();
        if (!taken(")")) {
          throw notUnderstood();
        }
        return group;
      }
      return taken("\\d") ? new Digit(0x3ff) : new Digit(taken("[") ? set() : 1 << digit());
    }

    private int set() {
      int set = 0;
      while (!taken("]")) {
        int first = digit();
        int last = taken("-") ? digit() : first;
        for (int digit = first; digit <= last; digit++) {
          set |= 1 << digit;
        }
      }
      return set;
    }

    private DigitPattern repeated(DigitPattern one) {
      if (taken("?")) {
        return repeated(one, 0, 1);
      }
      if (!taken("{")) {
        return one;
      }
      int least = count();
      int most = taken(",") ? count() : least;
      if (!taken("}")) {
        throw notUnderstood();
      }
      return repeated(one, least, most);
    }

    private static DigitPattern repeated(DigitPattern one, int least, int most) {
      if (most == 0) {
        return END;
      }
      DigitPattern more = Then.of(one, repeated(one, Math.max(least - 1, 0), most - 1));
      return least > 0 ? more : OneOf.of(Set.of(END, more));
    }

    private int count() {
      int count = digit();
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        count = count * 10 + digit();
      }
      return count;
    }

    private int digit() {
      int digit = at < text.length() ? text.charAt(at) - '0' : -1;
      if (digit < 0 || digit > 9) {
        throw notUnderstood();
      }
      at++;
      return digit;
    }

    private boolean taken(String token) {
      boolean here = text.startsWith(token, at);
      at += here ? token.length() : 0;
      return here;
    }

    private IllegalStateException notUnderstood() {
      return new IllegalStateException("at " + at + " of the pattern " + text);
    }
  }
}
