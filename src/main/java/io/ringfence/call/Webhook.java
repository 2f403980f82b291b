package io.ringfence.call;

import io.ringfence.domain.Deadline;
import io.ringfence.telnyx.EventDecoder;
import io.ringfence.telnyx.Texml;
import io.ringfence.telnyx.WebhookEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * One delivery, as it came in.
 *
 * @param account the slug in its address
 * @param asked how it was asked
 * @param headers all of them, for the upstream
 * @param body the raw bytes: they are what was signed; none of a GET
 * @param deadline by when Telnyx must have been answered if the call is to be rejected
 */
public record Webhook(
    String account, Asked asked, MultiMap headers, Buffer body, Deadline deadline) {

  /**
   * What the answer has to be.
   *
   * @param texml instructions in TeXML; otherwise nothing, and a command rejects the call
   * @param query of a GET, as it was written; null for a POST
   */
  public record Asked(boolean texml, HttpMethod method, String query) {
    /** An event in JSON. */
    public static final Asked EVENT = new Asked(false, HttpMethod.POST, null);

    /** A form. */
    public static final Asked TEXML_FORM = new Asked(true, HttpMethod.POST, null);

    public static Asked texmlQuery(String query) {
      return new Asked(true, HttpMethod.GET, query == null ? "" : query);
    }
  }

  boolean texml() {
    return asked.texml();
  }

  WebhookEvent event() {
    if (!texml()) {
      return EventDecoder.decode(body);
    }
    return Texml.decode(asked.query() == null ? body : Buffer.buffer(asked.query()));
  }
}
