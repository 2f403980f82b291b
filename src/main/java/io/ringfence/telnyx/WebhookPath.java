package io.ringfence.telnyx;

import java.net.URI;

/** The path under which a gateway takes an account's webhooks. */
public final class WebhookPath {
  public static final String PATH = "/webhooks/telnyx";

  private static final String DEFAULT = "default";

  private WebhookPath() {}

  /** Whether an address looks like a gateway's: one such must not become an upstream. */
  public static boolean isGateways(String address) {
    try {
      String path = address == null ? null : URI.create(address).normalize().getPath();
      return path != null && (path.equals(PATH) || path.startsWith(PATH + "/"));
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  /** The slug of the account; a proxy may give paths other names, then it is the default one. */
  public static String account(String path) {
    String account = path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : "";
    return account.isEmpty() || account.contains("/") ? DEFAULT : account;
  }
}
