package io.ringfence.domain;

/**
 * The widget's cookie, as it was given: case counts, and nothing is normalized, since whoever made
 * it tells two of them apart by their bytes.
 *
 * @param text 1 to 200 characters (code points), all of them visible but for blanks between others
 */
public record VisitorId(String text) {
  public static final int LONGEST = 200;

  public VisitorId {
    if (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST) {
      throw new IllegalArgumentException("not a visitor id of 1 to " + LONGEST + " characters");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
