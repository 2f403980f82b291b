package io.ringfence.telnyx;

import io.ringfence.telnyx.ApiAnswer.Given;
import io.ringfence.telnyx.ApiAnswer.Refused;
import io.ringfence.telnyx.ApiAnswer.Unanswered;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The account's Call Control applications, the numbers that lead to them, and its public key. */
public final class Applications {
  private static final String PATH = "/call_control_applications";
  private static final int PAGE = 250;

  /** Far above what an account has; a list without end must not be read for ever. */
  private static final int MOST_PAGES = 40;

  private static final int LOOKS = 3;
  private static final long BETWEEN_LOOKS_MS = 700;

  private final TelnyxApi api;

  public Applications(TelnyxApi api) {
    this.api = api;
  }

  /** What became of a question. */
  public sealed interface Answer<T> {}

  /**
   * @param date Telnyx's clock; null if it did not say
   */
  public record Found<T>(T value, Instant date) implements Answer<T> {}

  public record Missed<T>(ApiAnswer why) implements Answer<T> {}

  /** What became of a change. */
  public sealed interface Outcome {}

  /** It was changed, and is so now: Telnyx may write a value otherwise than it was given. */
  public record Done(CallControlApplication now) implements Outcome {}

  /** It is as it was. */
  public record NotDone(String why) implements Outcome {}

  /** Telnyx does not say. */
  public record Unknown(String why) implements Outcome {}

  /** A number of the account: its last digits, and what its calls go to, or null. */
  public record Number(String lastDigits, String connectionId) {}

  /** Never fails. */
  public Future<Answer<CallControlApplication>> find(String id) {
    return api.get(path(id)).map(Applications::application);
  }

  /** Whether there is a TeXML application of that id; never fails. */
  public Future<Boolean> isTexml(String id) {
    return api.get("/texml_applications/" + encoded(id)).map(Given.class::isInstance);
  }

  /**
   * The key that the account's webhooks are signed with; null if Telnyx does not tell it. Never
   * fails.
   */
  public Future<String> publicKey() {
    return api.get("/public_key")
        .map(
            answer ->
                answer instanceof Given given
                        && given.body().getValue("data") instanceof JsonObject data
                        && data.getValue("public") instanceof String key
                    ? key
                    : null);
  }

  /** All of the account's; never fails. */
  public Future<Answer<List<CallControlApplication>>> all() {
    return pages(PATH, 1, new ArrayList<>()).map(read -> each(read, CallControlApplication::of));
  }

  /** All of the account's; never fails. */
  public Future<Answer<List<Number>>> numbers() {
    return pages("/phone_numbers", 1, new ArrayList<>())
        .map(read -> each(read, Applications::number));
  }

  /**
   * Changes an application and finds out whether it was changed, also where the answer was lost.
   * Never fails.
   */
  public Future<Outcome> change(CallControlApplication application, WebhookSettings to) {
    return api.patch(path(application.id()), application.change(to))
        .compose(
            answer -> {
              if (answer instanceof Refused refused && refused.isFinal()) {
                return Future.succeededFuture(new NotDone(ApiAnswer.sentence(answer)));
              }
              return isSo(answer, to)
                  ? Future.succeededFuture(new Done(value(application(answer))))
                  : look(application, why(answer), LOOKS);
            });
  }

  private static String why(ApiAnswer answer) {
    return answer instanceof Given
        ? "Telnyx took the change and shows other values"
        : ApiAnswer.sentence(answer);
  }

  private static boolean isSo(ApiAnswer answer, WebhookSettings to) {
    return application(answer) instanceof Found<CallControlApplication> found
        && found.value().webhooks().isSameAs(to);
  }

  /** More than once: what was sent may be on its way still. */
  private Future<Outcome> look(CallControlApplication before, String why, int times) {
    return api.pause(BETWEEN_LOOKS_MS)
        .compose(later -> find(before.id()))
        .compose(
            answer -> {
              boolean found = answer instanceof Found;
              if (found && !value(answer).webhooks().isSameAs(before.webhooks())) {
                return Future.succeededFuture(new Done(value(answer)));
              }
              if (times > 1) {
                return look(before, why, times - 1);
              }
              return Future.succeededFuture(found ? new NotDone(why) : new Unknown(why));
            });
  }

  private static CallControlApplication value(Answer<CallControlApplication> found) {
    return ((Found<CallControlApplication>) found).value();
  }

  private static Answer<CallControlApplication> application(ApiAnswer answer) {
    if (!(answer instanceof Given given)) {
      return new Missed<>(answer);
    }
    try {
      return new Found<>(
          CallControlApplication.of(given.body().getJsonObject("data")), given.date());
    } catch (RuntimeException other) {
      return new Missed<>(new Unanswered("what came back is no application"));
    }
  }

  /** Page after page: Telnyx counts them from 1. */
  private Future<Answer<JsonArray>> pages(String path, int page, List<Object> before) {
    String query = "?page%5Bsize%5D=" + PAGE + "&page%5Bnumber%5D=" + page;
    return api.get(path + query)
        .compose(
            answer -> {
              if (!(answer instanceof Given given)) {
                return Future.succeededFuture(new Missed<>(answer));
              }
              if (!(given.body().getValue("data") instanceof JsonArray data)) {
                return Future.succeededFuture(
                    new Missed<>(new Unanswered("what came back is no list")));
              }
              data.forEach(before::add);
              return page < Math.min(totalPages(given.body()), MOST_PAGES)
                  ? pages(path, page + 1, before)
                  : Future.succeededFuture(new Found<>(new JsonArray(before), given.date()));
            });
  }

  private static int totalPages(JsonObject body) {
    return body.getValue("meta") instanceof JsonObject meta
            && meta.getValue("total_pages") instanceof Integer total
        ? total
        : 1;
  }

  private interface Reader<T> {
    T read(JsonObject json);
  }

  private static <T> Answer<List<T>> each(Answer<JsonArray> read, Reader<T> reader) {
    if (read instanceof Missed<JsonArray> missed) {
      return new Missed<>(missed.why());
    }
    Found<JsonArray> found = (Found<JsonArray>) read;
    List<T> all = new ArrayList<>();
    try {
      found.value().forEach(one -> all.add(reader.read((JsonObject) one)));
    } catch (RuntimeException other) {
      return new Missed<>(new Unanswered("the list holds something else"));
    }
    return new Found<>(List.copyOf(all), found.date());
  }

  private static Number number(JsonObject json) {
    String whole = json.getString("phone_number", "");
    Object connection = json.getValue("connection_id");
    return new Number(
        "…" + whole.substring(Math.max(0, whole.length() - 4)),
        connection == null || connection.equals("") ? null : connection.toString());
  }

  private static String path(String id) {
    return PATH + "/" + encoded(id);
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
