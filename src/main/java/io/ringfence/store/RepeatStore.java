package io.ringfence.store;

import io.ringfence.domain.Actor;
import io.ringfence.domain.KeptAnswer;
import io.ringfence.domain.Revision;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;

/** Which requests were done, and what they were answered, by organisation and idempotency key. */
public final class RepeatStore {
  private static final String CLAIM =
      "SELECT c.outcome, (c.kept).status, (c.kept).headers::text AS headers, (c.kept).answer,"
          + " (c.kept).shard, (c.kept).seq"
          + " FROM ringfence.claim_request($1::int, $2::text, $3::bytea) c";
  private static final String KEEP =
      "UPDATE ringfence.idempotency_key SET status = $3::smallint, headers = $4::text::json,"
          + " answer = $5::bytea, shard = $6::smallint, seq = $7::bigint"
          + " WHERE organisation_id = $1::int AND key = $2::text";
  private static final String RELEASE =
      "DELETE FROM ringfence.idempotency_key"
          + " WHERE organisation_id = $1::int AND key = $2::text AND status IS NULL";
  private static final String FORGET = "SELECT ringfence.forget_requests($1::int)";

  private static final int BATCH = 1_000;

  private final Database database;

  public RepeatStore(Database database) {
    this.database = database;
  }

  /** What became of an idempotency key before. */
  public sealed interface Claim {}

  /** Nothing did; now it is claimed, for as long as the transaction stands. */
  public record First() implements Claim {}

  /** It was used for another request. */
  public record Other() implements Claim {}

  /** Its first request is still being done. */
  public record Running() implements Claim {}

  public record Answered(KeptAnswer answer) implements Claim {}

  /**
   * Claims a key; one that another transaction is claiming is waited for.
   *
   * @param request 32 bytes that no other request has
   */
  public Future<Claim> claim(Session session, String key, byte[] request) {
    return session
        .run(Statement.of(CLAIM, session.organisation().id(), key, Buffer.buffer(request)))
        .map(rows -> claim(rows.iterator().next()));
  }

  private static Claim claim(Row row) {
    return switch (row.getString("outcome")) {
      case "first" -> new First();
      case "other" -> new Other();
      case "running" -> new Running();
      default -> new Answered(answer(row));
    };
  }

  private static KeptAnswer answer(Row row) {
    Buffer sealed = row.getBuffer("answer");
    Integer shard = row.getInteger("shard");
    return new KeptAnswer(
        row.getInteger("status"),
        row.getString("headers"),
        sealed == null ? null : sealed.getBytes(),
        shard == null ? null : new Revision(shard, row.getLong("seq")));
  }

  /** Keeps what a claimed key was answered. */
  public Future<Void> keep(Session session, String key, KeptAnswer answer) {
    Revision revision = answer.revision();
    return session
        .run(
            Statement.of(
                KEEP,
                session.organisation().id(),
                key,
                (short) answer.status(),
                answer.headers(),
                answer.sealed() == null ? null : Buffer.buffer(answer.sealed()),
                revision == null ? null : Short.valueOf((short) revision.shard()),
                revision == null ? null : Long.valueOf(revision.seq())))
        .mapEmpty();
  }

  /** Gives a claim back that was committed and led to nothing. */
  public Future<Void> release(Session session, String key) {
    return session.run(Statement.of(RELEASE, session.organisation().id(), key)).mapEmpty();
  }

  /** Removes what is older than 24 hours; returns how many answers went. To be run now and then. */
  public Future<Long> forget() {
    return database
        .write(Actor.SYSTEM, Statement.of(FORGET, BATCH)::on)
        .map(rows -> rows.iterator().next().getLong(0))
        .compose(
            gone ->
                gone < BATCH ? Future.succeededFuture(gone) : forget().map(more -> gone + more));
  }
}
