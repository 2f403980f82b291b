package io.ringfence.edge;

import io.ringfence.call.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every refusal of the edge as an HTTP status and a problem document (RFC 9457). */
enum Problem {
  NO_SUCH_PATH(
      404,
      "No such path",
      "webhooks go to /webhooks/telnyx or /webhooks/telnyx/{account}, requests for TeXML to either"
          + " with /texml behind it"),
  NOT_POST(405, "Method not allowed", "a webhook is a POST"),
  NOT_GET_OR_POST(405, "Method not allowed", "TeXML is asked for with a GET or a POST"),
  NOT_JSON_TYPE(415, "Unsupported media type", "a webhook's content type is application/json"),
  NOT_FORM_TYPE(
      415, "Unsupported media type", "the content type is application/x-www-form-urlencoded"),
  TOO_LARGE(413, "Content too large", "a webhook's body has at most 65,536 bytes"),
  TOO_SLOW(408, "Request timeout", "the body did not arrive within 10 seconds"),
  INTERNAL(500, "Internal error", "the gateway failed; its log has this request_id"),
  UNKNOWN_ACCOUNT(404, "No such account", "no account has this webhook address"),
  NOT_LOADED(503, "Not loaded", "this account's settings are not loaded yet"),
  NO_PUBLIC_KEY(503, "No public key", "this account has no public key to verify webhooks with"),
  SIGNATURE_MISSING(401, "Not signed", "telnyx-signature-ed25519 or telnyx-timestamp is missing"),
  SIGNATURE_WRONG(401, "Wrong signature", "the signature does not match any key of this account"),
  TIMESTAMP_STALE(401, "Stale", "the timestamp is more than 300 seconds from now"),
  NOT_JSON(400, "Not JSON", "the body is not a JSON object"),
  NOT_FORM(400, "Not a form", "an escape is broken, or a member is there twice and differs"),
  LOOP(
      508,
      "Loop detected",
      "this gateway forwarded the request before: a line's upstream leads here"),
  REJECT_RETRY(503, "Try again", "Telnyx did not take the reject command in time"),
  UPSTREAM_FAILED(502, "Upstream failed", "the voice application did not answer"),
  UPSTREAM_BUSY(503, "Upstream busy", "the voice application has as many requests as it may have"),
  NO_UPSTREAM(502, "No upstream", "the line has no upstream that could give TeXML");

  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

  private static final long LINGER_MILLIS = 1_000;

  private final int status;
  private final String title;
  private final String detail;
  private final String word = name().toLowerCase(Locale.ROOT);

  Problem(int status, String title, String detail) {
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  static Problem of(Answer.Refusal refusal) {
    return valueOf(refusal.name());
  }

  int status() {
    return status;
  }

  String word() {
    return word;
  }

  void write(HttpServerRequest request) {
    write(request, UUID.randomUUID().toString());
  }

  /**
   * @param id by which the log has more
   */
  void write(HttpServerRequest request, String id) {
    HttpServerResponse response = request.response();
    if (response.headWritten() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
    if (status == 405) {
      response.putHeader(HttpHeaders.ALLOW, this == NOT_POST ? "POST" : "GET, POST");
    }
    if (this == LOOP) {
      response.putHeader(WebhookHandler.OUTCOME, word);
    }
    if (status == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    boolean cut = !request.isEnded() && request.version() != HttpVersion.HTTP_2;
    if (cut) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response
        .end(body(id))
        .onSuccess(
            written -> {
              if (cut) {
                cutOff(request);
              }
            })
        .onFailure(gone -> LOG.debug("nobody waited: {}", gone.toString()));
  }

  /**
   * Nobody wants the rest of the body, and the server would read it for ever. Not at once: closing
   * on unread bytes would take the answer away from who is still sending.
   */
  private static void cutOff(HttpServerRequest request) {
    Vertx.currentContext()
        .owner()
        .setTimer(
            LINGER_MILLIS,
            over ->
                request
                    .connection()
                    .close()
                    .onFailure(gone -> LOG.debug("closed before: {}", gone.toString())));
  }

  private String body(String id) {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("request_id", id)
        .encode();
  }
}
