package io.ringfence.api;

import io.ringfence.domain.Effect;
import io.ringfence.domain.EmailDomain;
import io.ringfence.domain.Entry;
import io.ringfence.domain.EntryWrite;
import io.ringfence.domain.EntryWrite.Warning;
import io.ringfence.domain.Holder;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.ProtectedValue;
import io.ringfence.explain.Wider;
import io.ringfence.number.NumberCountry;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** Tells who bans something wide which protected value, or own line, lies in it and is spared. */
final class HeldProtected {
  private static final String CODE = "holds_protected";

  private HeldProtected() {}

  /**
   * The write, with a warning that names the first protected value in a ban, or else the line with
   * the lowest own number.
   */
  static EntryWrite warned(EntryWrite write, Caller caller) {
    Entry entry = write.entry();
    if (entry.effect() != Effect.BAN) {
      return write;
    }
    List<ProtectedValue> held = in(entry.kind(), entry.value(), caller);
    if (!held.isEmpty()) {
      return write.warning(new Warning(CODE, 0, held.get(0).publicId(), null));
    }
    Line line = ownLineIn(entry.kind(), entry.value(), caller);
    return line == null ? write : write.warning(new Warning(CODE, 0, null, line.publicId()));
  }

  private static Line ownLineIn(Kind kind, String value, Caller caller) {
    if (kind != Kind.PHONE_PREFIX && kind != Kind.COUNTRY) {
      return null;
    }
    LongPredicate holds =
        kind == Kind.PHONE_PREFIX
            ? number -> ("+" + number).startsWith(value)
            : number -> value.equals(String.valueOf(NumberCountry.of(number)));
    return caller.index().directory().ownLine(caller.organisation().id(), holds);
  }

  /** The protected values that a ban on this one would hold. */
  static List<ProtectedValue> in(Kind kind, String value, Caller caller) {
    List<ProtectedValue> all =
        caller.index().directory().protectedValues().of(caller.organisation().id());
    return all.isEmpty() ? all : all.stream().filter(holds(kind, value)).toList();
  }

  /**
   * Refuses a ban on what is protected, as the database would.
   *
   * @throws Refusal if it is
   */
  static void requireNone(Kind kind, String value, Caller caller) {
    caller.index().directory().protectedValues().of(caller.organisation().id()).stream()
        .filter(
            one ->
                isSame(one, kind, value)
                    || Wider.holding(new Holder(kind, value), List.of(), null)
                        .contains(new Holder(one.kind(), one.value())))
        .findFirst()
        .ifPresent(
            one -> {
              throw Refusal.invalid("/value", ProtectedActions.notBanned(one.publicId()));
            });
  }

  /** A prefix of just a number's digits is a ban of that number. */
  private static boolean isSame(ProtectedValue one, Kind kind, String value) {
    return one.value().equals(value)
        && (one.kind() == kind || one.kind() == Kind.PHONE && kind == Kind.PHONE_PREFIX);
  }

  private static Predicate<ProtectedValue> holds(Kind kind, String value) {
    return switch (kind) {
      case PHONE_PREFIX -> one -> isNumber(one) && one.value().startsWith(value);
      case COUNTRY -> one -> isNumber(one) && value.equals(country(one));
      case IP -> {
        IpRange range = IpRange.parse(value);
        yield one -> one.kind() == Kind.IP && range.contains(IpRange.parse(one.value()));
      }
      case EMAIL_DOMAIN -> {
        EmailDomain domain = new EmailDomain(value);
        yield one -> isMail(one) && domain.contains(new EmailDomain(domainOf(one.value())));
      }
      case PHONE, EMAIL, VISITOR_ID -> one -> false;
    };
  }

  private static boolean isNumber(ProtectedValue one) {
    return one.kind() == Kind.PHONE || one.kind() == Kind.PHONE_PREFIX;
  }

  private static boolean isMail(ProtectedValue one) {
    return one.kind() == Kind.EMAIL || one.kind() == Kind.EMAIL_DOMAIN;
  }

  private static String domainOf(String text) {
    return text.substring(text.indexOf('@') + 1);
  }

  private static String country(ProtectedValue number) {
    return String.valueOf(NumberCountry.of(Long.parseLong(number.value().substring(1))));
  }
}
