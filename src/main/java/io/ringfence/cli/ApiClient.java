package io.ringfence.cli;

import io.ringfence.domain.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.util.concurrent.ExecutionException;

/** Calls the API and waits; what it refuses becomes one line. */
final class ApiClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final WebClient client =
      WebClient.create(vertx, new WebClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
  private final String address;
  private final Secret key;
  private String organisation;

  /**
   * @param key or null where none is needed
   */
  ApiClient(String address, Secret key) {
    this.address = address;
    this.key = key;
  }

  /**
   * @param slug of the organisation to work in, or null for the key's own
   */
  ApiClient in(String slug) {
    organisation = slug;
    return this;
  }

  JsonObject get(String path) {
    return call(HttpMethod.GET, path, null);
  }

  JsonObject post(String path, JsonObject body) {
    return call(HttpMethod.POST, path, body);
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
      request.putHeader("Ringfence-Organisation", organisation);
    }
    HttpResponse<Buffer> response =
        await(body == null ? request.send() : request.sendJsonObject(body));
    JsonObject answer = json(response);
    if (answer == null && response.statusCode() < 300) {
      throw new CommandFailed(
          ExitCode.FAILED, address + " does not answer as a gateway's API does");
    }
    if (response.statusCode() >= 300) {
      throw new CommandFailed(
          response.statusCode() == 503 ? ExitCode.UNAVAILABLE : ExitCode.FAILED,
          refusal(response.statusCode(), answer == null ? new JsonObject() : answer));
    }
    return answer;
  }

  private <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    } catch (ExecutionException failed) {
      Throwable why = failed.getCause();
      String said = why instanceof ConnectException ? "nothing answers" : why.getMessage();
      throw new CommandFailed(ExitCode.UNAVAILABLE, address + ": " + said);
    }
  }

  /** The answer, empty where nothing was to be said; null for what is no JSON object. */
  private static JsonObject json(HttpResponse<Buffer> response) {
    try {
      return response.body() == null ? new JsonObject() : response.bodyAsJsonObject();
    } catch (RuntimeException notJson) {
      return null;
    }
  }

  private static String refusal(int status, JsonObject problem) {
    StringBuilder said = new StringBuilder();
    said.append(problem.getString("title", "HTTP " + status));
    if (problem.getString("detail") != null) {
      said.append(": ").append(problem.getString("detail"));
    }
    for (Object one : problem.getJsonArray("errors", new JsonArray())) {
      JsonObject error = (JsonObject) one;
      said.append("; ").append(error.getString("pointer")).append(": ");
      said.append(error.getString("detail"));
    }
    return said.toString();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
