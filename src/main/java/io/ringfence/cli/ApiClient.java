package io.ringfence.cli;

import io.ringfence.domain.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** Calls the API and waits; what it refuses becomes one line. */
final class ApiClient implements AutoCloseable {
  private static final int PAGE = 1_000;

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final long STREAM_IDLE_MILLIS = 60_000;
  private static final String ORGANISATION = "Ringfence-Organisation";

  private final Vertx vertx = Vertx.vertx();
  private final WebClient client;
  private final Trust trust;
  private final String address;
  private final Secret key;
  private String organisation;

  /**
   * @param key or null where none is needed
   */
  ApiClient(Target.Place place, Secret key) {
    this.address = place.url();
    this.trust = place.trust();
    this.key = key;
    WebClientOptions options = new WebClientOptions().setConnectTimeout(TIMEOUT_MILLIS);
    trust.applyTo(options);
    this.client = WebClient.create(vertx, options);
  }

  /** From now on in this organisation, by its slug or id; null for the key's own. */
  void workIn(String organisation) {
    this.organisation = organisation;
  }

  /**
   * Reads an answer of any length line by line.
   *
   * @param each is given one line after the other, not on the caller's thread
   * @throws CommandFailed also if it broke off, after the lines that came
   */
  void lines(String path, Consumer<String> each) {
    RequestOptions request =
        new RequestOptions()
            .setAbsoluteURI(address + path)
            .setConnectTimeout(TIMEOUT_MILLIS)
            .setIdleTimeout(STREAM_IDLE_MILLIS);
    if (key != null) {
      request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key.reveal());
    }
    if (organisation != null) {
      request.putHeader(ORGANISATION, organisation);
    }
    HttpClientOptions options = new HttpClientOptions();
    trust.applyTo(options);
    HttpClient streaming = vertx.createHttpClient(options);
    Promise<Void> read = Promise.promise();
    // From an event loop: to this thread lines may have passed before they are looked at.
    vertx.runOnContext(
        now ->
            streaming
                .request(request)
                .compose(HttpClientRequest::send)
                .compose(response -> lines(response, each))
                .onComplete(read));
    await(read.future());
  }

  private static Future<Void> lines(HttpClientResponse response, Consumer<String> each) {
    if (response.statusCode() == 200) {
      RecordParser parser = RecordParser.newDelimited("\n", line -> each.accept(line.toString()));
      response.handler(parser);
      return response.end();
    }
    return response
        .body()
        .map(
            body -> {
              throw refused(response.statusCode(), object(body));
            });
  }

  JsonObject get(String path) {
    return call(HttpMethod.GET, path, null);
  }

  /**
   * A whole list, page after page.
   *
   * @param path with its filters, without a page's size
   */
  List<JsonObject> all(String path) {
    List<JsonObject> all = new ArrayList<>();
    String first = path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE;
    String next = null;
    do {
      JsonObject page = get(next == null ? first : first + "&cursor=" + encoded(next));
      page.getJsonArray("data").forEach(one -> all.add((JsonObject) one));
      next = page.getString("next");
    } while (next != null);
    return all;
  }

  /** As a part of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  JsonObject post(String path, JsonObject body) {
    return call(HttpMethod.POST, path, body);
  }

  JsonObject patch(String path, JsonObject body) {
    return call(HttpMethod.PATCH, path, body);
  }

  void delete(String path) {
    call(HttpMethod.DELETE, path, null);
  }

  private JsonObject call(HttpMethod method, String path, JsonObject body) {
    HttpRequest<Buffer> request = client.requestAbs(method, address + path).timeout(TIMEOUT_MILLIS);
    if (key != null) {
      request.bearerTokenAuthentication(key.reveal());
    }
    if (organisation != null) {
      request.putHeader(ORGANISATION, organisation);
    }
    HttpResponse<Buffer> response =
        await(body == null ? request.send() : request.sendJsonObject(body));
    JsonObject answer = object(response.body());
    if (answer == null && response.statusCode() < 300) {
      throw new CommandFailed(
          ExitCode.FAILED, address + " does not answer as a gateway's API does");
    }
    if (response.statusCode() >= 300) {
      throw refused(response.statusCode(), answer);
    }
    return answer;
  }

  private static CommandFailed refused(int status, JsonObject problem) {
    return new CommandFailed(
        status == 503 ? ExitCode.UNAVAILABLE : ExitCode.FAILED,
        refusal(status, problem == null ? new JsonObject() : problem));
  }

  private <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    } catch (ExecutionException failed) {
      Throwable why = failed.getCause();
      if (why instanceof CommandFailed known) {
        throw known;
      }
      String said = why instanceof ConnectException ? "nothing answers" : why.getMessage();
      if (why instanceof SSLException) {
        said =
            "it is not trusted: name with --cacert who vouches for its certificate (" + said + ")";
      }
      throw new CommandFailed(ExitCode.UNAVAILABLE, address + ": " + said);
    }
  }

  /** The answer, empty where nothing was to be said; null for what is no JSON object. */
  private static JsonObject object(Buffer body) {
    try {
      return body == null || body.length() == 0 ? new JsonObject() : body.toJsonObject();
    } catch (RuntimeException notJson) {
      return null;
    }
  }

  /** What is wrong, field by field where the problem says so, else as a whole. */
  private static String refusal(int status, JsonObject problem) {
    JsonArray errors = problem.getJsonArray("errors", new JsonArray());
    if (!errors.isEmpty()) {
      return errors.stream()
          .map(one -> sentence((JsonObject) one))
          .collect(Collectors.joining("; "));
    }
    String title = problem.getString("title", "HTTP " + status);
    String detail = problem.getString("detail");
    return detail == null ? title : title + ": " + detail;
  }

  /** Some say it in a whole sentence, others have the field for their subject. */
  private static String sentence(JsonObject error) {
    String pointer = error.getString("pointer");
    String detail = error.getString("detail");
    return !detail.isEmpty() && Character.isUpperCase(detail.charAt(0))
        ? detail + " (" + pointer + ")"
        : pointer + " " + detail;
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
