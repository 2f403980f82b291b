package io.ringfence.number;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.E164;

/** Any raw text to a caller id: taken apart, then read as words, digits, a number. Never throws. */
final class Reading {
  /** In characters; what is longer names nobody. The library draws the line here too. */
  private static final int LONGEST = 250;

  private final Library library;

  Reading(Library library) {
    this.library = library;
  }

  CallerId read(String raw, String region) {
    String text = raw.strip();
    if (text.length() > LONGEST) {
      return CallerId.UNREADABLE;
    }
    Address address = Address.of(text);
    // Before anything is parsed: the library would answer each with an exception.
    if (WithheldWords.in(address)) {
      return CallerId.WITHHELD;
    }
    Spelling spelling = Spelling.of(NationalForms.withoutCarrier(address.user(), region));
    return spelling == null ? CallerId.UNREADABLE : read(spelling, address.context(), region);
  }

  private CallerId read(Spelling spelling, String context, String region) {
    long number = number(spelling, context, region);
    boolean word = isWord(spelling.digits()) || isWord(Long.toString(number));
    boolean mustBeValid = word || spelling.vanity();
    if (number != Library.NONE && (!mustBeValid || library.isValid(number))) {
      E164 key = new E164(number);
      return new CallerId.Known(key, NationalForms.alternates(key));
    }
    if (word) {
      return CallerId.WITHHELD;
    }
    return spelling.couldBeShort() ? new CallerId.Short(spelling.digits()) : CallerId.UNREADABLE;
  }

  private static boolean isWord(String digits) {
    return WithheldWords.onKeypad(digits);
  }

  private long number(Spelling spelling, String context, String region) {
    if (spelling.plus()) {
      return international(spelling);
    }
    long inContext = inContext(spelling.digits(), context);
    if (inContext != Library.NONE) {
      return inContext;
    }
    return spelling.couldBeShort() ? Library.NONE : national(spelling.digits(), region);
  }

  private long international(Spelling spelling) {
    int zero = spelling.bracketedZero();
    if (zero > 0) {
      String digits = spelling.digits();
      long without = valid(digits.substring(0, zero) + digits.substring(zero + 1));
      if (without != Library.NONE) {
        return without;
      }
    }
    return library.international(spelling.digits());
  }

  /** RFC 3966 §5.1.5: a context that begins with a plus completes the number. */
  private long inContext(String digits, String context) {
    Spelling prefix = context.isEmpty() ? null : Spelling.of(context);
    return prefix != null && prefix.plus() && !prefix.vanity()
        ? library.international(prefix.digits() + digits)
        : Library.NONE;
  }

  private long national(String digits, String region) {
    long asDialled = library.national(digits, region);
    String withoutPrefix = withoutInternationalPrefix(digits);
    boolean prefixed = withoutPrefix.length() < digits.length();
    if (asDialled != Library.NONE && (!prefixed || library.isValid(asDialled))) {
      return asDialled;
    }
    // A guess, taken only where it hits a range in use: the plus was lost, or 00 was dialled where
    // another international prefix is in use.
    long guessed = valid(withoutPrefix);
    return guessed != Library.NONE ? guessed : asDialled;
  }

  private static String withoutInternationalPrefix(String digits) {
    return digits.startsWith("011")
        ? digits.substring(3)
        : digits.startsWith("00") ? digits.substring(2) : digits;
  }

  private long valid(String digits) {
    long number = library.international(digits);
    return number != Library.NONE && library.isValid(number) ? number : Library.NONE;
  }
}
