package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.Actor;
import io.ringfence.domain.Permission;
import io.ringfence.store.Database;
import io.ringfence.store.Session;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the bodies of organisations, accounts and lines have in common. */
final class SettingsForm {
  private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());
  private static final int LONGEST_SLUG = 63;

  private SettingsForm() {}

  /** The session as the login role for the operator, for whom row-level security is too narrow. */
  static Session as(ApiCall call, Session session) {
    return call.caller().key().may(Permission.OPERATOR) ? session.everywhere() : session;
  }

  static Session reading(Database database, ApiCall call) {
    return database.session(call.caller().organisation(), Actor.SYSTEM);
  }

  /** Takes a member over under another name if it is given, null too. */
  static void copy(JsonObject body, String member, JsonObject into, String column) {
    if (body.containsKey(member)) {
      into.put(column, body.getValue(member));
    }
  }

  /** The same for a text that a person reads, without the space around it. */
  static void copyName(JsonObject body, JsonObject into) {
    if (body.containsKey("name")) {
      into.put("name", body.getString("name").strip());
    }
  }

  /** The same for a region, which must be one. */
  static void copyRegion(
      JsonObject body, String member, JsonObject into, String column, List<Fault> faults) {
    copy(body, member, into, column);
    String region = body.getString(member);
    if (region != null && !REGIONS.contains(region)) {
      faults.add(new Fault("/" + member, "must be a region of ISO 3166 such as US, GB, DE"));
    }
  }

  static void requireNone(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.invalid(faults));
    }
  }

  /**
   * A slug made of a name: its letters without their marks, everything else as dashes.
   *
   * @param otherwise for a name without any letter or digit that a slug can have
   */
  static String slug(String name, String otherwise) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+", "");
    String bounded = plain.substring(0, Math.min(plain.length(), LONGEST_SLUG));
    String slug = bounded.replaceAll("-+$", "");
    return slug.isEmpty() ? otherwise : slug;
  }
}
