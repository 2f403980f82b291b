package io.ringfence.domain;

/**
 * A country or territory.
 *
 * @param code ISO 3166-1 alpha-2, two capitals: {@code GB}. Besides those {@code XK} (Kosovo),
 *     which is in common use, and {@code AC} and {@code TA} (Ascension, Tristan da Cunha), which
 *     have telephone numbers of their own
 */
public record Country(String code) {
  public Country {
    if (code.length() != 2 || !isCapital(code.charAt(0)) || !isCapital(code.charAt(1))) {
      throw new IllegalArgumentException("not two capitals");
    }
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  @Override
  public String toString() {
    return code;
  }
}
