package io.ringfence.subject;

import java.util.Locale;

/** Why a text makes no key. */
public enum Refusal {
  /** Nothing but blanks, or nothing. */
  EMPTY,
  /** Nothing that this kind of value is written as. */
  UNREADABLE,
  /** Two values or more where one is meant. */
  SEVERAL,
  TOO_LONG,
  /** So wide that no entry may have it. */
  TOO_WIDE,
  /** A wildcard where what is narrower belongs to the value anyway, or where a block is meant. */
  WILDCARD,
  /** A character that nobody sees. */
  INVISIBLE,
  /** A block with bits of an address in it. */
  HOST_BITS,
  /** A block where one address is asked for. */
  BLOCK,
  PORT,
  /** An address of one machine's interface. */
  ZONE,
  LEADING_ZERO,
  /** A quoted part of an address that needs its quotes. */
  QUOTED,
  COMMENT,
  /** An IP address for a domain. */
  IP_FOR_DOMAIN,
  SINGLE_LABEL,
  UNKNOWN_COUNTRY;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
