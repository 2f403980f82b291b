package io.ringfence.edge;

/**
 * Whom a request is for, by its path: {@code /webhooks/telnyx}, {@code /webhooks/telnyx/{account}},
 * and either with {@code /texml} behind it.
 */
record WebhookAddress(String account, boolean texml) {
  private static final String ROOT = "/webhooks/telnyx";
  private static final String TEXML = "/texml";
  private static final WebhookAddress DEFAULT = new WebhookAddress("default", false);

  /** Null for a path that is no webhook address. */
  static WebhookAddress of(String path) {
    if (path == null || !path.startsWith(ROOT)) {
      return null;
    }
    if (path.length() == ROOT.length()) {
      return DEFAULT;
    }
    // No account has this name.
    boolean texml = path.endsWith(TEXML);
    int end = texml ? path.length() - TEXML.length() : path.length();
    if (end == ROOT.length()) {
      return new WebhookAddress(DEFAULT.account, true);
    }
    String slug = path.substring(ROOT.length() + 1, end);
    boolean one = path.charAt(ROOT.length()) == '/' && slug.indexOf('/') < 0;
    return one && !slug.isEmpty() ? new WebhookAddress(slug, texml) : null;
  }
}
