package io.ringfence.api;

import io.ringfence.api.EntryValues.NotUnderstood;
import io.ringfence.api.EntryValues.Read;
import io.ringfence.api.EntryValues.Understood;
import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Effect;
import io.ringfence.domain.IpRange;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Permission;
import io.ringfence.number.BanValue;
import java.util.List;

/** The value of a new entry: what it is read as, and whether it may be banned. */
final class ValueForm {
  private static final String POINTER = "/value";

  private final EntryValues values;
  private final List<IpRange> trustedProxies;

  ValueForm(ApiServer.Given given) {
    this.values = new EntryValues(new BanValue(given.numbering()));
    this.trustedProxies = given.limits().api().trustedProxies();
  }

  /**
   * The value as entries keep it.
   *
   * @param confirmed whether the request says to do it although it is wide
   * @return null if it will not do, which is added to the faults
   */
  Understood read(
      Effect effect, Kind kind, String raw, boolean confirmed, Caller caller, List<Fault> faults) {
    Read read = values.read(kind, raw, caller.organisation().region());
    if (read instanceof NotUnderstood not) {
      faults.add(new Fault(POINTER, not.detail()));
      return null;
    }
    Understood value = (Understood) read;
    String objection = effect == Effect.BAN ? objectionOfAnyWidth(kind, value, caller) : null;
    if (objection == null && value.wide()) {
      objection = wideObjection(effect, kind, confirmed, caller);
    }
    if (objection != null) {
      faults.add(new Fault(POINTER, objection));
      return null;
    }
    return value;
  }

  /** Whether a value, as entries keep it, is one that only an administrator bans or allows. */
  boolean isWide(Kind kind, String canonical, String region) {
    return values.read(kind, canonical, region) instanceof Understood value && value.wide();
  }

  /**
   * The value of a ban that is only looked at: one that is wide needs no confirmation.
   *
   * @return null if it will not do, which is added to the faults
   */
  Understood readOfAnyWidth(Kind kind, String raw, Caller caller, List<Fault> faults) {
    Read read = values.read(kind, raw, caller.organisation().region());
    String objection =
        read instanceof NotUnderstood not
            ? not.detail()
            : objectionOfAnyWidth(kind, (Understood) read, caller);
    if (objection != null) {
      faults.add(new Fault(POINTER, objection));
      return null;
    }
    return (Understood) read;
  }

  /** Why the value may not be banned, however wide it is; null if it may. */
  private String objectionOfAnyWidth(Kind kind, Understood value, Caller caller) {
    if (kind == Kind.PHONE && isOwnLine(caller, value)) {
      return "This is the number of one of your own lines, which is protected and cannot be"
          + " banned.";
    }
    if (kind == Kind.IP && isTrustedProxy(IpRange.parse(value.canonical()))) {
      return "This is an address of a trusted proxy (api.trusted_proxies) or holds one: everybody"
          + " behind it would be banned. Give the visitor's own address.";
    }
    return null;
  }

  private static String wideObjection(Effect effect, Kind kind, boolean confirmed, Caller caller) {
    if (confirmed && caller.key().may(Permission.ADMIN)) {
      return null;
    }
    return confirmed
        ? what(kind)
            + " Only a key with the permission admin may "
            + effect.word()
            + " so many, and this one lacks it. Give something narrower."
        : what(kind)
            + " To "
            + effect.word()
            + " so many all the same, send \"confirm\": true with a key that has the permission"
            + " admin; or give something narrower.";
  }

  private static String what(Kind kind) {
    return switch (kind) {
      case COUNTRY -> "This holds a whole country.";
      case EMAIL_DOMAIN -> "This holds every domain of a registry, whoever's it is.";
      default -> "This block is wider than /16 (IPv4) or /32 (IPv6): it holds whole networks.";
    };
  }

  private boolean isTrustedProxy(IpRange range) {
    return trustedProxies.stream()
        .anyMatch(proxy -> proxy.contains(range) || range.contains(proxy));
  }

  private static boolean isOwnLine(Caller caller, Understood phone) {
    return caller
        .index()
        .directory()
        .ownsNumber(caller.organisation().id(), EntryValues.number(phone).digits());
  }
}
