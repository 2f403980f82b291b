package io.ringfence.cli;

import io.ringfence.config.GatewayConfig;
import io.ringfence.telnyx.ApiAnswer;
import io.ringfence.telnyx.Applications;
import io.ringfence.telnyx.CallControlApplication;
import io.ringfence.telnyx.TelnyxApi;
import io.ringfence.telnyx.WebhookSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;

/** Asks Telnyx's API and waits; what it refuses becomes one line. */
final class TelnyxSession implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Applications applications;

  /**
   * @throws CommandFailed if no API key is configured
   */
  TelnyxSession(GatewayConfig.Telnyx config) {
    if (config.apiKey() == null) {
      close();
      throw new CommandFailed(
          ExitCode.CONFIG,
          "telnyx.api_key is not set (also RINGFENCE_TELNYX_API_KEY, RINGFENCE_TELNYX_API_KEY_FILE)");
    }
    applications = new Applications(new TelnyxApi(vertx, config.apiUrl(), config.apiKey()));
  }

  /**
   * @throws CommandFailed if it cannot be read
   */
  CallControlApplication application(String id) {
    Applications.Answer<CallControlApplication> answer = await(applications.find(id));
    if (answer instanceof Applications.Found<CallControlApplication> found) {
      return found.value();
    }
    ApiAnswer why = ((Applications.Missed<CallControlApplication>) answer).why();
    throw missed(id, why);
  }

  private CommandFailed missed(String id, ApiAnswer why) {
    String hint = "";
    if (why instanceof ApiAnswer.Refused refused && refused.status() == 401) {
      hint = "; check telnyx.api_key";
    } else if (why instanceof ApiAnswer.Refused refused && refused.status() == 404) {
      hint =
          await(applications.isTexml(id))
              ? "; it is a TeXML application, before which a gateway cannot be put yet"
              : "; the account of this telnyx.api_key has no Call Control application " + id;
    }
    return new CommandFailed(
        why instanceof ApiAnswer.Refused ? ExitCode.FAILED : ExitCode.UNAVAILABLE,
        ApiAnswer.sentence(why) + hint + "; nothing was changed");
  }

  /** What the account's webhooks are signed with; null if Telnyx does not tell. */
  String publicKey() {
    return await(applications.publicKey());
  }

  Applications.Outcome change(CallControlApplication application, WebhookSettings to) {
    return await(applications.change(application, to));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted");
    } catch (ExecutionException failed) {
      throw new CommandFailed(ExitCode.FAILED, String.valueOf(failed.getCause().getMessage()));
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
