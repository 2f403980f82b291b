package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds JSON that no database keeps as it came: U+0000, which PostgreSQL has in no text, halves of
 * surrogate pairs, which UTF-8 has not, and numbers beyond a double.
 */
final class Storable {
  private static final int MOST_FAULTS = 100;

  private Storable() {}

  static List<Fault> faults(JsonObject body) {
    List<Fault> faults = new ArrayList<>();
    walk(body, "", faults);
    return faults;
  }

  static boolean isText(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)
          && (++i == length || !Character.isLowSurrogate(text.charAt(i)))) {
        return false;
      }
    }
    return true;
  }

  /** A name as one step of a JSON pointer (RFC 6901 §3). */
  static String step(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static void walk(Object value, String at, List<Fault> faults) {
    if (faults.size() == MOST_FAULTS) {
      return;
    }
    if (value instanceof JsonObject object) {
      for (Map.Entry<String, Object> member : object) {
        name(member, at, faults);
      }
    } else if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        walk(array.getValue(i), at + "/" + i, faults);
      }
    } else if (value instanceof String text && !isText(text)) {
      faults.add(new Fault(at, "holds U+0000 or half a surrogate pair, which cannot be kept"));
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      faults.add(new Fault(at, "is a number beyond what can be kept"));
    }
  }

  private static void name(Map.Entry<String, Object> member, String at, List<Fault> faults) {
    if (isText(member.getKey())) {
      walk(member.getValue(), at + step(member.getKey()), faults);
    } else {
      faults.add(
          new Fault(at, "has a name with U+0000 or half a surrogate pair, which cannot be kept"));
    }
  }
}
