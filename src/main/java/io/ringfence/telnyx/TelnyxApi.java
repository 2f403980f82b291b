package io.ringfence.telnyx;

import io.ringfence.domain.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads and changes an account's settings. Not for calls: it is as patient as a person is, and
 * repeats nothing.
 */
public final class TelnyxApi {
  private static final long PATIENCE_S = 15;
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  /** A page of 250 numbers has a quarter of this. */
  private static final int MOST_BYTES = 2 << 20;

  private static final int MOST_QUOTED = 300;

  private final Vertx vertx;
  private final HttpClient client;
  private final URI apiUrl;
  private final Secret apiKey;

  /**
   * @param apiUrl {@code https://api.telnyx.com/v2} or a stand-in's
   */
  public TelnyxApi(Vertx vertx, URI apiUrl, Secret apiKey) {
    this.vertx = vertx;
    this.apiUrl = apiUrl;
    this.apiKey = apiKey;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setVerifyHost(true).setConnectTimeout(CONNECT_TIMEOUT_MS));
  }

  /**
   * Never fails.
   *
   * @param path from the API's address on, encoded
   */
  Future<ApiAnswer> get(String path) {
    return call(HttpMethod.GET, path, Buffer.buffer());
  }

  /** Never fails; whether an unanswered one was carried out is not known. */
  Future<ApiAnswer> patch(String path, JsonObject body) {
    return call(HttpMethod.PATCH, path, body.toBuffer());
  }

  /** For what has to happen again a little later. */
  Future<Void> pause(long millis) {
    return vertx.timer(millis).mapEmpty();
  }

  private Future<ApiAnswer> call(HttpMethod method, String path, Buffer body) {
    Promise<ApiAnswer> answer = Promise.promise();
    // On an event loop: to another thread an answer may have passed before it is looked at.
    vertx.runOnContext(now -> exchange(request(method, path), body).onComplete(answer));
    return answer.future();
  }

  private RequestOptions request(HttpMethod method, String path) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(apiUrl.toString().replaceFirst("/+$", "") + path)
            .setFollowRedirects(false)
            .putHeader("Authorization", "Bearer " + apiKey.reveal())
            .putHeader("Accept", "application/json");
    return method == HttpMethod.GET
        ? options
        : options.putHeader("Content-Type", "application/json");
  }

  private Future<ApiAnswer> exchange(RequestOptions options, Buffer body) {
    Future<HttpClientRequest> request = client.request(options);
    return request
        .compose(obtained -> obtained.send(body))
        .compose(response -> bounded(response).map(bytes -> answer(response, bytes)))
        .timeout(PATIENCE_S, TimeUnit.SECONDS)
        .onFailure(late -> request.onSuccess(obtained -> obtained.reset().otherwiseEmpty()))
        .recover(lost -> Future.succeededFuture(new ApiAnswer.Unanswered(reason(lost))));
  }

  private static String reason(Throwable lost) {
    return lost instanceof TimeoutException
        ? "none in " + PATIENCE_S + " s"
        : String.valueOf(lost.getMessage());
  }

  private static Future<Buffer> bounded(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(read));
    response.handler(
        part -> {
          read.appendBuffer(part);
          if (read.length() > MOST_BYTES) {
            whole.tryFail("an answer of more than " + MOST_BYTES + " bytes");
          }
        });
    return whole.future();
  }

  private static ApiAnswer answer(HttpClientResponse response, Buffer bytes) {
    JsonObject body = object(bytes);
    if (response.statusCode() / 100 != 2) {
      return refused(response.statusCode(), body);
    }
    return body == null
        ? new ApiAnswer.Unanswered("what came back is no JSON object")
        : new ApiAnswer.Given(body, date(response.getHeader("Date")));
  }

  private static ApiAnswer.Refused refused(int status, JsonObject body) {
    Object errors = body == null ? null : body.getValue("errors");
    if (errors instanceof JsonArray all
        && !all.isEmpty()
        && all.getValue(0) instanceof JsonObject e) {
      return new ApiAnswer.Refused(status, text(e, "code"), detail(e));
    }
    return new ApiAnswer.Refused(status, "", "without saying why");
  }

  private static String detail(JsonObject error) {
    String detail = text(error, "detail");
    String said = detail.isEmpty() ? text(error, "title") : detail;
    if (error.getValue("source") instanceof JsonObject source
        && !text(source, "pointer").isEmpty()) {
      said = text(source, "pointer") + ": " + said;
    }
    return said.length() > MOST_QUOTED ? said.substring(0, MOST_QUOTED) + "…" : said;
  }

  /** On one line, whatever there is. */
  private static String text(JsonObject json, String name) {
    Object value = json.getValue(name);
    return value == null ? "" : value.toString().replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static JsonObject object(Buffer bytes) {
    try {
      return bytes.toJsonObject();
    } catch (RuntimeException notJson) {
      return null;
    }
  }

  private static Instant date(String header) {
    try {
      return header == null
          ? null
          : ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  /** Gives the connections back. */
  public Future<Void> close() {
    return client.close();
  }
}
