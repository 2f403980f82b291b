package io.ringfence.standin;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the company's voice application: notes every webhook that it is sent and answers
 * 200 {@code {}}, with TeXML where that is asked for, or whatever it is told to.
 */
public final class VoiceApplication {
  private static final Logger LOG = LoggerFactory.getLogger(VoiceApplication.class);
  private static final String HOST = "127.0.0.1";

  /** What it says to callers whose calls are asked about. */
  public static final String TEXML =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say>Welcome</Say></Response>";

  /** A request as it arrived, byte for byte. */
  public record Received(String method, String uri, MultiMap headers, Buffer body, Instant at) {}

  private final Vertx vertx;
  private final InstantSource clock;
  private final Answering answering;
  private final Recording<Received> received = new Recording<>();
  private volatile Function<Received, Answer> script = VoiceApplication::fine;
  private volatile HttpServer server;
  private volatile int port;

  private VoiceApplication(Vertx vertx, InstantSource clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.answering = new Answering(vertx);
  }

  /** Starts one on any free port of this machine. */
  public static Future<VoiceApplication> start(Vertx vertx, InstantSource clock) {
    VoiceApplication application = new VoiceApplication(vertx, clock);
    return application.up().map(application);
  }

  /** What {@code upstream.url} has to be. */
  public URI webhook() {
    return URI.create("http://" + HOST + ":" + port + "/telnyx");
  }

  /** Decides on every request from now on. Runs on an event loop. */
  public void answers(Function<Received, Answer> newScript) {
    script = newScript;
  }

  /** Every request so far, in the order of arrival; of very many the newest. */
  public List<Received> received() {
    return received.all();
  }

  /** Stops listening and cuts what is open: connections are refused. */
  public Future<Void> down() {
    return server.close();
  }

  /** Listens again, on the port it had before. */
  public Future<Void> up() {
    server = vertx.createHttpServer().requestHandler(this::handle);
    return server.listen(port, HOST).onSuccess(up -> port = up.actualPort()).mapEmpty();
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> take(request, body))
        .onFailure(cut -> LOG.debug("a webhook broke off: {}", cut.toString()));
  }

  private void take(HttpServerRequest request, Buffer body) {
    Received arrived =
        new Received(
            request.method().name(), request.uri(), request.headers(), body, clock.instant());
    received.add(arrived);
    answering.give(request, settled(arrived, script.apply(arrived)));
  }

  private static Answer settled(Received request, Answer answer) {
    if (answer instanceof Answer.Late late) {
      return Answer.late(late.by(), settled(request, late.then()));
    }
    return answer instanceof Answer.AsTheRealOne ? fine(request) : answer;
  }

  private static Answer fine(Received request) {
    String type = request.headers().get("Content-Type");
    boolean texml = request.method().equals("GET") || type != null && type.contains("form");
    return texml
        ? new Answer.Reply(200, Map.of("Content-Type", "application/xml"), Buffer.buffer(TEXML))
        : Answer.reply(200, new JsonObject());
  }
}
