-- Many entries lifted at once, and operations taken back.

-- An undo is an operation too, and names the one it takes back: nothing is taken back twice. What it has yet to
-- look at comes after done_to, so that one that broke off is gone on with.
ALTER TABLE operation DROP CONSTRAINT operation_kind_check;
ALTER TABLE operation DROP CONSTRAINT operation_asked_check;
ALTER TABLE operation DROP CONSTRAINT operation_check;
ALTER TABLE operation
  ADD lifted integer NOT NULL DEFAULT 0,
  ADD taken_back integer NOT NULL DEFAULT 0,
  ADD left_alone integer NOT NULL DEFAULT 0,
  ADD reason text,
  ADD undoes text,
  ADD done_to bigint,
  ADD done boolean,
  ADD CHECK (kind IN ('bulk', 'lift', 'undo')),
  ADD CHECK (asked >= 0),
  ADD CHECK (refused + created + extended + unchanged + lifted + taken_back + left_alone <= asked),
  ADD CHECK ((kind = 'undo') = (num_nonnulls(undoes, done_to, done) = 3)),
  ADD CHECK (kind = 'undo' OR num_nonnulls(undoes, done_to, done) = 0);
CREATE UNIQUE INDEX operation_undoes ON operation (organisation_id, undoes) WHERE undoes IS NOT NULL;
GRANT UPDATE (lifted, taken_back, left_alone, done_to, done) ON operation TO ringfence_tenant;

CREATE INDEX entry_version_operation ON entry_version (organisation_id, operation, entry_id, seq)
  WHERE operation IS NOT NULL;

-- What an undo left as it was, and why.
CREATE TABLE operation_left (
  organisation_id integer NOT NULL,
  operation text NOT NULL,
  entry_id bigint NOT NULL,
  why text NOT NULL CHECK (why IN ('edited_since', 'asked_again', 'value_taken', 'ended', 'protected')),
  PRIMARY KEY (organisation_id, operation, entry_id)
);
ALTER TABLE operation_left ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON operation_left TO ringfence_tenant
  USING (organisation_id = current_setting('ringfence.organisation')::integer);
GRANT SELECT, INSERT ON operation_left TO ringfence_tenant;

-- What an operation writes of entries is audited entry by entry; this is the one row that names the whole.
CREATE OR REPLACE FUNCTION audit_operation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM append_audit(NEW.organisation_id, ARRAY['operation.created'], ARRAY['operation:' || NEW.public_id],
    ARRAY[json_build_object('before', NULL, 'after', jsonb_strip_nulls(to_jsonb(NEW)) - ARRAY['id', 'refused',
      'created', 'extended', 'unchanged', 'lifted', 'taken_back', 'left_alone', 'done_to', 'done'])]);
  RETURN NULL;
END
$$;

-- A share of a lift, in a transaction of its own: the first one makes the operation. Entries that no longer stand
-- are left as they are and counted as unchanged. Those that a visitor's blacklisting made are the visitor's.
CREATE FUNCTION lift_share(
  its_organisation integer, its_operation text, its_effect text, its_asked integer, why text, ids bigint[])
RETURNS TABLE (lifted bigint, shard smallint, seq bigint)
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  n bigint;
BEGIN
  PERFORM lock_organisation(its_organisation);
  INSERT INTO operation (organisation_id, public_id, kind, effect, asked, reason)
    SELECT its_organisation, its_operation, 'lift', its_effect, its_asked, why
    WHERE NOT EXISTS (SELECT FROM operation WHERE organisation_id = its_organisation AND public_id = its_operation);
  PERFORM set_config('ringfence.operation', its_operation, true);
  -- Planned each time: whether to look up or to read all is for the size of both lists to say.
  EXECUTE 'UPDATE entry SET lifted_at = clock_timestamp(), lifted_by = actor(), lift_reason = $4
      WHERE organisation_id = $1 AND id = ANY ($2) AND effect = $3 AND source = ''list'' AND standing'
    USING its_organisation, ids, its_effect, why;
  GET DIAGNOSTICS n = ROW_COUNT;
  UPDATE operation o SET lifted = o.lifted + n, unchanged = o.unchanged + cardinality(ids) - n
    WHERE o.organisation_id = its_organisation AND o.public_id = its_operation;
  RETURN QUERY SELECT n, h.shard, h.seq FROM newest_change(its_organisation) h;
END
$$;

-- What taking back one entry comes to.
--
-- id: of the entry; why: it is left, for this reason; ends: it did not stand before the operation; before: as it
-- was then, null if it was not there.
CREATE TYPE undo_step AS (id bigint, why text, ends boolean, before entry_version);

-- The next entries that an operation changed, as they are to be again. One that anything else has changed since, or
-- has asked for again, is left: what others made stricter is never loosened, nor what they rely on.
--
-- An entry whose end had passed when the operation put another in its place merely stopped standing then; that is
-- nothing to take back.
CREATE FUNCTION undo_steps(its_organisation integer, its_operation text, after bigint, most integer)
RETURNS undo_step[]
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  moment timestamptz := clock_timestamp();
BEGIN
  RETURN ARRAY(
    WITH touched AS (
      SELECT v.entry_id AS id, min(v.seq) AS first FROM entry_version v
        WHERE v.organisation_id = its_organisation AND v.operation = its_operation AND v.entry_id > after
          AND (v.standing OR v.lifted_at IS NOT NULL)
        GROUP BY v.entry_id ORDER BY v.entry_id LIMIT most
    )
    SELECT ROW(t.id, CASE
          WHEN e.id IS NULL OR EXISTS (SELECT FROM entry_version v
            WHERE v.organisation_id = its_organisation AND v.entry_id = t.id AND v.seq > t.first
              AND v.operation IS DISTINCT FROM its_operation LIMIT 1) THEN 'edited_since'
          WHEN EXISTS (SELECT FROM entry_repeat r
            WHERE r.organisation_id = its_organisation AND r.entry_id = t.id AND r.seq >= t.first
              AND r.operation IS DISTINCT FROM its_operation LIMIT 1) THEN 'asked_again'
          WHEN (b.was).standing IS NOT TRUE OR e.standing THEN NULL
          WHEN (b.was).until <= moment THEN 'ended'
          WHEN EXISTS (SELECT FROM entry o WHERE o.organisation_id = its_organisation AND o.kind = e.kind
            AND o.value = e.value AND o.effect = e.effect AND o.source = e.source
            AND coalesce(o.visitor, '') = coalesce(e.visitor, '') AND o.standing LIMIT 1) THEN 'value_taken'
          WHEN EXISTS (SELECT FROM protecting(its_organisation, ARRAY[e.entry]) p WHERE p.protected IS NOT NULL) THEN 'protected'
        END, (b.was).standing IS NOT TRUE, b.was)::undo_step
      FROM touched t
      LEFT JOIN LATERAL (SELECT o.*, o AS entry FROM entry o
        WHERE o.organisation_id = its_organisation AND o.id = t.id LIMIT 1) e ON true
      LEFT JOIN LATERAL (SELECT v AS was FROM entry_version v
        WHERE v.organisation_id = its_organisation AND v.entry_id = t.id AND v.seq < t.first
        ORDER BY v.seq DESC LIMIT 1) b ON true
      ORDER BY t.id);
END
$$;

-- How many entries an operation changed, of those that undo_steps tells of.
CREATE FUNCTION touched_by(its_organisation integer, its_operation text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  RETURN (SELECT count(DISTINCT v.entry_id) FROM entry_version v
    WHERE v.organisation_id = its_organisation AND v.operation = its_operation
      AND (v.standing OR v.lifted_at IS NOT NULL));
END
$$;

-- Whether an operation may still be at work: not all of it is counted, and it began just now. One that broke off
-- is never gone on with, but for an undo.
CREATE FUNCTION is_at_work(o operation) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN CASE o.kind WHEN 'undo' THEN NOT o.done
    ELSE o.refused + o.created + o.extended + o.unchanged + o.lifted < o.asked
      AND o.created_at > clock_timestamp() - interval '1 minute' END;
END
$$;

-- A share of an undo, in a transaction of its own: the first one makes the operation, or goes on with the one that
-- broke off. The outcome is 'absent', 'at_work' or 'undone', then nothing was done; else 'going_on' or 'finished'.
-- taken_back is of the share; finished, all_back is of the whole and remaining tells what was left: [{"entry",
-- "why"}], the first 10,000 of it.
CREATE TYPE undo_write AS (
  outcome text, operation text, taken_back integer, all_back integer, remaining json, shard smallint, seq bigint);

CREATE FUNCTION undo_share(its_organisation integer, undone text, fresh text, why text, most integer)
RETURNS SETOF undo_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  there operation;
  undo operation;
  steps undo_step[];
  ending bigint[];
  whole boolean;
  n integer;
BEGIN
  PERFORM lock_organisation(its_organisation);
  SELECT * INTO there FROM operation o WHERE o.organisation_id = its_organisation AND o.public_id = undone;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'absent', NULL::text, 0, 0, NULL::json, NULL::smallint, NULL::bigint;
    RETURN;
  END IF;
  SELECT * INTO undo FROM operation o WHERE o.organisation_id = its_organisation AND o.undoes = undone;
  IF undo.done OR undo.id IS NULL AND is_at_work(there) THEN
    RETURN QUERY SELECT CASE WHEN undo.done THEN 'undone' ELSE 'at_work' END, undo.public_id, 0,
      0, NULL::json, NULL::smallint, NULL::bigint;
    RETURN;
  END IF;
  IF undo.id IS NULL THEN
    INSERT INTO operation (organisation_id, public_id, kind, effect, asked, reason, undoes, done_to, done)
      VALUES (its_organisation, fresh, 'undo', there.effect, touched_by(its_organisation, undone), why, undone, 0, false)
      RETURNING * INTO undo;
  END IF;
  PERFORM set_config('ringfence.operation', undo.public_id, true);

  steps := undo_steps(its_organisation, undone, undo.done_to, most);
  whole := cardinality(steps) < most;
  INSERT INTO operation_left (organisation_id, operation, entry_id, why)
    SELECT its_organisation, undo.public_id, s.id, s.why FROM unnest(steps) s WHERE s.why IS NOT NULL;
  -- Statements that touch nothing would fire their triggers all the same.
  ending := ARRAY(SELECT s.id FROM unnest(steps) s WHERE s.why IS NULL AND s.ends);
  IF ending <> '{}' THEN
    EXECUTE 'UPDATE entry SET lifted_at = clock_timestamp(), lifted_by = actor(), lift_reason = $3
        WHERE organisation_id = $1 AND id = ANY ($2) AND standing'
      USING its_organisation, ending, why;
  END IF;
  IF EXISTS (SELECT FROM unnest(steps) s WHERE s.why IS NULL AND NOT s.ends) THEN
    EXECUTE 'UPDATE entry e
        SET standing = true, lifted_at = NULL, lifted_by = NULL, lift_reason = NULL, until = (s.before).until,
          channels = (s.before).channels, observe = (s.before).observe, reason = (s.before).reason,
          note = (s.before).note, requested_by = (s.before).requested_by, reference = (s.before).reference,
          context = (s.before).context
        FROM unnest($2) s WHERE e.organisation_id = $1 AND e.id = s.id AND s.why IS NULL AND NOT s.ends'
      USING its_organisation, steps;
  END IF;

  SELECT count(*) INTO n FROM unnest(steps) s WHERE s.why IS NULL;
  UPDATE operation o
    SET taken_back = o.taken_back + n, left_alone = o.left_alone + cardinality(steps) - n,
      done_to = coalesce(steps[cardinality(steps)].id, o.done_to), done = whole
    WHERE o.organisation_id = its_organisation AND o.id = undo.id
    RETURNING * INTO undo;
  RETURN QUERY SELECT CASE WHEN whole THEN 'finished' ELSE 'going_on' END, undo.public_id, n, undo.taken_back,
      CASE WHEN whole THEN (SELECT coalesce(json_agg(json_build_object('entry', l.entry_id, 'why', l.why)), '[]')
        FROM (SELECT o.entry_id, o.why FROM operation_left o
          WHERE o.organisation_id = its_organisation AND o.operation = undo.public_id
          ORDER BY o.entry_id LIMIT 10000) l) END,
      h.shard, h.seq
    FROM newest_change(its_organisation) h;
END
$$;

REVOKE EXECUTE ON FUNCTION lift_share(integer, text, text, integer, text, bigint[]),
  undo_steps(integer, text, bigint, integer), touched_by(integer, text), is_at_work(operation),
  undo_share(integer, text, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lift_share(integer, text, text, integer, text, bigint[]),
  undo_steps(integer, text, bigint, integer), touched_by(integer, text), is_at_work(operation),
  undo_share(integer, text, text, text, integer) TO ringfence_tenant;
