package io.ringfence.cli;

import io.ringfence.telnyx.WebhookPath;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * The webhook address of a gateway, as Telnyx is to have it.
 *
 * @param account the slug of the account that it is for
 */
record GatewayAddress(URI uri, String account) {
  private static final int TIMEOUT_MILLIS = 10_000;

  /** Where only a stand-in can be: Telnyx does not reach this machine by these. */
  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

  /**
   * Reads what was typed; the path may be left out.
   *
   * @throws CommandFailed for what Telnyx should not be given
   */
  static GatewayAddress of(String text) {
    URI uri = Target.valid(text);
    boolean secure = "https".equals(uri.getScheme());
    if (!secure && !HERE.contains(uri.getHost())) {
      throw wrong(text, "begin with https: what it carries is not for everybody on the way");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong(text, "have no user, query or fragment");
    }
    String path = uri.getRawPath().replaceFirst("/+$", "");
    URI whole = uri.resolve(path.isEmpty() ? WebhookPath.PATH : path);
    return new GatewayAddress(whole, WebhookPath.account(whole.getPath()));
  }

  /** Whether this is it, however Telnyx writes its end. */
  boolean is(String address) {
    return address != null && uri.toString().equals(address.replaceFirst("/+$", ""));
  }

  private static CommandFailed wrong(String text, String must) {
    return new CommandFailed(ExitCode.USAGE, "--url: '" + text + "' must " + must);
  }

  /**
   * Asks for what a gateway refuses in its own way, and no webhook: this one is not to be counted
   * as one.
   *
   * @throws CommandFailed if no gateway answers there
   */
  void requireGateway(Trust trust) {
    Vertx vertx = Vertx.vertx();
    try {
      WebClientOptions options =
          new WebClientOptions().setConnectTimeout(TIMEOUT_MILLIS).setFollowRedirects(false);
      trust.applyTo(options);
      var answer =
          WebClient.create(vertx, options)
              .getAbs(uri.toString())
              .timeout(TIMEOUT_MILLIS)
              .send()
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      String type = String.valueOf(answer.getHeader("Content-Type"));
      boolean gateway =
          answer.statusCode() == 405
              && type.startsWith("application/problem+json")
              && String.valueOf(answer.bodyAsString()).contains("a webhook is a POST");
      if (!gateway) {
        throw unreachable("it answers " + answer.statusCode() + ", and not as a gateway does");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    } catch (ExecutionException failed) {
      throw unreachable(failed.getCause().getMessage());
    } finally {
      vertx.close().onFailure(ignored -> {});
    }
  }

  private CommandFailed unreachable(String why) {
    return new CommandFailed(
        ExitCode.UNAVAILABLE,
        "no gateway answers at "
            + uri
            + ": "
            + why
            + "; nothing was changed. With --unchecked it is taken at your word.");
  }
}
