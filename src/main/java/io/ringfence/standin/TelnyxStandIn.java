package io.ringfence.standin;

import io.ringfence.standin.CommandRules.Ruling;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for Telnyx's API on a port of its own: takes reject commands by the real rules, tells
 * of the hang-up that follows, has the account's settings, and misbehaves as it is told.
 */
public final class TelnyxStandIn {
  private static final Logger LOG = LoggerFactory.getLogger(TelnyxStandIn.class);
  private static final Pattern REJECT = Pattern.compile("/v2/calls/([^/]+)/actions/reject");

  private final InstantSource clock;
  private final CommandRules rules;
  private final ApplicationsApi applications;
  private final Answering answering;
  private final HttpServer server;
  private final Recording<ReceivedCommand> commands = new Recording<>();
  private final Recent<Integer> counts = new Recent<>();
  private final Recent<SimulatedCall> calls = new Recent<>();
  private volatile Function<ReceivedCommand, Answer> script = command -> Answer.asTheRealOne();
  private volatile boolean strict;
  private volatile EventTarget events;

  /** Where the events after a command go, and who signs them. */
  private record EventTarget(WebhookSender sender, URI webhook) {}

  private TelnyxStandIn(Vertx vertx, String apiKey, InstantSource clock) {
    this.clock = clock;
    this.rules = new CommandRules(apiKey);
    this.applications = new ApplicationsApi(apiKey, clock);
    this.answering = new Answering(vertx);
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /**
   * Starts one on any free port of this machine.
   *
   * @param apiKey the one it takes for every call whose account has no other
   */
  public static Future<TelnyxStandIn> start(Vertx vertx, String apiKey, InstantSource clock) {
    TelnyxStandIn standIn = new TelnyxStandIn(vertx, apiKey, clock);
    return standIn.server.listen(0, "127.0.0.1").map(standIn);
  }

  /** What {@code telnyx.api_url} has to be. */
  public URI apiUrl() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/v2");
  }

  /** The account's settings. */
  public ApplicationsApi applications() {
    return applications;
  }

  /** Decides on every command from now on. Runs on an event loop. */
  public void answers(Function<ReceivedCommand, Answer> newScript) {
    script = newScript;
  }

  /** Makes a call known, so that its hang-up carries its own numbers and ids. */
  public void knows(SimulatedCall call) {
    calls.put(call.callControlId(), call);
  }

  /** The same for a call of another account, which only that account's API key may reject. */
  public void knows(SimulatedCall call, String apiKey) {
    rules.needs(call.callControlId(), apiKey);
    knows(call);
  }

  /** From now on commands to calls that it does not know are refused. */
  public void refuseUnknownCalls() {
    strict = true;
  }

  /** From now on the hang-up after an accepted command is delivered there. */
  public void sendEvents(WebhookSender sender, URI webhook) {
    events = new EventTarget(sender, webhook);
  }

  /** Every command so far, in the order of arrival, accepted or not; of very many the newest. */
  public List<ReceivedCommand> commands() {
    return commands.all();
  }

  /** Stops listening and cuts what is open. */
  public Future<Void> close() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    if (ApplicationsApi.isFor(request)) {
      request
          .body()
          .onSuccess(body -> answering.give(request, applications.answer(request, body)))
          .onFailure(cut -> LOG.debug("a request broke off: {}", cut.toString()));
      return;
    }
    String callControlId = callControlId(request);
    if (callControlId == null) {
      answering.give(request, Answer.notFound());
      return;
    }
    request
        .body()
        .onSuccess(body -> take(request, callControlId, body))
        .onFailure(cut -> LOG.debug("a command broke off: {}", cut.toString()));
  }

  /** Of a reject command's path, decoded; null for any other request. */
  private static String callControlId(HttpServerRequest request) {
    Matcher path = REJECT.matcher(request.path());
    if (request.method() != HttpMethod.POST || !path.matches()) {
      return null;
    }
    // A plus sign in a path is a plus sign, unlike in a form.
    String escaped = path.group(1).replace("+", "%2B");
    try {
      return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void take(HttpServerRequest request, String callControlId, Buffer body) {
    Integer before = counts.get(callControlId);
    int number = before == null ? 1 : before + 1;
    counts.put(callControlId, number);
    ReceivedCommand command =
        new ReceivedCommand(callControlId, number, request.headers(), body, clock.instant());
    commands.add(command);
    answering.give(request, decided(command, script.apply(command)));
  }

  private Answer decided(ReceivedCommand command, Answer scripted) {
    if (scripted instanceof Answer.Late late) {
      return Answer.late(late.by(), decided(command, late.then()));
    }
    if (!(scripted instanceof Answer.AsTheRealOne)) {
      return scripted;
    }
    boolean known = !strict || calls.get(command.callControlId()) != null;
    Ruling ruling = rules.judge(command, known);
    if (ruling.ends()) {
      tellHangup(command, ruling.clientState());
    }
    return ruling.answer();
  }

  private void tellHangup(ReceivedCommand command, String clientState) {
    EventTarget target = events;
    if (target == null) {
      return;
    }
    SimulatedCall call = calls.get(command.callControlId());
    if (call == null) {
      call = SimulatedCall.begin(null, null, command.at()).withId(command.callControlId());
    }
    target
        .sender()
        .send(target.webhook(), call.hangup(clientState, clock.instant()))
        .onSuccess(sent -> LOG.debug("call.hangup was answered {}", sent.status()))
        .onFailure(lost -> LOG.info("call.hangup was not delivered: {}", lost.toString()));
  }
}
