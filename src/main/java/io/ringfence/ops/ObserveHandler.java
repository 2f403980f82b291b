package io.ringfence.ops;

import io.ringfence.ban.Index;
import io.ringfence.ban.NodeIndex;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET} and {@code POST /observe}: the brake. */
public final class ObserveHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ObserveHandler.class);
  private static final int MOST_BYTES = 16 * 1024;

  private final Brake brake;
  private final NodeIndex node;
  private final InstantSource clock;
  private final OpsAccess access;
  private final boolean configured;

  /**
   * @param clock the corrected one
   * @param token what lets in from other machines, or null
   * @param configured whether this node observes whatever the brake says
   */
  public ObserveHandler(
      Brake brake, NodeIndex node, InstantSource clock, Secret token, boolean configured) {
    this.brake = brake;
    this.node = node;
    this.clock = clock;
    this.access = new OpsAccess(token);
    this.configured = configured;
  }

  void mount(Router router) {
    router.route("/observe").handler(this::admit).failureHandler(ObserveHandler::failed);
    router.get("/observe").handler(this::status);
    router
        .post("/observe")
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
        .handler(this::set);
  }

  private void admit(RoutingContext call) {
    OpsProblem refusal = access.refusal(call.request());
    if (refusal == null) {
      call.next();
    } else {
      refusal.answer(call);
    }
  }

  private void status(RoutingContext call) {
    call.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(brake.status().put("configured", configured).encode());
  }

  private void set(RoutingContext call) {
    String type = call.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      new OpsProblem(415, "The body must be JSON, with Content-Type: application/json.")
          .answer(call);
      return;
    }
    JsonObject body = body(call);
    if (body == null) {
      new OpsProblem(400, "The body is not a JSON object.").answer(call);
      return;
    }
    ObserveForm form = ObserveForm.read(body, clock.instant());
    Organisation organisation = organisation(form.organisation());
    OpsProblem wrong = form.problem() != null ? form.problem() : problem(form, organisation);
    if (wrong != null) {
      wrong.answer(call);
      return;
    }
    String address = call.request().remoteAddress().hostAddress();
    change(call, () -> apply(form, organisation, new Brake.Asked(form.by(), address)));
  }

  /** The disk is waited for elsewhere. */
  private void change(RoutingContext call, Callable<Void> change) {
    call.vertx().executeBlocking(change).onSuccess(done -> status(call)).onFailure(call::fail);
  }

  private Void apply(ObserveForm form, Organisation organisation, Brake.Asked asked) {
    if (form.on()) {
      brake.on(organisation, form.until(), asked);
    } else {
      brake.off(form.organisation() == null ? all -> true : named(form.organisation()), asked);
    }
    return null;
  }

  /** One that the brake is on for need not be known any more to have it ended. */
  private OpsProblem problem(ObserveForm form, Organisation organisation) {
    if (form.organisation() == null
        || organisation != null
        || !form.on() && brake.holding().stream().anyMatch(named(form.organisation()))) {
      return null;
    }
    return node.current() == null
        ? new OpsProblem(503, "No list is loaded yet: only the whole node can be told.")
        : OpsProblem.at("/organisation", "is neither the slug nor the id of an organisation");
  }

  private static Predicate<BrakeScope> named(String name) {
    return scope -> name.equals(scope.slug()) || name.equals(scope.publicId());
  }

  private Organisation organisation(String name) {
    Index index = node.current();
    return index == null || name == null ? null : index.directory().organisation(name);
  }

  private static JsonObject body(RoutingContext call) {
    try {
      return call.body().asJsonObject();
    } catch (RuntimeException notAnObject) {
      return null;
    }
  }

  private static void failed(RoutingContext call) {
    if (call.statusCode() >= 500 || call.statusCode() < 400) {
      LOG.error("/observe failed", call.failure());
    }
    OpsProblem.of(call.statusCode()).answer(call);
  }
}
