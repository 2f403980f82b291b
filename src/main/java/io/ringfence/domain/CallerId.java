package io.ringfence.domain;

import java.util.List;

/** What the {@code from} of a call became. Only a {@link Known} one can match an entry. */
public sealed interface CallerId {

  /**
   * A number.
   *
   * @param alternates other forms of the same subscriber's number, which an entry may have been
   *     made on: Argentina with and without the mobile 9, Benin before and after 2024. Mostly empty
   */
  record Known(E164 number, List<E164> alternates) implements CallerId {
    public Known {
      alternates = List.copyOf(alternates);
    }

    public Known(E164 number) {
      this(number, List.of());
    }
  }

  /** A short code, an extension, an emergency number: dialable only inside some network. */
  record Short(String digits) implements CallerId {}

  /** The caller kept the number back. */
  record Withheld() implements CallerId {}

  /** Text that is no number. */
  record Unreadable() implements CallerId {}

  CallerId WITHHELD = new Withheld();
  CallerId UNREADABLE = new Unreadable();
}
