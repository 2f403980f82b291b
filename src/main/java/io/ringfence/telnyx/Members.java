package io.ringfence.telnyx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads single members without insisting on a type. Each function leaves the parser at the end of
 * the value it stands at.
 */
final class Members {
  private Members() {}

  /** A string, or a number or truth value as it was written; null for anything else. */
  static String text(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token.isStructStart()) {
      parser.skipChildren();
      return null;
    }
    return token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  /**
   * One end of a call: a string, or an object with a {@code phone_number}. Of a list, as messages
   * have it, the first that has one.
   */
  static String party(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      String first = null;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String party = single(parser);
        first = first == null ? party : first;
      }
      return first;
    }
    return single(parser);
  }

  private static String single(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return text(parser);
    }
    String number = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean wanted = parser.currentName().equals("phone_number");
      parser.nextToken();
      String value = text(parser);
      number = wanted ? value : number;
    }
    return number;
  }

  /** A truth value, also in quotes; null for anything else. */
  static Boolean truth(JsonParser parser) throws IOException {
    String text = text(parser);
    if ("true".equalsIgnoreCase(text)) {
      return Boolean.TRUE;
    }
    return "false".equalsIgnoreCase(text) ? Boolean.FALSE : null;
  }

  /** The value of one header in a list of {@code {name, value}}, whatever the name's case. */
  static String header(JsonParser parser, String wanted) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return null;
    }
    String found = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String value = headerValue(parser, wanted);
      found = value == null ? found : value;
    }
    return found;
  }

  private static String headerValue(JsonParser parser, String wanted) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    String name = null;
    String value = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      String text = text(parser);
      name = member.equals("name") ? text : name;
      value = member.equals("value") ? text : value;
    }
    return wanted.equalsIgnoreCase(name) ? value : null;
  }
}
