package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.Kind;
import io.ringfence.domain.Organisation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Looks up what an entry would have hit, and what it would hold. No statement looks through more
 * than {@link #MOST} rows, or lasts longer than {@link #PATIENCE}: what is beyond is said to be.
 *
 * <p>Futures fail as those of {@link EntryStore} do, and with {@link TookTooLong}.
 */
public final class PreviewStore {
  /** Rows; a fraction of a second of the database. */
  public static final int MOST = 20_000;

  private static final String PATIENCE = "2s";
  private static final int EXAMPLES = 5;
  private static final String REJECTED =
      "('rejected', 'already_ended', 'reject_retry', 'reject_failed')";

  private final Database database;

  public PreviewStore(Database database) {
    this.database = database;
  }

  /**
   * What would have been hit.
   *
   * @param rejected how many of them were stopped already
   * @param senders how many numbers or visitors they came from
   * @param atLeast there may be more of all
   * @param examples the newest, as they are shown
   */
  public record Hits(
      long hit, long rejected, long senders, boolean atLeast, List<JsonObject> examples) {
    public Hits {
      examples = List.copyOf(examples);
    }
  }

  /** What one number did. */
  public record NumberCalls(String number, long calls, long rejected) {}

  /**
   * Entries inside a value.
   *
   * @param value in canonical form
   */
  public record Inside(long id, boolean ban, Kind kind, String value) {}

  /** Calls from numbers that a number or a prefix holds. */
  public Future<Hits> calls(
      Organisation organisation, Kind kind, List<String> values, Instant since) {
    PreviewQuery query = new PreviewQuery();
    String sql =
        "WITH hit AS MATERIALIZED (SELECT c.from_number, c.outcome, c.started_at,"
            + " c.call_control_id, c.to_number, c.day, c.account_id FROM ringfence.call_record c"
            + calls(query, organisation, since)
            + query.found(Reach.of(kind, values), "c.from_number")
            + limit(query)
            + ") SELECT count(*) AS hit, count(*) FILTER (WHERE outcome IN "
            + REJECTED
            + ") AS rejected, count(DISTINCT from_number) AS senders, count(*) > "
            + query.place(MOST)
            + "::int AS at_least, (SELECT json_agg(json_build_object('day', e.day,"
            + " 'account', e.account_id, 'call_control_id', e.call_control_id, 'from',"
            + " e.from_number, 'to', e.to_number, 'at', e.started_at,"
            + " 'outcome', e.outcome)) FROM (SELECT * FROM hit ORDER BY started_at DESC LIMIT "
            + EXAMPLES
            + ") e) AS examples FROM hit";
    return run(organisation, query.of(sql)).map(rows -> hits(rows.iterator().next()));
  }

  /** The numbers of the newest calls, {@link #MOST} at most, each with its calls, newest first. */
  public Future<List<NumberCalls>> numbers(Organisation organisation, Instant since) {
    PreviewQuery query = new PreviewQuery();
    String sql =
        "WITH newest AS MATERIALIZED (SELECT c.from_number, c.outcome, c.started_at"
            + " FROM ringfence.call_record c"
            + calls(query, organisation, since)
            + " ORDER BY c.started_at DESC"
            + limit(query)
            + ") SELECT from_number, count(*) AS hit, count(*) FILTER (WHERE outcome IN "
            + REJECTED
            + ") AS rejected FROM newest GROUP BY from_number ORDER BY max(started_at) DESC";
    return run(organisation, query.of(sql))
        .map(
            rows ->
                all(
                    rows,
                    row ->
                        new NumberCalls(
                            row.getString("from_number"),
                            row.getLong("hit"),
                            row.getLong("rejected"))));
  }

  /** Messages from senders with an identifier that a value holds. */
  public Future<Hits> messages(
      Organisation organisation,
      Kind kind,
      List<String> values,
      List<String> channels,
      Instant since) {
    PreviewQuery query = new PreviewQuery();
    Reach reach = Reach.of(kind, values);
    String identifier = identifier(kind);
    String common =
        " WHERE m.organisation_id = "
            + query.place(organisation.id())
            + "::int AND m.day >= "
            + query.place(EntryRows.time(since).toLocalDate())
            + "::date AND m.channel = ANY ("
            + query.place(channels.toArray(String[]::new))
            + "::text[])";
    String sql =
        "WITH seen AS MATERIALIZED (SELECT m.value, m.count, m.last_seen_at AS at, m.channel"
            + " FROM ringfence.sender_seen m"
            + common
            + " AND m.kind = "
            + query.place(identifier)
            + "::text"
            + query.found(reach, "m.value")
            + limit(query)
            + "), blocked AS MATERIALIZED (SELECT m."
            + identifier
            + " AS value, m.observed, m.decided_at AS at, m.channel FROM ringfence.message_record m"
            + common
            + " AND m.action <> 'load' ORDER BY m.decided_at DESC"
            + limit(query)
            + "), hit AS (SELECT value, count, 0 AS rejected, at, channel FROM seen WHERE "
            + query.kept(reach, "value")
            + " UNION ALL SELECT value, 1, (NOT observed)::int, at, channel FROM blocked WHERE "
            + query.kept(reach, "value")
            + query.found(reach, "value")
            + ") SELECT coalesce(sum(count), 0)::bigint AS hit,"
            + " coalesce(sum(rejected), 0)::bigint AS rejected, count(DISTINCT value) AS senders,"
            + " greatest((SELECT count(*) FROM seen), (SELECT count(*) FROM blocked)) > "
            + query.place(MOST)
            + "::int AS at_least, (SELECT json_agg(json_build_object('from', e.value, 'at', e.at,"
            + " 'channel', e.channel, 'messages', e.count)) FROM"
            + " (SELECT * FROM hit ORDER BY at DESC LIMIT "
            + EXAMPLES
            + ") e) AS examples FROM hit";
    return run(organisation, query.of(sql)).map(rows -> hits(rows.iterator().next()));
  }

  /**
   * The standing entries inside a value that hold less than it, {@link #MOST} at most.
   *
   * @param kinds of theirs
   * @param everything to have all of these kinds, not only those of the value
   */
  public Future<List<Inside>> inside(
      Organisation organisation, List<Kind> kinds, Kind kind, String value, boolean everything) {
    PreviewQuery query = new PreviewQuery();
    Reach reach = everything ? Reach.everything() : Reach.of(kind, List.of(value));
    String sql =
        "WITH inside AS MATERIALIZED (SELECT e.id, e.effect, e.kind, e.value FROM ringfence.entry e"
            + " WHERE e.organisation_id = "
            + query.place(organisation.id())
            + "::int AND e.kind = ANY ("
            + query.place(kinds.stream().map(Kind::word).toArray(String[]::new))
            + "::text[]) AND e.standing AND (e.until IS NULL OR e.until > clock_timestamp())"
            + query.found(reach, "e.value")
            + limit(query)
            + ") SELECT id, effect, kind, value FROM inside WHERE "
            + query.kept(reach, "value")
            + " ORDER BY id";
    return run(organisation, query.of(sql))
        .map(
            rows ->
                all(
                    rows,
                    row ->
                        new Inside(
                            row.getLong("id"),
                            row.getString("effect").equals("ban"),
                            Kind.of(row.getString("kind")),
                            row.getString("value"))));
  }

  /** The numbers of the organisation's own lines, {@link #MOST} at most. */
  public Future<List<String>> ownNumbers(Organisation organisation) {
    PreviewQuery query = new PreviewQuery();
    String sql =
        "SELECT l.number FROM ringfence.line l WHERE l.organisation_id = "
            + query.place(organisation.id())
            + "::int AND l.number IS NOT NULL ORDER BY l.number"
            + limit(query);
    return run(organisation, query.of(sql)).map(rows -> all(rows, row -> row.getString("number")));
  }

  private static String calls(PreviewQuery query, Organisation organisation, Instant since) {
    return " WHERE c.organisation_id = "
        + query.place(organisation.id())
        + "::int AND c.day >= "
        + query.place(EntryRows.time(since).toLocalDate())
        + "::date AND c.started_at >= "
        + query.place(EntryRows.time(since))
        + "::timestamptz AND c.from_number IS NOT NULL";
  }

  /** One more than is looked through tells whether there are more. */
  private static String limit(PreviewQuery query) {
    return " LIMIT " + query.place(MOST + 1) + "::int";
  }

  private static String identifier(Kind kind) {
    return switch (kind) {
      case PHONE, PHONE_PREFIX -> "phone";
      case EMAIL, EMAIL_DOMAIN -> "email";
      case IP, VISITOR_ID, COUNTRY -> kind.word();
    };
  }

  private static Hits hits(Row row) {
    List<JsonObject> examples = new ArrayList<>();
    if (row.getValue("examples") instanceof JsonArray array) {
      array.forEach(one -> examples.add(timed((JsonObject) one)));
    }
    return new Hits(
        row.getLong("hit"),
        row.getLong("rejected"),
        row.getLong("senders"),
        row.getBoolean("at_least"),
        examples);
  }

  /** With the moment in UTC, whatever time zone the server has. */
  private static JsonObject timed(JsonObject example) {
    return example.put("at", OffsetDateTime.parse(example.getString("at")).toInstant().toString());
  }

  private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> each) {
    List<T> all = new ArrayList<>(rows.size());
    rows.forEach(row -> all.add(each.apply(row)));
    return all;
  }

  private Future<RowSet<Row>> run(Organisation organisation, Statement statement) {
    Statement patience =
        Statement.of("SELECT set_config('statement_timeout', $1::text, true)", PATIENCE);
    return database
        .session(organisation, Actor.SYSTEM)
        .together(session -> session.run(patience).compose(set -> session.run(statement)));
  }
}
