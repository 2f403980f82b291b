-- As before, at less cost for each row of a statement with many.

-- Appends to an organisation's audit while its shard is locked. Who does it is asked once for all rows, and
-- each step is materialized: merged into the next, a row and the hash of its detail would be made once for
-- every column that is read of it.
CREATE OR REPLACE FUNCTION append_audit(organisation integer, actions text[], targets text[], details json[])
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  head audit_head;
  moment timestamptz := clock_timestamp();
  who text := actor();
  its_key text := nullif(current_setting('ringfence.actor_key', true), '');
  its_address text := nullif(current_setting('ringfence.address', true), '');
  its_request text := nullif(current_setting('ringfence.request_id', true), '');
BEGIN
  INSERT INTO audit_head VALUES (organisation, 0, audit_genesis(organisation)) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_head WHERE organisation_id = organisation FOR UPDATE;
  WITH salted AS MATERIALIZED (
    SELECT head.seq + a.i AS seq, a.action, a.target, a.detail, uuid_send(gen_random_uuid()) AS salt
      FROM unnest(actions, targets, details) WITH ORDINALITY AS a (action, target, detail, i)
  ), hashed AS MATERIALIZED (
    SELECT s.*, audit_detail_hash(s.salt, s.detail) AS detail_hash FROM salted s
  ), chained AS MATERIALIZED (
    SELECT h.*, audit_chain(head.hash, audit_text(ROW(organisation, h.seq, moment, h.action, who, its_key,
        its_address, its_request, h.target, h.detail_hash, NULL, NULL)::audit_log)) OVER (ORDER BY h.seq) AS hash
      FROM hashed h
  ), kept AS (
    INSERT INTO audit_detail SELECT organisation, c.seq, c.salt, c.detail FROM chained c
  ), logged AS (
    INSERT INTO audit_log
      SELECT organisation, c.seq, moment, c.action, who, its_key, its_address, its_request, c.target,
          c.detail_hash, lag(c.hash, 1, head.hash) OVER (ORDER BY c.seq), c.hash
        FROM chained c
      RETURNING audit_log.seq, audit_log.hash
  )
  UPDATE audit_head h
    SET (seq, hash) = (SELECT l.seq, l.hash FROM logged l ORDER BY l.seq DESC LIMIT 1)
    WHERE h.organisation_id = organisation;
END
$$;

-- Every standing entry of one value. Names its tables in full and sets nothing: it is run for every value
-- that a statement touched, by functions that have set the search path.
CREATE OR REPLACE FUNCTION entries_state(its_organisation integer, its_kind text, its_value text) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT json_build_object('kind', its_kind, 'value', its_value, 'entries', coalesce(json_agg(
      json_build_object('id', id, 'effect', effect, 'until', ringfence.millis(until), 'observe', observe,
        'channels', channels) ORDER BY id), '[]'))
    FROM ringfence.entry
    WHERE organisation_id = its_organisation AND kind = its_kind AND value = its_value AND standing);
END
$$;
