-- The audit. Each row's hash is SHA-256 of the hash before it and of the row's own text.

CREATE FUNCTION audit_text(entry audit_log) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN json_build_array(entry.organisation_id, entry.seq, floor(extract(epoch FROM entry.at) * 1000000)::bigint,
  entry.action, entry.actor, entry.actor_key, entry.address, entry.request_id, entry.target,
  encode(entry.detail_hash, 'hex'))::text;
END
$$;

CREATE FUNCTION audit_link(previous bytea, seed bytea, content text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN sha256(coalesce(previous, seed) || convert_to(content, 'UTF8'));
END
$$;

CREATE AGGREGATE audit_chain(seed bytea, content text) (SFUNC = audit_link, STYPE = bytea);

-- What the first row of an organisation's chain follows.
CREATE FUNCTION audit_genesis(organisation integer) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN sha256(convert_to('ringfence audit ' || organisation, 'UTF8'));
END
$$;

CREATE FUNCTION audit_detail_hash(salt bytea, detail json) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN sha256(salt || convert_to(detail::text, 'UTF8'));
END
$$;

-- Appends to an organisation's audit while its shard is locked.
CREATE FUNCTION append_audit(organisation integer, actions text[], targets text[], details json[])
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  head audit_head;
  moment timestamptz := clock_timestamp();
BEGIN
  INSERT INTO audit_head VALUES (organisation, 0, audit_genesis(organisation)) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_head WHERE organisation_id = organisation FOR UPDATE;
  WITH fresh AS MATERIALIZED (
    SELECT a.*, uuid_send(gen_random_uuid()) AS salt
      FROM unnest(actions, targets, details) WITH ORDINALITY AS a (action, target, detail, i)
  ), rows AS (
    SELECT f.salt, f.detail, ROW(organisation, head.seq + f.i, moment, f.action, actor(),
        nullif(current_setting('ringfence.actor_key', true), ''),
        nullif(current_setting('ringfence.address', true), ''),
        nullif(current_setting('ringfence.request_id', true), ''),
        f.target, audit_detail_hash(f.salt, f.detail), NULL, NULL)::audit_log AS log
      FROM fresh f
  ), chained AS MATERIALIZED (
    SELECT r.*, audit_chain(head.hash, audit_text(r.log)) OVER (ORDER BY (r.log).seq) AS hash FROM rows r
  ), kept AS (
    INSERT INTO audit_detail SELECT (log).organisation_id, (log).seq, salt, detail FROM chained
  ), logged AS (
    INSERT INTO audit_log
      SELECT (log).organisation_id, (log).seq, (log).at, (log).action, (log).actor, (log).actor_key,
          (log).address, (log).request_id, (log).target, (log).detail_hash,
          lag(hash, 1, head.hash) OVER (ORDER BY (log).seq), hash
        FROM chained
      RETURNING audit_log.seq, audit_log.hash
  )
  UPDATE audit_head h
    SET (seq, hash) = (SELECT l.seq, l.hash FROM logged l ORDER BY l.seq DESC LIMIT 1)
    WHERE h.organisation_id = organisation;
END
$$;

-- The first seq at which an organisation's audit does not hold, or null if all of it does: a row missing,
-- changed, or added, a detail that is not the one recorded, or an end that was cut off.
CREATE FUNCTION audit_broken_at(organisation integer) RETURNS bigint LANGUAGE sql STABLE
SET search_path = ringfence, pg_temp AS $$
  WITH checked AS (
    SELECT l.seq, l.hash, row_number() OVER w AS n, l.previous_hash,
        lag(l.hash, 1, audit_genesis(organisation)) OVER w AS before,
        audit_chain(audit_genesis(organisation), audit_text(l)) OVER w AS expected,
        d.seq IS NULL OR audit_detail_hash(d.salt, d.detail) = l.detail_hash AS detail_holds
      FROM audit_log l LEFT JOIN audit_detail d USING (organisation_id, seq)
      WHERE l.organisation_id = organisation
      WINDOW w AS (ORDER BY l.seq)
  ), last AS (
    SELECT seq, hash FROM checked ORDER BY seq DESC LIMIT 1
  )
  SELECT min(seq) FROM (
    SELECT seq FROM checked
      WHERE seq <> n OR hash <> expected OR previous_hash <> before OR NOT detail_holds
    UNION ALL
    SELECT coalesce(last.seq, 0) + 1 FROM audit_head h LEFT JOIN last ON true
      WHERE h.organisation_id = organisation
        AND (h.seq, h.hash) IS DISTINCT FROM
          (coalesce(last.seq, 0), coalesce(last.hash, audit_genesis(organisation)))
  ) AS broken;
$$;
