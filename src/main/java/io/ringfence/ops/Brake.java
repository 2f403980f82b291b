package io.ringfence.ops;

import io.ringfence.domain.Organisation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns rejecting off on this node, for all of it or for an organisation, without a database: for a
 * wrong ban at night. Kept in the data directory, so a restart does not end it. Asking it takes no
 * lock and allocates nothing; changing it waits for the disk.
 */
public final class Brake implements IntPredicate {
  private static final Logger LOG = LoggerFactory.getLogger(Brake.class);
  private static final BrakeScope[] NONE = {};

  /** Beyond this the oldest are forgotten: nobody can pull it so often with a purpose. */
  private static final int MOST_UNTOLD = 1_000;

  private final BrakeFile file;
  private final InstantSource clock;
  private volatile BrakeScope[] scopes = NONE;
  private volatile List<BrakeStep> untold = List.of();
  private volatile String unkept;

  /**
   * Who asks, for what is kept.
   *
   * @param by a name that is not verified
   * @param address where the request came from
   */
  record Asked(String by, String address) {}

  /**
   * Takes up what an earlier run left.
   *
   * @param directory this node's own
   * @param clock the corrected one
   */
  public Brake(Path directory, InstantSource clock) {
    this.file = new BrakeFile(directory);
    this.clock = clock;
    try {
      BrakeFile.Kept kept = file.read();
      scopes = kept.scopes().toArray(BrakeScope[]::new);
      untold = kept.untold();
    } catch (IOException unreadable) {
      unkept = unreadable.getMessage();
      LOG.error("whether rejecting was turned off cannot be read, it is on: {}", unkept);
    }
    holding().forEach(scope -> LOG.warn("rejecting is still turned off {}", scope));
  }

  /** Whether nothing of the organisation, by its id in the database, is rejected now. */
  @Override
  public boolean test(int organisation) {
    BrakeScope[] all = scopes;
    if (all.length == 0) {
      return false;
    }
    long now = clock.millis();
    for (BrakeScope scope : all) {
      if (scope.covers(organisation, now)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is on for the whole node. */
  public boolean isOnForNode() {
    return holding().stream().anyMatch(BrakeScope::isNode);
  }

  /** For how many organisations it is on, not counting those it is on for with the whole node. */
  public int organisations() {
    return (int) holding().stream().filter(scope -> !scope.isNode()).count();
  }

  /**
   * Turns rejecting off.
   *
   * @param of null for the whole node
   * @param until in milliseconds since 1970 UTC, or {@link BrakeScope#WITHOUT_END}
   */
  synchronized void on(Organisation of, long until, Asked asked) {
    BrakeScope scope =
        of == null
            ? new BrakeScope(BrakeScope.NODE, null, null, clock.instant(), until, asked.by())
            : new BrakeScope(of.id(), of.publicId(), of.slug(), clock.instant(), until, asked.by());
    List<BrakeScope> now = new ArrayList<>(holding());
    now.removeIf(other -> other.organisation() == scope.organisation());
    now.add(scope);
    LOG.warn(
        "rejecting is turned off {}: {} asked for it from {}", scope, asked.by(), asked.address());
    change(now, List.of(step("observe.on", scope, asked)));
  }

  /** Turns rejecting on again for whatever the condition holds of. */
  synchronized void off(Predicate<BrakeScope> of, Asked asked) {
    List<BrakeScope> now = new ArrayList<>(holding());
    List<BrakeScope> ended = now.stream().filter(of).toList();
    now.removeAll(ended);
    ended.forEach(
        scope ->
            LOG.warn(
                "rejecting is on again, it was off {}: {} asked for it from {}",
                scope,
                asked.by(),
                asked.address()));
    change(now, ended.stream().map(scope -> step("observe.off", scope, asked)).toList());
  }

  /** What the audit has yet to be told, oldest first. */
  public List<BrakeStep> untold() {
    return untold;
  }

  /** The audit has it now. */
  public synchronized void told(BrakeStep step) {
    List<BrakeStep> rest = new ArrayList<>(untold);
    rest.remove(step);
    untold = List.copyOf(rest);
    keep();
  }

  /** What holds now. */
  List<BrakeScope> holding() {
    long now = clock.millis();
    return Arrays.stream(scopes).filter(scope -> scope.until() > now).toList();
  }

  JsonObject status() {
    JsonArray organisations = new JsonArray();
    JsonObject node = null;
    for (BrakeScope scope : holding()) {
      if (scope.isNode()) {
        node = scope.json();
      } else {
        organisations.add(scope.json());
      }
    }
    return new JsonObject()
        .put("on", node != null)
        .put("since", node == null ? null : node.getString("since"))
        .put("until", node == null ? null : node.getString("until"))
        .put("by", node == null ? null : node.getString("by"))
        .put("organisations", organisations)
        .put("kept", unkept == null)
        .put("unaudited", untold.size());
  }

  /** For health. */
  public Probe.Finding look() {
    List<BrakeScope> all = holding();
    String disk =
        unkept == null ? "" : " data.dir/observe cannot be kept (" + unkept + "): check the disk.";
    if (all.isEmpty()) {
      return unkept == null
          ? Probe.Finding.well("observe")
          : Probe.Finding.ill("observe", "Rejecting is on." + disk);
    }
    StringBuilder said = new StringBuilder("Nothing is rejected on this node");
    if (!isOnForNode()) {
      said.append(" for ")
          .append(all.size())
          .append(all.size() == 1 ? " organisation" : " organisations");
    }
    said.append(": banned callers get through. End it with: ringfence observe off.").append(disk);
    return Probe.Finding.ill("observe", said.toString());
  }

  /** In force before it is kept: a full disk must not stop it. */
  private void change(List<BrakeScope> now, List<BrakeStep> steps) {
    scopes = now.toArray(BrakeScope[]::new);
    List<BrakeStep> all = new ArrayList<>(untold);
    all.addAll(steps);
    untold = List.copyOf(all.subList(Math.max(0, all.size() - MOST_UNTOLD), all.size()));
    keep();
  }

  private void keep() {
    try {
      file.write(new BrakeFile.Kept(holding(), untold));
      unkept = null;
    } catch (IOException full) {
      unkept = full.getMessage();
      LOG.error("what the brake is set to cannot be kept: a restart would undo it: {}", unkept);
    }
  }

  private BrakeStep step(String action, BrakeScope scope, Asked asked) {
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    JsonObject detail =
        new JsonObject()
            .put("id", id)
            .put("at", now.toString())
            .put("organisation", scope.slug())
            .put("until", scope.end())
            .put("from", asked.address());
    return new BrakeStep(id, scope.organisation(), action, "ops:" + asked.by(), detail.encode());
  }
}
