-- What an entry that stands is asked for with again. The row keeps its first reason; what others gave is kept here.

CREATE TABLE entry_repeat (
  organisation_id integer NOT NULL,
  entry_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- The last change of the entry when it had been asked for: tells what came before it.
  seq bigint NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  asked_by text NOT NULL DEFAULT actor(),
  effect text NOT NULL,
  reason text NOT NULL,
  note text,
  channels smallint NOT NULL,
  until timestamptz,
  observe boolean NOT NULL,
  requested_by jsonb,
  reference text,
  context jsonb,
  operation text DEFAULT nullif(current_setting('ringfence.operation', true), ''),
  PRIMARY KEY (organisation_id, entry_id, id)
);

ALTER TABLE entry_repeat ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON entry_repeat TO ringfence_tenant
  USING (organisation_id = current_setting('ringfence.organisation')::integer);
GRANT SELECT, INSERT ON entry_repeat TO ringfence_tenant;

-- Nothing is published: a repeat changes nothing that a node holds.
CREATE FUNCTION audit_repeats() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
DECLARE
  its_organisation integer;
BEGIN
  FOR its_organisation IN
    SELECT o.id FROM organisation o WHERE o.id IN (SELECT n.organisation_id FROM new_rows n) ORDER BY o.shard, o.id
  LOOP
    PERFORM lock_organisation(its_organisation);
    PERFORM append_audit(its_organisation, array_agg(n.effect || '.repeated' ORDER BY n.id),
        array_agg('entry:' || n.entry_id ORDER BY n.id),
        array_agg((jsonb_strip_nulls(to_jsonb(n))
          - ARRAY['organisation_id', 'entry_id', 'id', 'seq', 'asked_at', 'asked_by', 'effect'])::json ORDER BY n.id))
      FROM new_rows n WHERE n.organisation_id = its_organisation;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER audit AFTER INSERT ON entry_repeat
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit_repeats();

-- As before, but one that is to be observed only changes nothing of one that is in earnest, or that an earlier one of
-- the list makes so: who asks for a trial must not make a ban last.
CREATE OR REPLACE FUNCTION entry_steps(its_organisation integer, list entry[]) RETURNS entry_step[]
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
    ), counted AS (
      SELECT b.place, b.asked, b.there, b.ended, b.kind, b.value, b.effect, b.observe, b.there_until,
          b.there_channels, b.there_observe,
          CASE WHEN NOT b.idle THEN b.until END AS until, CASE WHEN NOT b.idle THEN b.channels END AS channels
        FROM (SELECT i.*, observe AND (coalesce(NOT there_observe, false)
            OR coalesce(bool_or(NOT observe) OVER before, false)) AS idle
          FROM beside i
          WINDOW before AS (PARTITION BY kind, value, effect ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) b
    ), grown AS (
      SELECT b.*, row_number() OVER so_far = 1 AS first,
          ROW(greatest(there_until, max(until) OVER so_far),
            coalesce(there_channels, 0) | coalesce(bit_or(channels) OVER so_far, 0),
            coalesce(there_observe, true) AND bool_and(observe) OVER so_far) AS state,
          greatest(there_until, max(until) OVER whole) AS end_until,
          coalesce(there_channels, 0) | coalesce(bit_or(channels) OVER whole, 0) AS end_channels,
          coalesce(there_observe, true) AND bool_and(observe) OVER whole AS end_observe
        FROM counted b
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

-- The step that writes; what comes before and after it stands in put_entries.
ALTER FUNCTION put_entries(entry[]) RENAME TO write_entries;

-- As before, and keeps what an entry that stood already, or that comes twice in the list, was asked for with.
CREATE FUNCTION put_entries(list entry[]) RETURNS SETOF entries_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  writes entries_write[] := ARRAY(SELECT w FROM write_entries(list) w);
BEGIN
  IF EXISTS (SELECT FROM unnest(writes) w WHERE w.outcome <> 'created') THEN
    INSERT INTO entry_repeat (organisation_id, entry_id, seq, effect, reason, note, channels, until, observe,
        requested_by, reference, context)
      SELECT (w.written).organisation_id, (w.written).id, w.seq, a.effect, a.reason, a.note, a.channels, a.until,
          a.observe, a.requested_by, a.reference, a.context
        FROM unnest(writes) w
        JOIN unnest(list) WITH ORDINALITY AS a ON a.ordinality = w.place
        WHERE w.outcome <> 'created' ORDER BY w.place;
  END IF;
  RETURN QUERY SELECT * FROM unnest(writes);
END
$$;

REVOKE EXECUTE ON FUNCTION audit_repeats(), put_entries(entry[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION put_entries(entry[]) TO ringfence_tenant;
