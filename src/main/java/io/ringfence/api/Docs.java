package io.ringfence.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contract, to be read in a browser at {@code /docs}. Everything that the page needs comes from
 * here; the browser is told to take nothing from anywhere else.
 */
final class Docs {
  private static final String PATH = "/docs";
  private static final String ASK_AGAIN = "no-cache";
  private static final String ONLY_FROM_HERE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, Callable<DocsFile>> FILES =
      Map.of(
          PATH,
          () -> DocsFile.ours("index.html", "text/html; charset=utf-8"),
          PATH + "/page.js",
          () -> DocsFile.ours("page.js", "text/javascript; charset=utf-8"),
          PATH + "/page.css",
          () -> DocsFile.ours("page.css", "text/css; charset=utf-8"),
          PATH + "/swagger-ui-bundle.js",
          () -> DocsFile.librarys("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
          PATH + "/swagger-ui.css",
          () -> DocsFile.librarys("swagger-ui.css", "text/css; charset=utf-8"));

  private final Vertx vertx;
  private final Map<String, Future<DocsFile>> read = new ConcurrentHashMap<>();

  Docs(Vertx vertx) {
    this.vertx = vertx;
  }

  void mount(Router router) {
    FILES.keySet().forEach(path -> router.route(path).handler(call -> answer(call, path)));
  }

  private void answer(RoutingContext call, String path) {
    HttpMethod method = call.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      throw new Refusal(Problem.methodNotAllowed("GET, HEAD"));
    }
    // Read when first asked for: most nodes never are.
    read.computeIfAbsent(path, first -> vertx.executeBlocking(FILES.get(path)))
        .compose(file -> send(call, file))
        .onFailure(call::fail);
  }

  private static Future<Void> send(RoutingContext call, DocsFile file) {
    HttpServerResponse response =
        call.response()
            .putHeader(HttpHeaders.ETAG, file.etag())
            .putHeader(HttpHeaders.CACHE_CONTROL, ASK_AGAIN)
            .putHeader("Content-Security-Policy", ONLY_FROM_HERE)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("Referrer-Policy", "no-referrer");
    if (isKnown(call.request().getHeader(HttpHeaders.IF_NONE_MATCH), file.etag())) {
      return response.setStatusCode(304).end();
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(file.text().length()));
    return call.request().method().equals(HttpMethod.HEAD)
        ? response.end()
        : response.end(file.text());
  }

  /** RFC 9110 §13.1.2; a proxy that compresses makes the tag a weak one. */
  private static boolean isKnown(String known, String etag) {
    if (known == null) {
      return false;
    }
    for (String one : known.split(",")) {
      String tag = one.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }
}
