package io.ringfence.store;

import io.ringfence.domain.Account;
import io.ringfence.domain.ApiKey;
import io.ringfence.domain.Change;
import io.ringfence.domain.Chat;
import io.ringfence.domain.E164;
import io.ringfence.domain.Effect;
import io.ringfence.domain.EntryState;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Line;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.ringfence.domain.Policies;
import io.ringfence.domain.Policy;
import io.ringfence.domain.ProtectedValue;
import io.ringfence.domain.Revision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads what {@code change_log.payload} and the {@code …_state} functions hold. */
final class ChangeCodec {
  private ChangeCodec() {}

  /**
   * The changes in a notification.
   *
   * @throws RuntimeException if it is none of ours
   */
  static Notice notice(String payload) {
    JsonObject bell = new JsonObject(payload);
    int shard = bell.getInteger("s");
    long first = bell.getLong("f");
    JsonArray rows = bell.getJsonArray("c", new JsonArray());
    List<LoggedChange> changes = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.getJsonObject(i);
      changes.add(
          new LoggedChange(
              new Revision(shard, first + i),
              UUID.fromString(row.getString("i")),
              lenient(row.getString("t"), row.getInteger("o"), row.getJsonObject("p"))));
    }
    boolean awaited = bell.getInteger("w", 0) != 0;
    return new Notice(shard, first, bell.getInteger("n"), awaited, changes);
  }

  /** One that cannot be read becomes {@link Change.Unreadable}: the log must go on. */
  static Change lenient(String type, int organisation, JsonObject payload) {
    try {
      return change(type, organisation, payload);
    } catch (RuntimeException e) {
      return new Change.Unreadable(type);
    }
  }

  /**
   * One change.
   *
   * @throws RuntimeException if the payload is not of its type
   */
  static Change change(String type, int organisation, JsonObject payload) {
    return switch (type) {
      case "entries" -> entries(organisation, payload);
      case "organisation" -> new Change.OrganisationIs(organisation(payload));
      case "organisation_gone" -> new Change.OrganisationGone(payload.getInteger("id"));
      case "account" -> new Change.AccountIs(account(payload));
      case "account_gone" -> new Change.AccountGone(payload.getInteger("id"));
      case "line" -> new Change.LineIs(line(organisation, payload));
      case "line_gone" -> new Change.LineGone(payload.getInteger("id"));
      case "key" -> new Change.KeyIs(key(organisation, payload));
      case "key_gone" -> new Change.KeyGone(payload.getInteger("id"));
      case "protected" -> new Change.ProtectedIs(protectedValue(organisation, payload));
      case "protected_gone" -> new Change.ProtectedGone(payload.getInteger("id"));
      default -> new Change.Unknown(type);
    };
  }

  private static Change.EntriesOf entries(int organisation, JsonObject payload) {
    JsonArray array = payload.getJsonArray("entries");
    List<EntryState> states = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonObject entry = array.getJsonObject(i);
      Long until = entry.getLong("until");
      states.add(
          new EntryState(
              entry.getLong("id"),
              Effect.of(entry.getString("effect")),
              until == null ? EntryState.NEVER : until,
              entry.getBoolean("observe"),
              entry.getInteger("channels")));
    }
    return new Change.EntriesOf(
        organisation, Kind.of(payload.getString("kind")), payload.getString("value"), states);
  }

  private static Organisation organisation(JsonObject o) {
    return new Organisation(
        o.getInteger("id"),
        o.getString("public_id"),
        o.getString("slug"),
        o.getString("name"),
        o.getInteger("shard"),
        o.getString("region"),
        policies(o.getJsonObject("policies")),
        o.getBoolean("observe"),
        chat(o.getJsonObject("chat")));
  }

  private static Account account(JsonObject a) {
    List<String> keys = new ArrayList<>();
    a.getJsonArray("public_keys").forEach(key -> keys.add((String) key));
    String sealed = a.getString("sealed");
    return new Account(
        a.getInteger("id"),
        a.getString("public_id"),
        a.getInteger("organisation_id"),
        a.getString("slug"),
        keys,
        sealed == null ? null : Base64.getDecoder().decode(sealed));
  }

  private static Line line(int organisation, JsonObject l) {
    String number = l.getString("number");
    return new Line(
        l.getInteger("id"),
        l.getString("public_id"),
        organisation,
        l.getInteger("account_id"),
        number == null ? null : E164.parse(number),
        l.getString("connection_id"),
        l.getString("upstream"),
        l.getString("region"),
        l.getString("cause"),
        policies(l.getJsonObject("policies")),
        l.getBoolean("observe"));
  }

  private static ApiKey key(int organisation, JsonObject k) {
    Long expires = k.getLong("expires_at");
    return new ApiKey(
        k.getInteger("id"),
        k.getString("public_id"),
        organisation,
        k.getString("name"),
        k.getString("owner"),
        k.getString("hash"),
        permissions(k.getJsonArray("permissions")),
        expires == null ? EntryState.NEVER : expires);
  }

  private static ProtectedValue protectedValue(int organisation, JsonObject p) {
    return new ProtectedValue(
        p.getInteger("id"),
        p.getString("public_id"),
        organisation,
        Kind.of(p.getString("kind")),
        p.getString("value"));
  }

  /** Those this version does not know are left out: the key then may do less, never more. */
  private static Set<Permission> permissions(JsonArray words) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : Permission.values()) {
      if (words.contains(permission.word())) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  /** Of what is left out, or not there at all, what holds without it. */
  static Chat chat(JsonObject c) {
    return c == null
        ? Chat.STANDARD
        : new Chat(
            Chat.Mode.of(c.getString("mode", Chat.STANDARD.mode().word())),
            c.getString("message"),
            Chat.OnLoad.of(c.getString("on_load", Chat.STANDARD.onLoad().word())));
  }

  static Policies policies(JsonObject p) {
    return new Policies(
        policy(p, "withheld"),
        policy(p, "unreadable"),
        policy(p, "short"),
        policy(p, "attestation"),
        policy(p, "screening"));
  }

  private static Policy policy(JsonObject policies, String name) {
    String word = policies.getString(name);
    return word == null ? null : Policy.of(word);
  }
}
