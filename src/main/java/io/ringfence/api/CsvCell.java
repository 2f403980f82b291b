package io.ringfence.api;

import java.util.regex.Pattern;

/**
 * A cell of a table that a spreadsheet will open. What begins like a formula gets an apostrophe
 * before it, which spreadsheets take for "this is text" (OWASP, CSV injection).
 */
final class CsvCell {
  private static final String BEGINNINGS = "=+-@\t\r\n＝＋－＠";

  /** Computes nothing and calls nothing: an apostrophe would only keep it from being dialled. */
  private static final Pattern NUMBER = Pattern.compile("\\+[0-9]{4,15}");

  private CsvCell() {}

  /** Empty for null. */
  static String safe(String text) {
    if (text == null) {
      return "";
    }
    boolean formula =
        !text.isEmpty()
            && BEGINNINGS.indexOf(text.charAt(0)) >= 0
            && !NUMBER.matcher(text).matches();
    return formula ? "'" + text : text;
  }
}
