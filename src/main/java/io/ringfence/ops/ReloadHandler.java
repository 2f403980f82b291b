package io.ringfence.ops;

import io.ringfence.sync.Loaded;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Function;

/**
 * {@code POST /reload}: loads the list anew on the side and swaps it in if it agrees with the
 * database's counts, with {@code ?accept=true} even if it does not. From this machine only: it
 * decides what is banned.
 */
public final class ReloadHandler {
  private final Function<Boolean, Future<Loaded>> reload;

  /**
   * @param reload is told whether to accept what disagrees
   */
  public ReloadHandler(Function<Boolean, Future<Loaded>> reload) {
    this.reload = reload;
  }

  void handle(RoutingContext call) {
    if (!isFromHere(call.request().remoteAddress().hostAddress())) {
      problem(call, 403, "Only from the node's own machine", "Ask over the loopback address.");
      return;
    }
    boolean accept = "true".equals(call.request().getParam("accept"));
    reload
        .apply(accept)
        .onSuccess(loaded -> answer(call, loaded))
        .onFailure(away -> problem(call, 503, "Not loaded", away.getMessage()));
  }

  private static boolean isFromHere(String address) {
    try {
      return address != null && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException none) {
      return false;
    }
  }

  private static void answer(RoutingContext call, Loaded loaded) {
    if (loaded instanceof Loaded.InForce in) {
      json(
          call,
          200,
          "application/json",
          new JsonObject()
              .put("status", "in_force")
              .put("entries", in.entries())
              .put("before", in.before()));
    } else if (loaded instanceof Loaded.HeldBack held) {
      problem(
          call,
          409,
          "Held back",
          "The tables gave "
              + held.entries()
              + " entries where change_head counts "
              + held.counted()
              + ". The list stays as it was; ?accept=true puts this one in force.");
    } else {
      problem(call, 503, "Not loaded", "The connection to the database was lost meanwhile.");
    }
  }

  private static void problem(RoutingContext call, int status, String title, String detail) {
    json(
        call,
        status,
        "application/problem+json",
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", detail));
  }

  private static void json(RoutingContext call, int status, String type, JsonObject body) {
    call.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(body.encode());
  }
}
