package io.ringfence.telnyx;

import io.ringfence.domain.Deadline;
import io.ringfence.telnyx.CommandOutcome.Effort;
import io.ringfence.telnyx.CommandOutcome.Permanent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Gives commands to calls through Telnyx's API. A ringing call does not wait, so silence is
 * answered with the identical command, and everything happens inside the deadline that is handed
 * in.
 */
public final class CallCommands {
  private final Vertx vertx;
  private final HttpClient client;
  private final URI apiUrl;

  /**
   * @param client with a pool of its own: a slow voice application must not use up its places
   * @param apiUrl {@code https://api.telnyx.com/v2} or a stand-in's
   */
  public CallCommands(Vertx vertx, HttpClient client, URI apiUrl) {
    this.vertx = vertx;
    this.client = client;
    this.apiUrl = apiUrl;
  }

  /**
   * Rejects a call before it is answered. Never fails: whatever goes wrong is an outcome.
   *
   * @param deadline of the webhook; nothing is sent after it, and the outcome is there by then
   */
  public Future<CommandOutcome> reject(RejectOrder order, Deadline deadline) {
    if (order.apiKey() == null) {
      return Future.succeededFuture(
          new Permanent(0, "no_api_key", "the account has no API key", new Effort(0, 0)));
    }
    CommandRun run = new CommandRun(vertx, client, request(order), body(order), deadline);
    Context context = vertx.getOrCreateContext();
    if (Context.isOnEventLoopThread()) {
      run.start();
    } else {
      context.runOnContext(start -> run.start());
    }
    return run.outcome();
  }

  private RequestOptions request(RejectOrder order) {
    boolean tls = "https".equals(apiUrl.getScheme());
    int standardPort = tls ? 443 : 80;
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setSsl(tls)
        .setHost(apiUrl.getHost())
        .setPort(apiUrl.getPort() == -1 ? standardPort : apiUrl.getPort())
        .setURI(path(order.callControlId()))
        .putHeader("Authorization", "Bearer " + order.apiKey().reveal())
        .putHeader("Content-Type", "application/json")
        .putHeader("Accept", "application/json");
  }

  private String path(String callControlId) {
    String base = apiUrl.getRawPath().replaceFirst("/+$", "");
    // A form's encoding is a path's but for the space.
    String id = URLEncoder.encode(callControlId, StandardCharsets.UTF_8).replace("+", "%20");
    return base + "/calls/" + id + "/actions/reject";
  }

  /** Made once for all attempts: a repeat has to be identical to count as one. */
  private static Buffer body(RejectOrder order) {
    JsonObject body = new JsonObject().put("cause", order.cause());
    if (order.clientState() != null) {
      body.put("client_state", order.clientState());
    }
    return body.put("command_id", CommandId.of(order.callControlId())).toBuffer();
  }
}
