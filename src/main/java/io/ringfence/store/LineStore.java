package io.ringfence.store;

import io.ringfence.domain.E164;
import io.ringfence.domain.Line;
import io.ringfence.domain.LineSettings;
import io.ringfence.domain.SettingsWrite;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/**
 * An organisation's lines. On a shared account they are given by a session that is {@link
 * Session#everywhere()}; the tenant's own sets what becomes of their calls.
 *
 * <p>Futures fail with {@link DatabaseUnavailable} or {@link DatabaseFailed}.
 */
public final class LineStore {
  private static final String SELECT =
      "SELECT l.*, ringfence.account_of(l) AS account, NULL::bigint AS banned_by"
          + " FROM ringfence.line l WHERE l.organisation_id = $1::int";
  private static final String WRITTEN =
      "SELECT w.outcome, w.field, w.other, w.shard AS at_shard, w.seq, w.account, w.banned_by,"
          + " (w.written).* FROM ringfence.";
  private static final String CREATE =
      WRITTEN + "create_line(jsonb_populate_record(NULL::ringfence.line, $1::jsonb), $2::text) w";
  private static final String CHANGE = WRITTEN + "change_line($1::int, $2::text, $3::jsonb) w";
  private static final String REMOVE = WRITTEN + "remove_line($1::int, $2::text) w";

  /**
   * The lines, newest first.
   *
   * @param q a text in number, connection, upstream or id, or null
   * @param beforeId only numbers below this; {@link Long#MAX_VALUE} for the first page
   */
  public Future<List<LineSettings>> list(Session session, String q, long beforeId, int limit) {
    String page =
        SELECT
            + " AND l.id < $2::bigint AND ($3::text IS NULL OR concat_ws(E'\\n', l.number,"
            + " l.connection_id, l.upstream_url, l.public_id) ILIKE $3::text)"
            + " ORDER BY l.id DESC LIMIT $4::int";
    return session
        .run(
            Statement.of(
                page, session.organisation().id(), beforeId, SettingsRows.containing(q), limit))
        .map(rows -> SettingsRows.all(rows, LineStore::line));
  }

  /** One by its public id. */
  public Future<Optional<LineSettings>> find(Session session, String id) {
    return session
        .run(Statement.of(SELECT + " AND l.public_id = $2::text", session.organisation().id(), id))
        .map(rows -> SettingsRows.all(rows, LineStore::line).stream().findFirst());
  }

  /**
   * Makes one.
   *
   * @param asked organisation_id, number, connection_id, upstream_url, region, cause, policies,
   *     observe
   * @param account its account's public id or slug
   */
  public Future<SettingsWrite<LineSettings>> create(
      Session session, JsonObject asked, String account) {
    return written(session, Statement.of(CREATE, asked, account));
  }

  /**
   * Changes the members that are given.
   *
   * @param changes some of those of {@link #create}, but not the organisation
   */
  public Future<SettingsWrite<LineSettings>> change(
      Session session, String id, JsonObject changes) {
    return written(session, Statement.of(CHANGE, session.organisation().id(), id, changes));
  }

  public Future<SettingsWrite<LineSettings>> remove(Session session, String id) {
    return written(session, Statement.of(REMOVE, session.organisation().id(), id));
  }

  private static Future<SettingsWrite<LineSettings>> written(Session session, Statement statement) {
    return session.run(statement).map(rows -> SettingsRows.write(rows, LineStore::line));
  }

  private static LineSettings line(Row row) {
    String number = row.getString("number");
    Line line =
        new Line(
            row.getInteger("id"),
            row.getString("public_id"),
            row.getInteger("organisation_id"),
            row.getInteger("account_id"),
            number == null ? null : E164.parse(number),
            row.getString("connection_id"),
            row.getString("upstream_url"),
            row.getString("region"),
            row.getString("cause"),
            ChangeCodec.policies(row.getJsonObject("policies")),
            row.getBoolean("observe"));
    return new LineSettings(
        line,
        row.getString("account"),
        SettingsRows.texts(row, "managed_fields"),
        row.getLong("banned_by"),
        SettingsRows.instant(row, "created_at"),
        SettingsRows.instant(row, "updated_at"));
  }
}
