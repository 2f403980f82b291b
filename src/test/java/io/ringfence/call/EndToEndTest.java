package io.ringfence.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndToEndTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Host",
        "Content-Length",
        "Expect"
      })
  void endsAtTheNextHop(String name) {
    assertFalse(EndToEnd.requestHeaders(headers(name, "1")).contains(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"telnyx-signature-ed25519", "telnyx-timestamp", "Content-Type", "User-Agent"})
  void travelsOn(String name) {
    assertEquals("1", EndToEnd.requestHeaders(headers(name, "1")).get(name));
  }

  @Test
  void whatTheConnectionHeaderNamesEndsToo() {
    MultiMap headers = headers("Connection", "close, X-Hop").add("x-hop", "1").add("X-End", "1");

    MultiMap passed = EndToEnd.requestHeaders(headers);

    assertFalse(passed.contains("X-Hop"));
    assertTrue(passed.contains("X-End"));
  }

  @Test
  void aHeaderGivenTwiceTravelsTwice() {
    MultiMap headers = headers("Set-Cookie", "a=1").add("Set-Cookie", "b=2");

    assertEquals(List.of("a=1", "b=2"), EndToEnd.responseHeaders(headers).getAll("Set-Cookie"));
  }

  private static MultiMap headers(String name, String value) {
    return MultiMap.caseInsensitiveMultiMap().add(name, value);
  }
}
