-- Writing many entries at once, and the operation that holds them together.

-- A write of many rows, perhaps over several transactions. Its counts are of what is written so far; what
-- they miss of asked was not written.
CREATE TABLE operation (
  organisation_id integer NOT NULL REFERENCES organisation,
  -- Drawn while the shard is locked, so that ids ascend in the order of commits.
  id bigint GENERATED ALWAYS AS IDENTITY,
  public_id text NOT NULL UNIQUE CHECK (public_id ~ '^op_[0-9a-z]+$'),
  kind text NOT NULL CHECK (kind IN ('bulk')),
  effect text NOT NULL CHECK (effect IN ('ban', 'allow')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL DEFAULT actor(),
  asked integer NOT NULL CHECK (asked > 0),
  refused integer NOT NULL DEFAULT 0,
  created integer NOT NULL DEFAULT 0,
  extended integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  PRIMARY KEY (organisation_id, id),
  CHECK (refused + created + extended + unchanged <= asked)
);

ALTER TABLE operation ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON operation TO ringfence_tenant
  USING (organisation_id = current_setting('ringfence.organisation')::integer);
GRANT SELECT, INSERT, UPDATE (refused, created, extended, unchanged) ON operation TO ringfence_tenant;

-- What an operation writes of entries is audited entry by entry; this is the one row that names the whole.
CREATE FUNCTION audit_operation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM append_audit(NEW.organisation_id, ARRAY['operation.created'], ARRAY['operation:' || NEW.public_id],
    ARRAY[json_build_object('before', NULL, 'after',
      to_jsonb(NEW) - ARRAY['id', 'refused', 'created', 'extended', 'unchanged'])]);
  RETURN NULL;
END
$$;
CREATE TRIGGER audit AFTER INSERT ON operation FOR EACH ROW EXECUTE FUNCTION audit_operation();

-- As before, and notes that the lock is held: taking it anew for each row of a statement costs a tenth of
-- writing it. The note ends with the transaction or savepoint, as the lock does.
CREATE OR REPLACE FUNCTION lock_organisation(wanted integer) RETURNS smallint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
DECLARE
  its_shard smallint;
BEGIN
  IF current_setting('role') = 'ringfence_tenant'
      AND current_setting('ringfence.organisation')::integer IS DISTINCT FROM wanted THEN
    RAISE EXCEPTION 'organisation % is another one', wanted USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT shard INTO its_shard FROM organisation WHERE id = wanted;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no organisation %', wanted USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM lock_shard(its_shard);
  PERFORM set_config('ringfence.locked', wanted::text, true);
  RETURN its_shard;
END
$$;

-- An entry names the operation that changed it last, and none after a change that was part of none: so
-- its versions tell what an operation did, and whether somebody changed the entry since.
CREATE OR REPLACE FUNCTION prepare_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF NEW.id IS NOT NULL THEN
    RAISE EXCEPTION 'entry.id is drawn by the database' USING ERRCODE = 'check_violation';
  END IF;
  IF current_setting('ringfence.locked', true) IS DISTINCT FROM NEW.organisation_id::text THEN
    PERFORM lock_organisation(NEW.organisation_id);
  END IF;
  NEW.id := nextval('entry_id');
  NEW.raw := coalesce(NEW.raw, NEW.value);
  NEW.operation := nullif(current_setting('ringfence.operation', true), '');
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION prepare_entry_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF (NEW.organisation_id, NEW.id) IS DISTINCT FROM (OLD.organisation_id, OLD.id) THEN
    RAISE EXCEPTION 'an entry keeps its id and its organisation' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.lifted_at IS NOT NULL THEN
    NEW.standing := false;
    NEW.lifted_by := coalesce(NEW.lifted_by, actor());
  END IF;
  NEW.operation := nullif(current_setting('ringfence.operation', true), '');
  RETURN NEW;
END
$$;

-- What was done to one entry after the other. The warnings are what somebody who makes the entry should
-- know: [{"code", "entry"}]. The values that could matter are looked up one by one: a list of ten million
-- must not be read for it.
--
-- Plans are kept, and one made while the list was short would read all of it for each value, if it could: LIMIT 1
-- makes a look-up of what could be a join.
CREATE TYPE entries_write AS (
  place bigint, outcome text, warnings json, seq bigint, hits bigint, last_hit_at timestamptz, written entry);

CREATE FUNCTION entries_written(its_organisation integer, ids bigint[], outcomes text[])
RETURNS SETOF entries_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  moment timestamptz := clock_timestamp();
  observing boolean := EXISTS (SELECT FROM organisation WHERE id = its_organisation AND observe);
BEGIN
  RETURN QUERY
    SELECT a.place, a.outcome, (
        SELECT coalesce(json_agg(json_build_object('code', w.code, 'entry', w.id) ORDER BY w.place), '[]')
        FROM (
          (SELECT 1 AS place, 'overridden_by_allow' AS code, o.id FROM entry o
            WHERE o.organisation_id = its_organisation AND o.kind = e.kind AND o.value = e.value
              AND o.effect = 'allow' AND e.effect = 'ban' AND o.standing AND NOT o.observe
              AND (o.until IS NULL OR o.until > moment) AND o.channels & e.channels <> 0
            ORDER BY o.id LIMIT 1)
          UNION ALL
          -- Covered only by one that holds at least as long and on every channel; the longest names itself.
          (SELECT 2, 'already_covered', o.id FROM entry o
            WHERE o.organisation_id = its_organisation AND o.kind = 'phone_prefix'
              AND o.value = ANY (ARRAY(SELECT left(e.value, n) FROM generate_series(5, length(e.value)) n))
              AND o.effect = e.effect AND o.standing AND NOT o.observe
              AND (o.kind, o.value) <> (e.kind, e.value)
              AND (o.until IS NULL OR o.until > moment) AND o.channels & e.channels = e.channels
              AND coalesce(o.until, 'infinity') >= coalesce(e.until, 'infinity')
            ORDER BY length(o.value) DESC, o.id LIMIT 1)
          UNION ALL
          SELECT 3, 'observe_mode', 0 WHERE observing
        ) AS w),
        (SELECT coalesce(max(v.seq), 0) FROM entry_version v
          WHERE v.organisation_id = its_organisation AND v.entry_id = e.id),
        coalesce(h.hits, 0), h.last_hit_at, e::entry
      FROM unnest(ids, outcomes) WITH ORDINALITY AS a (id, outcome, place)
      CROSS JOIN LATERAL (SELECT o.* FROM entry o
        WHERE o.organisation_id = its_organisation AND o.id = a.id LIMIT 1) e
      LEFT JOIN LATERAL (SELECT o.* FROM entry_hit o
        WHERE o.organisation_id = its_organisation AND o.entry_id = a.id LIMIT 1) h ON true;
END
$$;

-- What putting one entry comes to. Where the same value is asked for twice in one list, the first makes
-- the entry and the others strengthen it, as if they came one after the other.
--
-- asked: as it was asked for; there: the entry that stands already; ended: one that does although its end has
-- passed; first: the first of its value in the list; until, channels, observe: of the entry after the whole list.
CREATE TYPE entry_step AS (
  asked entry, there bigint, ended bigint, first boolean, outcome text, until timestamptz, channels smallint,
  observe boolean);

CREATE FUNCTION entry_steps(its_organisation integer, list entry[]) RETURNS entry_step[]
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  moment timestamptz := clock_timestamp();
BEGIN
  RETURN ARRAY(
    WITH item AS (
      SELECT l AS asked, row_number() OVER () AS place FROM unnest(list) l
    ), beside AS (
      SELECT i.*, t.id AS there, e.id AS ended, (asked).kind, (asked).value, (asked).effect,
          coalesce((asked).until, 'infinity') AS until, (asked).channels::integer, (asked).observe,
          CASE WHEN t.id IS NOT NULL THEN coalesce(t.until, 'infinity') END AS there_until,
          t.channels::integer AS there_channels, t.observe AS there_observe
        FROM item i
        LEFT JOIN LATERAL (SELECT o.* FROM entry o
          WHERE o.organisation_id = its_organisation AND o.kind = (asked).kind AND o.value = (asked).value
            AND o.effect = (asked).effect AND o.source = 'list' AND o.standing LIMIT 1) s ON true
        LEFT JOIN LATERAL (SELECT s.* WHERE s.until <= moment) e ON true
        LEFT JOIN LATERAL (SELECT s.* WHERE s.until IS NULL OR s.until > moment) t ON true
    ), grown AS (
      SELECT b.*, row_number() OVER so_far = 1 AS first,
          ROW(greatest(there_until, max(until) OVER so_far),
            coalesce(there_channels, 0) | bit_or(channels) OVER so_far,
            coalesce(there_observe, true) AND bool_and(observe) OVER so_far) AS state,
          greatest(there_until, max(until) OVER whole) AS end_until,
          coalesce(there_channels, 0) | bit_or(channels) OVER whole AS end_channels,
          coalesce(there_observe, true) AND bool_and(observe) OVER whole AS end_observe
        FROM beside b
        WINDOW so_far AS (PARTITION BY kind, value, effect ORDER BY place),
          whole AS (PARTITION BY kind, value, effect)
    ), compared AS (
      SELECT g.*, CASE WHEN first THEN ROW(there_until, there_channels, there_observe)
          ELSE lag(state) OVER (PARTITION BY kind, value, effect ORDER BY place) END AS state_before
        FROM grown g
    )
    SELECT ROW(asked, there, ended, first, CASE WHEN there IS NULL AND first THEN 'created'
        WHEN state IS DISTINCT FROM state_before THEN 'extended' ELSE 'unchanged' END,
        nullif(end_until, 'infinity'), end_channels, end_observe)::entry_step
      FROM compared ORDER BY place);
END
$$;

-- The entries that stand for what was asked, in its order.
CREATE FUNCTION step_ids(its_organisation integer, steps entry_step[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  RETURN ARRAY(SELECT coalesce(s.there, (SELECT e.id FROM entry e
      WHERE e.organisation_id = its_organisation AND e.kind = (s.asked).kind
        AND e.value = (s.asked).value AND e.effect = (s.asked).effect AND e.source = 'list' AND e.standing))
    FROM unnest(steps) s);
END
$$;

-- Makes entries of one organisation, or strengthens those that stand: the later or absent end, the union of
-- the channels, in earnest over observed. What they are asked for is never lost and what stands is never
-- weakened; a standing row keeps its reason and its note. One past its end counts as absent. Members of the
-- rows that nobody may choose (id, source, created_at and the like) are not looked at.
CREATE FUNCTION put_entries(list entry[]) RETURNS SETOF entries_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  its_organisation integer := list[1].organisation_id;
  steps entry_step[];
  ended bigint[];
BEGIN
  PERFORM lock_organisation(its_organisation);
  steps := entry_steps(its_organisation, list);
  -- Statements that touch nothing would fire their triggers all the same. Those that change rows are planned
  -- each time: whether to look up or to read all is for the size of both lists to say.
  ended := ARRAY(SELECT s.ended FROM unnest(steps) s WHERE s.first AND s.ended IS NOT NULL);
  IF ended <> '{}' THEN
    EXECUTE 'UPDATE entry SET standing = false WHERE organisation_id = $1 AND id = ANY ($2)'
      USING its_organisation, ended;
  END IF;
  IF EXISTS (SELECT FROM unnest(steps) s WHERE s.there IS NULL) THEN
    INSERT INTO entry (organisation_id, effect, kind, value, raw, numbering, reason, note, channels, until,
        observe, requested_by, reference, context)
      SELECT its_organisation, (s.asked).effect, (s.asked).kind, (s.asked).value, (s.asked).raw,
          (s.asked).numbering, (s.asked).reason, (s.asked).note, s.channels, s.until, s.observe,
          (s.asked).requested_by, (s.asked).reference, (s.asked).context
        FROM unnest(steps) s WHERE s.first AND s.there IS NULL;
  END IF;
  IF EXISTS (SELECT FROM unnest(steps) s WHERE s.there IS NOT NULL AND s.outcome = 'extended') THEN
    EXECUTE 'UPDATE entry e SET until = s.until, channels = s.channels, observe = s.observe
        FROM unnest($2) s
        WHERE e.organisation_id = $1 AND e.id = s.there AND s.first
          AND (e.until, e.channels, e.observe) IS DISTINCT FROM (s.until, s.channels, s.observe)'
      USING its_organisation, steps;
  END IF;
  RETURN QUERY SELECT * FROM entries_written(its_organisation, step_ids(its_organisation, steps),
    ARRAY(SELECT s.outcome FROM unnest(steps) s));
END
$$;

-- A share of an operation, in a transaction of its own: the first one makes the operation.
CREATE FUNCTION put_share(
  its_organisation integer, its_operation text, its_effect text, its_asked integer, its_refused integer,
  share jsonb)
RETURNS SETOF entries_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  list entry[] := ARRAY(SELECT l FROM jsonb_populate_recordset(NULL::entry, share) l);
  writes entries_write[];
BEGIN
  PERFORM lock_organisation(its_organisation);
  INSERT INTO operation (organisation_id, public_id, kind, effect, asked)
    SELECT its_organisation, its_operation, 'bulk', its_effect, its_asked
    WHERE NOT EXISTS (SELECT FROM operation WHERE organisation_id = its_organisation AND public_id = its_operation);
  PERFORM set_config('ringfence.operation', its_operation, true);
  IF list <> '{}' THEN
    writes := ARRAY(SELECT w FROM put_entries(list) w);
  END IF;
  UPDATE operation o
    SET refused = o.refused + its_refused, created = o.created + n.created, extended = o.extended + n.extended, unchanged = o.unchanged + n.unchanged
    FROM (SELECT count(*) FILTER (WHERE w.outcome = 'created') AS created,
            count(*) FILTER (WHERE w.outcome = 'extended') AS extended,
            count(*) FILTER (WHERE w.outcome = 'unchanged') AS unchanged FROM unnest(writes) w) n
    WHERE o.organisation_id = its_organisation AND o.public_id = its_operation;
  RETURN QUERY SELECT * FROM unnest(writes);
END
$$;

-- One entry is a list of one.
CREATE OR REPLACE FUNCTION put_entry(asked entry) RETURNS SETOF entry_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT w.outcome, w.warnings, w.seq, w.hits, w.last_hit_at, w.written
    FROM put_entries(ARRAY[asked]) w;
END
$$;

CREATE OR REPLACE FUNCTION entry_written(its_outcome text, its_organisation integer, its_id bigint)
RETURNS SETOF entry_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT w.outcome, w.warnings, w.seq, w.hits, w.last_hit_at, w.written
    FROM entries_written(its_organisation, ARRAY[its_id], ARRAY[its_outcome]) w;
END
$$;

DROP FUNCTION entry_warnings(entry);

REVOKE EXECUTE ON FUNCTION audit_operation(), entries_written(integer, bigint[], text[]), entry_steps(integer, entry[]),
  step_ids(integer, entry_step[]), put_entries(entry[]), put_share(integer, text, text, integer, integer, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entries_written(integer, bigint[], text[]), entry_steps(integer, entry[]),
  step_ids(integer, entry_step[]), put_entries(entry[]), put_share(integer, text, text, integer, integer, jsonb) TO ringfence_tenant;
