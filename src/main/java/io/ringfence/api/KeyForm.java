package io.ringfence.api;

import io.ringfence.api.Problem.Fault;
import io.ringfence.domain.KeyDraft;
import io.ringfence.domain.Permission;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The body of a new key, already as the contract wants it, to a draft. */
final class KeyForm {
  private static final String DEFAULT = "default";

  private final InstantSource clock;

  KeyForm(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The key that is asked for.
   *
   * @param hash of its text
   * @throws Refusal with every fault, or because the caller gives what it has not
   */
  KeyDraft draft(Caller caller, JsonObject body, String hash) {
    List<Fault> faults = new ArrayList<>();
    List<Permission> permissions =
        body.getJsonArray("permissions").stream()
            .map(word -> Permission.of((String) word))
            .toList();
    requireAllowed(caller, permissions, faults);
    Instant expiresAt = expiresAt(body.getString("expires_at"), faults);
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.invalid(faults));
    }
    return new KeyDraft(body.getString("name").strip(), permissions, owner(body), expiresAt, hash);
  }

  /** Whoever may make keys has admin, and with it every permission but one. */
  private static void requireAllowed(
      Caller caller, List<Permission> permissions, List<Fault> faults) {
    int operator = permissions.indexOf(Permission.OPERATOR);
    if (operator < 0) {
      return;
    }
    if (!caller.key().may(Permission.OPERATOR)) {
      throw new Refusal(Problem.operatorsOnly("gives it to another"));
    }
    if (!caller.organisation().slug().equals(DEFAULT)) {
      faults.add(
          new Fault("/permissions/" + operator, "is given in the organisation default only"));
    }
  }

  private Instant expiresAt(String text, List<Fault> faults) {
    return text == null ? null : EntryEnd.read("/expires_at", text, clock.instant(), faults);
  }

  private static String owner(JsonObject body) {
    String owner = body.getString("owner");
    return owner == null || owner.isBlank() ? null : owner.strip();
  }
}
