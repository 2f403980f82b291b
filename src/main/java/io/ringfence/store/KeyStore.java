package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.KeyDetails;
import io.ringfence.domain.KeyDraft;
import io.ringfence.domain.KeyWrite;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.Permission;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of organisations, and when each was last used.
 *
 * <p>Futures fail with {@link DatabaseUnavailable}, then nothing can be said, or with {@link
 * DatabaseFailed}, then nothing was done.
 */
public final class KeyStore {
  private static final String WRITTEN =
      "SELECT w.outcome, w.shard, w.seq, w.last_used_at, (w.written).* FROM ringfence.";
  private static final String MAKE =
      WRITTEN + "make_key(jsonb_populate_record(NULL::ringfence.api_key, $1::jsonb)) w";
  private static final String REVOKE =
      WRITTEN + "revoke_key($1::int, $2::text, $3::text, $4::boolean, $5::boolean) w";
  private static final String SELECT =
      "SELECT k.*, u.last_used_at FROM ringfence.api_key k LEFT JOIN ringfence.api_key_use u"
          + " ON u.organisation_id = k.organisation_id AND u.api_key_id = k.id"
          + " WHERE k.organisation_id = $1::int";
  private static final String PAGE = " AND k.id < $2::int ORDER BY k.id DESC LIMIT $3::int";
  private static final String USED =
      "INSERT INTO ringfence.api_key_use (organisation_id, api_key_id, last_used_at)"
          + " SELECT k.organisation_id, k.id, to_timestamp(max(u.millis) / 1000.0)"
          + " FROM unnest($1::int[], $2::bigint[]) AS u (id, millis)"
          + " JOIN ringfence.api_key k ON k.id = u.id"
          + " GROUP BY k.organisation_id, k.id ORDER BY k.organisation_id, k.id"
          + " ON CONFLICT (organisation_id, api_key_id) DO UPDATE"
          + " SET last_used_at = greatest(api_key_use.last_used_at, excluded.last_used_at)";

  private final Database database;
  private final KeyRows rows;

  /**
   * @param configuredHash of the key that configuration gives, or null
   */
  public KeyStore(Database database, String configuredHash) {
    this.database = database;
    this.rows = new KeyRows(configuredHash);
  }

  /** Which keys to list, by the database's clock. */
  public enum Status {
    /** In force. */
    ACTIVE(" AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())"),
    /** Its end has passed, and nobody revoked it. */
    EXPIRED(" AND k.revoked_at IS NULL AND k.expires_at <= now()"),
    REVOKED(" AND k.revoked_at IS NOT NULL"),
    ALL("");

    private final String condition;

    Status(String condition) {
      this.condition = condition;
    }
  }

  public Future<KeyWrite> make(Session session, KeyDraft draft) {
    JsonObject asked =
        new JsonObject()
            .put("organisation_id", session.organisation().id())
            .put("hash", draft.hash())
            .put("name", draft.name())
            .put("owner", draft.owner())
            .put(
                "permissions",
                new JsonArray(draft.permissions().stream().map(Permission::word).toList()))
            .put("expires_at", draft.expiresAt() == null ? null : draft.expiresAt().toString());
    return session
        .run(Statement.of(MAKE, asked))
        .map(written -> rows.write(written.iterator().next()));
  }

  /**
   * Ends a key for ever, unless the outcome says otherwise; empty where the organisation has none
   * of that id.
   *
   * @param byOperator whether who asks may end one that has the permission operator
   * @param confirmed whether it may be the last of its kind
   */
  public Future<Optional<KeyWrite>> revoke(
      Session session, String id, boolean byOperator, boolean confirmed) {
    return session
        .run(
            Statement.of(
                REVOKE,
                session.organisation().id(),
                id,
                rows.configuredHash(),
                byOperator,
                confirmed))
        .map(written -> written.stream().findFirst().map(rows::write));
  }

  /** One key, also one that has ended. */
  public Future<Optional<KeyDetails>> find(Organisation organisation, String id) {
    return database
        .session(organisation, Actor.SYSTEM)
        .run(Statement.of(SELECT + " AND k.public_id = $2::text", organisation.id(), id))
        .map(found -> found.stream().findFirst().map(rows::key));
  }

  /**
   * Some keys, newest first.
   *
   * @param before only numbers below this; {@link Integer#MAX_VALUE} for the first page
   */
  public Future<List<KeyDetails>> list(
      Organisation organisation, Status status, int before, int limit) {
    return database
        .session(organisation, Actor.SYSTEM)
        .run(Statement.of(SELECT + status.condition + PAGE, organisation.id(), before, limit))
        .map(found -> found.stream().map(rows::key).toList());
  }

  /**
   * Notes when keys were used; an earlier time never replaces a later one.
   *
   * @param uses by the key's number; of one that is gone nothing is kept
   */
  public Future<Void> used(Map<Integer, Instant> uses) {
    Integer[] keys = uses.keySet().toArray(Integer[]::new);
    Long[] millis = new Long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      millis[i] = uses.get(keys[i]).toEpochMilli();
    }
    return database.write(Actor.SYSTEM, Statement.of(USED, keys, millis)::on).mapEmpty();
  }
}
