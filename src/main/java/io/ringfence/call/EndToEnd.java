package io.ringfence.call;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers travel on and which end at the next hop (RFC 9110 §7.6.1). */
final class EndToEnd {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private EndToEnd() {}

  /** Without what our own request sets: the host, the length, the expectation to go on. */
  static MultiMap requestHeaders(MultiMap headers) {
    MultiMap passed = travelling(headers);
    passed.remove(HttpHeaders.HOST);
    passed.remove(HttpHeaders.CONTENT_LENGTH);
    passed.remove(HttpHeaders.EXPECT);
    return passed;
  }

  static MultiMap responseHeaders(MultiMap headers) {
    MultiMap passed = travelling(headers);
    passed.remove(HttpHeaders.CONTENT_LENGTH);
    return passed;
  }

  private static MultiMap travelling(MultiMap headers) {
    Set<String> named = new HashSet<>();
    for (String list : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : list.split(",")) {
        named.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    MultiMap passed = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name) && !named.contains(name)) {
        passed.add(header.getKey(), header.getValue());
      }
    }
    return passed;
  }
}
