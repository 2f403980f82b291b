package io.ringfence.standin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of an account as Telnyx's API has them: Call Control applications, to be read and
 * changed by its rules, and phone numbers. Fails when it is told to.
 */
public final class ApplicationsApi {
  private static final String APPLICATIONS = "/v2/call_control_applications";
  private static final String NUMBERS = "/v2/phone_numbers";
  private static final String PUBLIC_KEY = "/v2/public_key";
  private static final String TEXML = "/v2/texml_applications";

  /** What a change may name; the rest is ignored, as by the real one. */
  private static final Set<String> CHANGEABLE =
      Set.of(
          "application_name",
          "active",
          "webhook_event_url",
          "webhook_event_failover_url",
          "webhook_api_version",
          "webhook_timeout_secs");

  /** What happens to one request instead of what should. */
  private sealed interface Trouble {}

  private record Instead(Answer answer) implements Trouble {}

  private record AnswerLost() implements Trouble {}

  private final String bearer;
  private final InstantSource clock;
  private final Map<String, JsonObject> applications = new LinkedHashMap<>();
  private final Map<String, JsonObject> texml = new LinkedHashMap<>();
  private final Map<String, String> numbers = new LinkedHashMap<>();
  private final Map<Integer, Trouble> troubles = new HashMap<>();
  private final Recording<String> requests = new Recording<>();
  private String publicKey;
  private int count;

  ApplicationsApi(String apiKey, InstantSource clock) {
    this.bearer = "Bearer " + apiKey;
    this.clock = clock;
  }

  /** Adds an application, or takes the place of the one with its id. */
  public synchronized void put(JsonObject application) {
    applications.put(application.getString("id"), application.copy());
  }

  /** Adds a TeXML application of which only the id matters. */
  public synchronized void putTexml(String id) {
    texml.put(id, new JsonObject().put("id", id).put("record_type", "texml_application"));
  }

  /**
   * Adds a phone number.
   *
   * @param connectionId the application that its calls go to, or null
   */
  public synchronized void putNumber(String number, String connectionId) {
    numbers.put(number, connectionId);
  }

  /** From now on it tells the key that webhooks are signed with; before it answers 404. */
  public synchronized void signsWith(String newPublicKey) {
    publicKey = newPublicKey;
  }

  /** An application with the settings a new one has at Telnyx. */
  public static JsonObject application(String id, String webhook) {
    return new JsonObject()
        .put("id", id)
        .put("record_type", "call_control_application")
        .put("application_name", "call-router")
        .put("active", true)
        .put("anchorsite_override", "Latency")
        .put("webhook_event_url", webhook)
        .put("webhook_event_failover_url", "")
        .put("webhook_api_version", "2")
        .putNull("webhook_timeout_secs")
        .put(
            "inbound",
            new JsonObject()
                .put("shaken_stir_enabled", true)
                .put("sip_subdomain_receive_settings", "only_my_connections"));
  }

  /** As it is now; null if there is none. */
  public synchronized JsonObject get(String id) {
    return applications.containsKey(id) ? applications.get(id).copy() : null;
  }

  /** The requests so far, as "PATCH /v2/…". */
  public List<String> requests() {
    return requests.all();
  }

  /**
   * From now on the n-th request about applications from here is answered otherwise, and does
   * nothing.
   *
   * @param nth from 1
   */
  public synchronized void answers(int nth, Answer instead) {
    troubles.put(count + nth, new Instead(instead));
  }

  /** The same request is carried out, and its answer is lost. */
  public synchronized void losesAnswer(int nth) {
    troubles.put(count + nth, new AnswerLost());
  }

  /** Forgets every {@link #answers} and {@link #losesAnswer}. */
  public synchronized void behaves() {
    troubles.clear();
  }

  static boolean isFor(HttpServerRequest request) {
    String path = request.path();
    return path.startsWith(APPLICATIONS)
        || path.startsWith(NUMBERS)
        || path.startsWith(TEXML)
        || path.equals(PUBLIC_KEY);
  }

  synchronized Answer answer(HttpServerRequest request, Buffer body) {
    requests.add(request.method() + " " + request.path());
    boolean counts = request.path().startsWith(APPLICATIONS);
    Trouble trouble = counts ? troubles.get(++count) : null;
    if (trouble instanceof Instead instead) {
      return instead.answer();
    }
    Answer answer = ruled(request, body);
    return trouble instanceof AnswerLost ? Answer.cut() : dated(answer);
  }

  private Answer dated(Answer answer) {
    Answer.Reply reply = (Answer.Reply) answer;
    Map<String, String> headers = new HashMap<>(reply.headers());
    headers.put(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    return new Answer.Reply(reply.status(), headers, reply.body());
  }

  private Answer ruled(HttpServerRequest request, Buffer body) {
    if (!bearer.equals(request.getHeader("Authorization"))) {
      return Answer.unauthorized();
    }
    boolean reads = request.method() == HttpMethod.GET;
    String path = request.path();
    if (path.equals(APPLICATIONS) && reads) {
      return page(request, List.copyOf(applications.values()));
    }
    if (path.equals(NUMBERS) && reads) {
      return page(request, numbers());
    }
    if (path.equals(PUBLIC_KEY) && publicKey != null) {
      return data(new JsonObject().put("record_type", "public_key").put("public", publicKey));
    }
    String id = path.substring(path.lastIndexOf('/') + 1);
    JsonObject found = (path.startsWith(TEXML) ? texml : applications).get(id);
    if (found == null) {
      return Answer.notFound();
    }
    return reads ? data(found) : change(found, body);
  }

  private List<JsonObject> numbers() {
    return numbers.entrySet().stream()
        .map(
            one ->
                new JsonObject()
                    .put("phone_number", one.getKey())
                    .put("connection_id", one.getValue()))
        .toList();
  }

  private static Answer page(HttpServerRequest request, List<JsonObject> all) {
    int size = Math.min(250, number(request, "page[size]", 20));
    int page = number(request, "page[number]", 1);
    int from = Math.min(all.size(), (page - 1) * size);
    int to = Math.min(all.size(), from + size);
    JsonObject meta =
        new JsonObject()
            .put("page_number", page)
            .put("page_size", size)
            .put("total_pages", Math.max(1, (all.size() + size - 1) / size))
            .put("total_results", all.size());
    JsonArray data = new JsonArray(all.subList(from, to));
    return Answer.reply(200, new JsonObject().put("data", data).put("meta", meta));
  }

  private static int number(HttpServerRequest request, String name, int standard) {
    String text = request.getParam(name);
    return text == null ? standard : Integer.parseInt(text);
  }

  private static Answer change(JsonObject application, Buffer body) {
    JsonObject asked;
    try {
      asked = body.toJsonObject();
    } catch (RuntimeException notJson) {
      return Answer.error(400, "10015", "Bad Request", "The request body is not valid JSON.");
    }
    String wrong = wrong(asked);
    if (wrong != null) {
      return Answer.invalid(wrong);
    }
    asked.forEach(
        member -> {
          if (CHANGEABLE.contains(member.getKey())) {
            application.put(member.getKey(), member.getValue());
          }
        });
    return data(application);
  }

  /** The member that is wrong, or null. */
  private static String wrong(JsonObject asked) {
    if (!(asked.getValue("application_name") instanceof String name) || name.isBlank()) {
      return "application_name";
    }
    if (!isAddress(asked.getValue("webhook_event_url"))) {
      return "webhook_event_url";
    }
    Object failover = asked.getValue("webhook_event_failover_url");
    if (failover != null && !failover.equals("") && !isAddress(failover)) {
      return "webhook_event_failover_url";
    }
    Object timeout = asked.getValue("webhook_timeout_secs");
    if (timeout != null && !(timeout instanceof Integer secs && secs >= 0 && secs <= 30)) {
      return "webhook_timeout_secs";
    }
    Object version = asked.getValue("webhook_api_version");
    return version == null || Set.of("1", "2").contains(version) ? null : "webhook_api_version";
  }

  private static boolean isAddress(Object value) {
    try {
      return value instanceof String text && URI.create(text).getHost() != null;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private static Answer data(JsonObject application) {
    return Answer.reply(200, new JsonObject().put("data", application.copy()));
  }
}
