package io.ringfence.api;

import io.ringfence.domain.CallerId;
import io.ringfence.domain.Decision;
import io.ringfence.domain.Holder;
import io.ringfence.explain.Findings;
import io.ringfence.explain.Findings.Finding;
import io.ringfence.explain.Findings.Overridden;
import io.ringfence.explain.Findings.Why;
import io.ringfence.explain.Remedy;
import io.ringfence.explain.Scene;
import io.ringfence.explain.Steps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An explanation as the API writes it. */
final class ExplanationJson {
  private ExplanationJson() {}

  /**
   * What was understood, decided and found.
   *
   * @param rows the entries by id; one that the database no longer has is left out
   */
  static JsonObject of(
      Asked asked, Scene scene, Findings findings, Map<Long, ExplainActions.Shown> rows) {
    JsonArray matches = new JsonArray();
    for (Finding finding : findings.all()) {
      ExplainActions.Shown row = rows.get(finding.state().id());
      if (row != null) {
        matches.add(
            EntryJson.of(row.entry())
                .put("decides", finding.why() == Why.DECIDES)
                .put("why", finding.why().word())
                .put("stands_now", row.stands()));
      }
    }
    JsonArray overridden = new JsonArray();
    for (Overridden one : findings.overridden()) {
      overridden.add(new JsonObject().put("ban", one.ban()).put("by", one.by()));
    }
    return new JsonObject()
        .put("understood", asked.understood())
        .put("not_understood", asked.notUnderstood())
        .mergeIn(decision(scene))
        .put("matches", matches)
        .put("overridden", overridden)
        .put("protected", spared(scene))
        .put("visitor", null);
  }

  static JsonObject decision(Scene scene) {
    Decision decision = scene.decision();
    int step = scene.question().isOfLine() ? Steps.of(decision.reason()) : 0;
    return new JsonObject()
        .put("decision", scene.blocked() ? "reject" : "forward")
        .put("blocked", scene.blocked())
        .put("reason", decision.reason().word())
        .put("step", step == 0 ? null : Integer.valueOf(step))
        .put("entry", id(decision.entry()))
        .put("observed", scene.observed())
        .put("at", time(scene.at()));
  }

  private static Long id(long entry) {
    return entry == 0 ? null : Long.valueOf(entry);
  }

  private static String time(long millis) {
    return EntryJson.time(Instant.ofEpochMilli(millis));
  }

  /** What spares the caller or visitor, whatever the list says; null if nothing does. */
  private static JsonObject spared(Scene scene) {
    CallerId caller = scene.question().subject().caller();
    if (scene.question().signs().emergency()) {
      return new JsonObject().put("by", "emergency").put("id", null).put("value", null);
    }
    if (caller instanceof CallerId.Known known && owns(scene, known)) {
      String number = known.number().toString();
      return new JsonObject().put("by", "line").put("id", null).put("value", number);
    }
    return scene.protections().stream()
        .findFirst()
        .map(
            one ->
                new JsonObject()
                    .put("by", "protected")
                    .put("id", one.publicId())
                    .put("value", one.value()))
        .orElse(null);
  }

  private static boolean owns(Scene scene, CallerId.Known caller) {
    int organisation = scene.question().organisation().id();
    return scene.directory().ownsNumber(organisation, caller.number().digits())
        || caller.alternates().stream()
            .anyMatch(form -> scene.directory().ownsNumber(organisation, form.digits()));
  }

  static JsonArray remedies(List<Remedy> remedies) {
    JsonArray array = new JsonArray();
    remedies.forEach(remedy -> array.add(json(remedy)));
    return array;
  }

  private static JsonObject json(Remedy remedy) {
    JsonObject json = new JsonObject();
    if (remedy instanceof Remedy.Lift lift) {
      return json.put("action", "lift").put("entries", new JsonArray(lift.entries()));
    }
    if (remedy instanceof Remedy.Allow allow) {
      return json.put("action", "allow").put("values", values(allow.values()));
    }
    if (remedy instanceof Remedy.Ban ban) {
      return json.put("action", "ban").put("values", values(List.of(ban.value())));
    }
    if (remedy instanceof Remedy.Wait wait) {
      return json.put("action", "wait").put("until", time(wait.until()));
    }
    if (remedy instanceof Remedy.Policies policies) {
      JsonArray settings = new JsonArray();
      policies.settings().forEach(one -> settings.add(setting(one)));
      return json.put("action", "policy").put("policies", settings);
    }
    if (remedy instanceof Remedy.Unprotect unprotect) {
      return json.put("action", "unprotect").put("protected", new JsonArray(unprotect.values()));
    }
    return json.put("action", "stop_observing")
        .put("of", new JsonArray(((Remedy.StopObserving) remedy).who()));
  }

  private static JsonObject setting(Remedy.Setting setting) {
    return new JsonObject().put("policy", setting.policy()).put("of", setting.of());
  }

  private static JsonArray values(List<Holder> holders) {
    JsonArray values = new JsonArray();
    for (Holder holder : holders) {
      values.add(new JsonObject().put("kind", holder.kind().word()).put("value", holder.value()));
    }
    return values;
  }
}
