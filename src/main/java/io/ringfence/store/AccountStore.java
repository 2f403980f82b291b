package io.ringfence.store;

import io.ringfence.domain.AccountSettings;
import io.ringfence.domain.SettingsWrite;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Accounts. A tenant's session has its own, and sees without their keys those shared ones that it
 * has lines on; one that is {@link Session#everywhere()} has its organisation's and all shared
 * ones.
 *
 * <p>Futures fail with {@link DatabaseUnavailable} or {@link DatabaseFailed}.
 */
public final class AccountStore {
  private static final String SELECT =
      "SELECT a.* FROM (SELECT * FROM ringfence.account"
          + " WHERE organisation_id = $1::int OR organisation_id IS NULL AND NOT ringfence.is_tenant()"
          + " UNION ALL SELECT * FROM ringfence.shared_accounts($1::int) WHERE ringfence.is_tenant()"
          + ") a WHERE ";
  private static final String WRITTEN =
      "SELECT w.outcome, w.field, w.other, w.shard AS at_shard, w.seq, (w.written).*"
          + " FROM ringfence.";
  private static final String CREATE =
      WRITTEN
          + "create_account("
          + "jsonb_populate_record(NULL::ringfence.account, $1::jsonb), $2::boolean) w";
  private static final String CHANGE =
      WRITTEN + "change_account($1::int, $2::text, $3::jsonb, $4::boolean, $5::bytea) w";
  private static final String REMOVE = WRITTEN + "remove_account($1::int, $2::text) w";

  /**
   * What is to be done about an account's API key.
   *
   * @param given whether anything
   * @param sealed the new one, or null for none
   */
  public record Resealed(boolean given, byte[] sealed) {
    public static final Resealed NOT = new Resealed(false, null);
  }

  /**
   * The accounts, newest first.
   *
   * @param beforeId only numbers below this; {@link Long#MAX_VALUE} for the first page
   */
  public Future<List<AccountSettings>> list(Session session, long beforeId, int limit) {
    String page = SELECT + "a.id < $2::bigint ORDER BY a.id DESC LIMIT $3::int";
    return session
        .run(Statement.of(page, session.organisation().id(), beforeId, limit))
        .map(rows -> SettingsRows.all(rows, AccountStore::account));
  }

  /** One by its public id. */
  public Future<Optional<AccountSettings>> find(Session session, String id) {
    return session
        .run(Statement.of(SELECT + "a.public_id = $2::text", session.organisation().id(), id))
        .map(rows -> SettingsRows.all(rows, AccountStore::account).stream().findFirst());
  }

  /**
   * Makes one.
   *
   * @param asked public_id, slug, public_keys, and organisation_id unless it is shared
   * @param sealed its API key, or null
   * @param derived whether the slug gives way to one that is taken
   */
  public Future<SettingsWrite<AccountSettings>> create(
      Session session, JsonObject asked, byte[] sealed, boolean derived) {
    JsonObject row = asked.copy();
    if (sealed != null) {
      row.put("api_key_sealed", "\\x" + HexFormat.of().formatHex(sealed));
    }
    return written(session, Statement.of(CREATE, row, derived));
  }

  /**
   * Changes the members that are given.
   *
   * @param changes slug, public_keys
   */
  public Future<SettingsWrite<AccountSettings>> change(
      Session session, String id, JsonObject changes, Resealed key) {
    Buffer sealed = key.sealed() == null ? null : Buffer.buffer(key.sealed());
    int organisation = session.organisation().id();
    return written(session, Statement.of(CHANGE, organisation, id, changes, key.given(), sealed));
  }

  /** Deletes one that has no lines. */
  public Future<SettingsWrite<AccountSettings>> remove(Session session, String id) {
    return written(session, Statement.of(REMOVE, session.organisation().id(), id));
  }

  private static Future<SettingsWrite<AccountSettings>> written(
      Session session, Statement statement) {
    return session.run(statement).map(rows -> SettingsRows.write(rows, AccountStore::account));
  }

  private static AccountSettings account(Row row) {
    List<String> managed = SettingsRows.texts(row, "managed_fields");
    return new AccountSettings(
        row.getInteger("id"),
        row.getString("public_id"),
        row.getString("slug"),
        row.getInteger("organisation_id") == null,
        SettingsRows.texts(row, "public_keys"),
        row.getBuffer("api_key_sealed") != null || managed.contains("api_key"),
        managed,
        SettingsRows.instant(row, "created_at"),
        SettingsRows.instant(row, "updated_at"));
  }
}
