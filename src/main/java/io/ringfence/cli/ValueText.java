package io.ringfence.cli;

import io.ringfence.domain.Kind;
import io.vertx.core.json.JsonObject;

/** An entry's value for a person; a number says by itself that it is one. */
final class ValueText {
  private ValueText() {}

  static String of(JsonObject entry) {
    String kind = entry.getString("kind");
    String value = entry.getString("value");
    return kind.equals(Kind.PHONE.word()) ? value : kind.replace('_', ' ') + " " + value;
  }
}
