package io.ringfence.ops;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code POST /observe} asks for.
 *
 * @param organisation its slug or id, or null for the whole node
 * @param until in milliseconds since 1970 UTC, or {@link BrakeScope#WITHOUT_END}
 * @param problem what cannot be used, or null; then nothing else means anything
 */
record ObserveForm(boolean on, String organisation, long until, String by, OpsProblem problem) {
  private static final Set<String> MEMBERS = Set.of("on", "organisation", "until", "for", "by");
  private static final Pattern WHILE = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
  private static final Pattern NAME = Pattern.compile("[\\w.@+-]{1,100}");

  static ObserveForm read(JsonObject body, Instant now) {
    OpsProblem problem = problem(body);
    if (problem != null) {
      return new ObserveForm(false, null, 0, null, problem);
    }
    boolean on = body.getBoolean("on");
    long until = until(body, now);
    if (until <= now.toEpochMilli()) {
      problem = OpsProblem.at("/until", "must be a time to come, such as 2027-01-31T04:00:00Z");
    }
    return new ObserveForm(
        on, body.getString("organisation"), until, body.getString("by", "unknown"), problem);
  }

  private static OpsProblem problem(JsonObject body) {
    for (String member : body.fieldNames()) {
      if (!MEMBERS.contains(member)) {
        return OpsProblem.at("/" + member, "is not known");
      }
    }
    if (!(body.getValue("on") instanceof Boolean on)) {
      return OpsProblem.at("/on", "must be true or false");
    }
    for (String member : new String[] {"organisation", "until", "for", "by"}) {
      if (body.getValue(member) != null && !(body.getValue(member) instanceof String)) {
        return OpsProblem.at("/" + member, "must be text");
      }
    }
    if (body.getString("by") != null && !NAME.matcher(body.getString("by")).matches()) {
      return OpsProblem.at("/by", "must be a name of letters, digits and . @ + - _");
    }
    return problemOfEnd(body, on);
  }

  private static OpsProblem problemOfEnd(JsonObject body, boolean on) {
    String during = body.getString("for");
    if (!on && (during != null || body.getString("until") != null)) {
      return OpsProblem.at(during != null ? "/for" : "/until", "goes with \"on\": true only");
    }
    if (during != null && body.getString("until") != null) {
      return OpsProblem.at("/for", "cannot stand beside until: give one of them");
    }
    return during == null || WHILE.matcher(during).matches()
        ? null
        : OpsProblem.at("/for", "must be a while such as 30m, 1h, 2d");
  }

  /** 0 for a time that is none. */
  private static long until(JsonObject body, Instant now) {
    String during = body.getString("for");
    if (during != null) {
      return now.plus(duration(during)).toEpochMilli();
    }
    String until = body.getString("until");
    if (until == null) {
      return BrakeScope.WITHOUT_END;
    }
    try {
      return OffsetDateTime.parse(until).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException noTime) {
      return 0;
    }
  }

  private static Duration duration(String text) {
    Matcher parts = WHILE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
