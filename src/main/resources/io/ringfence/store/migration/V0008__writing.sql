-- The writes. Each runs as ringfence_tenant, under row-level security, and locks the shard before it
-- reads what stands; the triggers publish.

-- The number of an entry's newest version, which is the seq of the last change to it.
CREATE FUNCTION entry_seq(its_organisation integer, its_id bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(max(seq), 0) FROM entry_version
    WHERE organisation_id = its_organisation AND entry_id = its_id);
END
$$;

-- What somebody who makes this entry should know: [{"code", "entry"}]. The values that could matter are
-- looked up one by one: a list of ten million must not be read for it.
CREATE FUNCTION entry_warnings(e entry) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
DECLARE
  prefixes text[] := ARRAY(SELECT left(e.value, n) FROM generate_series(5, length(e.value)) n);
  found json;
BEGIN
  WITH others AS (
    SELECT o.id, o.effect, o.kind, o.value, o.until, o.channels, o.observe FROM entry o
      WHERE o.organisation_id = e.organisation_id AND o.kind = e.kind AND o.value = e.value
        AND o.effect = 'allow' AND e.effect = 'ban' AND o.standing
    UNION ALL
    SELECT o.id, o.effect, o.kind, o.value, o.until, o.channels, o.observe FROM entry o
      WHERE o.organisation_id = e.organisation_id AND o.kind = 'phone_prefix' AND o.value = ANY (prefixes)
        AND o.effect = e.effect AND o.standing AND (o.kind, o.value) <> (e.kind, e.value)
  ), holding AS (
    SELECT * FROM others WHERE NOT observe AND (until IS NULL OR until > clock_timestamp())
  ), warnings AS (
    (SELECT 1 AS place, 'overridden_by_allow' AS code, id FROM holding
      WHERE effect <> e.effect AND channels & e.channels <> 0
      ORDER BY id LIMIT 1)
    UNION ALL
    -- Covered only by one that holds at least as long and on every channel; the longest names itself.
    (SELECT 2, 'already_covered', id FROM holding
      WHERE effect = e.effect AND channels & e.channels = e.channels
        AND coalesce(until, 'infinity') >= coalesce(e.until, 'infinity')
      ORDER BY length(value) DESC, id LIMIT 1)
    UNION ALL
    SELECT 3, 'observe_mode', 0 FROM organisation WHERE id = e.organisation_id AND observe
  )
  SELECT coalesce(json_agg(json_build_object('code', w.code, 'entry', w.id) ORDER BY w.place), '[]')
    INTO found FROM warnings w;
  RETURN found;
END
$$;

CREATE TYPE entry_write AS (
  outcome text, warnings json, seq bigint, hits bigint, last_hit_at timestamptz, written entry);

CREATE FUNCTION entry_written(its_outcome text, its_organisation integer, its_id bigint)
RETURNS SETOF entry_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT its_outcome, entry_warnings(e), entry_seq(e.organisation_id, e.id), coalesce(h.hits, 0),
        h.last_hit_at, e
      FROM entry e LEFT JOIN entry_hit h ON h.organisation_id = e.organisation_id AND h.entry_id = e.id
      WHERE e.organisation_id = its_organisation AND e.id = its_id;
END
$$;

-- Makes an entry, or strengthens the one that stands: the later or absent end, the union of the channels,
-- in earnest over observed. What it is asked for is never lost and what stands is never weakened; the
-- standing row keeps its reason and its note. One past its end counts as absent. Members of the row that
-- nobody may choose (id, source, created_at and the like) are not looked at.
CREATE FUNCTION put_entry(asked entry) RETURNS SETOF entry_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  there entry;
  stronger entry;
BEGIN
  PERFORM lock_organisation(asked.organisation_id);
  SELECT * INTO there FROM entry e
    WHERE e.organisation_id = asked.organisation_id AND e.kind = asked.kind AND e.value = asked.value
      AND e.effect = asked.effect AND e.source = 'list' AND e.standing;
  IF there.until <= clock_timestamp() THEN
    UPDATE entry SET standing = false
      WHERE organisation_id = there.organisation_id AND id = there.id;
    there := NULL;
  END IF;
  IF there.id IS NULL THEN
    INSERT INTO entry (organisation_id, effect, kind, value, raw, numbering, reason, note, channels, until,
        observe, requested_by, reference, context)
      VALUES (asked.organisation_id, asked.effect, asked.kind, asked.value, asked.raw, asked.numbering,
        asked.reason, asked.note, asked.channels, asked.until, asked.observe, asked.requested_by,
        asked.reference, asked.context)
      RETURNING id INTO asked.id;
    RETURN QUERY SELECT * FROM entry_written('created', asked.organisation_id, asked.id);
    RETURN;
  END IF;
  stronger := there;
  stronger.until := CASE WHEN there.until IS NULL OR asked.until IS NULL THEN NULL
    ELSE greatest(there.until, asked.until) END;
  stronger.channels := there.channels | asked.channels;
  stronger.observe := there.observe AND asked.observe;
  IF stronger IS NOT DISTINCT FROM there THEN
    RETURN QUERY SELECT * FROM entry_written('unchanged', there.organisation_id, there.id);
    RETURN;
  END IF;
  UPDATE entry
    SET until = stronger.until, channels = stronger.channels, observe = stronger.observe
    WHERE organisation_id = there.organisation_id AND id = there.id;
  RETURN QUERY SELECT * FROM entry_written('extended', there.organisation_id, there.id);
END
$$;

-- Ends an entry; it stays as history. No row: there is no such entry. One that no longer stands is left
-- as it is.
CREATE FUNCTION lift_entry(its_organisation integer, its_effect text, its_id bigint, why text)
RETURNS SETOF entry_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM lock_organisation(its_organisation);
  UPDATE entry
    SET lifted_at = clock_timestamp(), lifted_by = actor(), lift_reason = why
    WHERE organisation_id = its_organisation AND id = its_id AND effect = its_effect AND standing;
  IF FOUND THEN
    RETURN QUERY SELECT * FROM entry_written('lifted', its_organisation, its_id);
  ELSE
    RETURN QUERY SELECT * FROM entry_written('unchanged', its_organisation, its_id) w
      WHERE (w.written).effect = its_effect;
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION entry_seq(integer, bigint), entry_warnings(entry),
  entry_written(text, integer, bigint), put_entry(entry), lift_entry(integer, text, bigint, text)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entry_seq(integer, bigint), entry_warnings(entry),
  entry_written(text, integer, bigint), put_entry(entry), lift_entry(integer, text, bigint, text)
  TO ringfence_tenant;
