package io.ringfence.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressTest {
  @ParameterizedTest
  @CsvSource({
    "/webhooks/telnyx, default, false",
    "/webhooks/telnyx/second, second, false",
    "/webhooks/telnyx/texml, default, true",
    "/webhooks/telnyx/second/texml, second, true",
    "/webhooks/telnyx/my-texml, my-texml, false",
  })
  void namesTheAccountAndWhatIsAsked(String path, String account, boolean texml) {
    assertEquals(new WebhookAddress(account, texml), WebhookAddress.of(path));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "/",
        "/webhooks",
        "/webhooks/telnyx/",
        "/webhooks/telnyxtexml",
        "/webhooks/telnyx//texml",
        "/webhooks/telnyx/texml/",
        "/webhooks/telnyx/a/b",
        "/webhooks/telnyx/a/b/texml",
        "/webhooks/telnyx/texml/texml/texml",
      })
  void otherPathsAreNone(String path) {
    assertNull(WebhookAddress.of(path));
  }
}
