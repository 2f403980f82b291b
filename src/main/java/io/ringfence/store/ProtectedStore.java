package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.ringfence.domain.ProtectedValue;
import io.ringfence.domain.Protection;
import io.ringfence.domain.ProtectionWrite;
import io.ringfence.domain.ProtectionWrite.Outcome;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/**
 * What an organisation never wants banned.
 *
 * <p>Futures fail with {@link DatabaseUnavailable}, then nothing can be said, or with {@link
 * DatabaseFailed}, then nothing was done.
 */
public final class ProtectedStore {
  /** Of one organisation: every node makes its whole list anew at each change to it. */
  public static final int MOST = 1_000;

  private static final String WRITTEN =
      "SELECT w.outcome, w.banned_by, w.shard, w.seq, (w.written).* FROM ringfence.";
  private static final String PROTECT =
      WRITTEN
          + "protect(jsonb_populate_record(NULL::ringfence.protected_value, $1::jsonb), $2::int) w";
  private static final String UNPROTECT = WRITTEN + "unprotect($1::int, $2::text) w";
  private static final String SELECT =
      "SELECT p.* FROM ringfence.protected_value p WHERE p.organisation_id = $1::int";

  private final Database database;

  public ProtectedStore(Database database) {
    this.database = database;
  }

  /** Protects a value, unless it is already or there is no room. */
  public Future<ProtectionWrite> protect(
      Session session, Kind kind, String value, String raw, String reason) {
    JsonObject asked =
        new JsonObject()
            .put("organisation_id", session.organisation().id())
            .put("kind", kind.word())
            .put("value", value)
            .put("raw", raw)
            .put("reason", reason);
    return session
        .run(Statement.of(PROTECT, asked, MOST))
        .map(written -> write(written.iterator().next()));
  }

  /** Ends the protection of a value; empty where there is none of that id. */
  public Future<Optional<ProtectionWrite>> unprotect(Session session, String id) {
    return session
        .run(Statement.of(UNPROTECT, session.organisation().id(), id))
        .map(written -> written.stream().findFirst().map(ProtectedStore::write));
  }

  public Future<Optional<Protection>> find(Organisation organisation, String id) {
    return database
        .session(organisation, Actor.SYSTEM)
        .run(Statement.of(SELECT + " AND p.public_id = $2::text", organisation.id(), id))
        .map(found -> found.stream().findFirst().map(ProtectedStore::protection));
  }

  /**
   * Some, newest first.
   *
   * @param before only numbers below this; {@link Integer#MAX_VALUE} for the first page
   */
  public Future<List<Protection>> list(Organisation organisation, int before, int limit) {
    Statement page =
        Statement.of(
            SELECT + " AND p.id < $2::int ORDER BY p.id DESC LIMIT $3::int",
            organisation.id(),
            before,
            limit);
    return database
        .session(organisation, Actor.SYSTEM)
        .run(page)
        .map(found -> found.stream().map(ProtectedStore::protection).toList());
  }

  private static ProtectionWrite write(Row row) {
    Outcome outcome = Outcome.of(row.getString("outcome"));
    if (outcome == Outcome.FULL) {
      return new ProtectionWrite(outcome, null, 0, null);
    }
    Long bannedBy = row.getLong("banned_by");
    return new ProtectionWrite(
        outcome,
        protection(row),
        bannedBy == null ? 0 : bannedBy,
        new Revision(row.getInteger("shard"), row.getLong("seq")));
  }

  private static Protection protection(Row row) {
    return new Protection(
        new ProtectedValue(
            row.getInteger("id"),
            row.getString("public_id"),
            row.getInteger("organisation_id"),
            Kind.of(row.getString("kind")),
            row.getString("value")),
        row.getString("raw"),
        row.getString("reason"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getString("created_by"));
  }
}
