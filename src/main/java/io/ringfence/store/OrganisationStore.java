package io.ringfence.store;

import io.ringfence.domain.Organisation;
import io.ringfence.domain.OrganisationSettings;
import io.ringfence.domain.SettingsWrite;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/**
 * Organisations. Which of them a session may see and change is the session's affair: one of a
 * tenant's sees its own, one {@link Session#everywhere()} sees all.
 *
 * <p>Futures fail with {@link DatabaseUnavailable} or {@link DatabaseFailed}.
 */
public final class OrganisationStore {
  /** So many entries a deletion lifts itself; what is left of a longer list follows. */
  static final int BATCH = 2_000;

  private static final String SELECT =
      "SELECT * FROM ringfence.organisation o WHERE o.deleted_at IS NULL";
  private static final String WRITTEN =
      "SELECT w.outcome, w.field, w.other, w.shard AS at_shard, w.seq, (w.written).*"
          + " FROM ringfence.";
  private static final String CREATE =
      WRITTEN
          + "create_organisation("
          + "jsonb_populate_record(NULL::ringfence.organisation, $1::jsonb), $2::boolean) w";
  private static final String CHANGE = WRITTEN + "change_organisation($1::int, $2::jsonb) w";
  private static final String REMOVE =
      WRITTEN + "remove_organisation($1::int, $2::boolean, $3::int) w";

  /**
   * The organisations, newest first.
   *
   * @param q a text in name, slug or id, or null
   * @param beforeId only numbers below this; {@link Long#MAX_VALUE} for the first page
   */
  public Future<List<OrganisationSettings>> list(
      Session session, String q, long beforeId, int limit) {
    String page =
        SELECT
            + " AND o.id < $1::bigint AND ($2::text IS NULL"
            + " OR o.name ILIKE $2::text OR o.slug ILIKE $2::text OR o.public_id ILIKE $2::text)"
            + " ORDER BY o.id DESC LIMIT $3::int";
    return session
        .run(Statement.of(page, beforeId, SettingsRows.containing(q), limit))
        .map(rows -> SettingsRows.all(rows, OrganisationStore::organisation));
  }

  /** One by its public id or its slug. */
  public Future<Optional<OrganisationSettings>> find(Session session, String idOrSlug) {
    return session
        .run(Statement.of(SELECT + " AND $1::text IN (o.public_id, o.slug)", idOrSlug))
        .map(rows -> SettingsRows.all(rows, OrganisationStore::organisation).stream().findFirst());
  }

  /**
   * Makes one.
   *
   * @param asked name, slug, default_region, policies, observe and settings: all of them
   * @param derived whether the slug gives way to one that is taken
   */
  public Future<SettingsWrite<OrganisationSettings>> create(
      Session session, JsonObject asked, boolean derived) {
    return written(session, Statement.of(CREATE, asked, derived));
  }

  /**
   * Changes the members that are given.
   *
   * @param changes some of those of {@link #create}, chat for itself in place of settings
   */
  public Future<SettingsWrite<OrganisationSettings>> change(
      Session session, int id, JsonObject changes) {
    return written(session, Statement.of(CHANGE, id, changes));
  }

  /**
   * Deletes one: it, its lines and its keys decide nothing any more; its entries are lifted, and
   * its history, calls and audit stay.
   *
   * @param confirmed also if it has lines or entries that stand
   */
  public Future<SettingsWrite<OrganisationSettings>> remove(
      Session session, int id, boolean confirmed) {
    return written(session, Statement.of(REMOVE, id, confirmed, BATCH));
  }

  private static Future<SettingsWrite<OrganisationSettings>> written(
      Session session, Statement statement) {
    return session
        .run(statement)
        .map(rows -> SettingsRows.write(rows, OrganisationStore::organisation));
  }

  private static OrganisationSettings organisation(Row row) {
    return new OrganisationSettings(
        new Organisation(
            row.getInteger("id"),
            row.getString("public_id"),
            row.getString("slug"),
            row.getString("name"),
            row.getInteger("shard"),
            row.getString("default_region"),
            ChangeCodec.policies(row.getJsonObject("policies")),
            row.getBoolean("observe"),
            ChangeCodec.chat(row.getJsonObject("settings").getJsonObject("chat"))),
        SettingsRows.texts(row, "managed_fields"),
        SettingsRows.instant(row, "created_at"),
        SettingsRows.instant(row, "updated_at"));
  }
}
