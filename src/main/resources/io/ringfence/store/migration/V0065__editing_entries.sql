-- Editing one entry, and what its writer should know for every kind of value.

-- The kind of the entries that hold a value of another, or of the same kind.
CREATE FUNCTION holding_kind(its_kind text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE its_kind WHEN 'phone' THEN 'phone_prefix' WHEN 'email' THEN 'email_domain' ELSE its_kind END;

-- The values of entries that would hold a value beside its own, the most exact first: what it begins with, the
-- blocks that it lies in, its domains. A country is not among those of a number: its digits do not tell it.
CREATE FUNCTION holding_values(its_kind text, its_value text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  range inet;
  parts text[];
BEGIN
  IF its_kind IN ('phone', 'phone_prefix') THEN
    RETURN ARRAY(SELECT left(its_value, n) FROM generate_series(length(its_value), 5, -1) n
      WHERE its_kind = 'phone' OR n < length(its_value));
  ELSIF its_kind = 'ip' THEN
    range := its_value::inet;
    IF family(range) = 6 AND range << '::/64' THEN
      RETURN ARRAY(SELECT ringfence.ip_text(set_masklen(range, n)) FROM generate_series(masklen(range) - 1, 16, -1) n);
    END IF;
    -- A hundred of them for one address of IPv6: what else ip_text does none of these needs.
    RETURN ARRAY(SELECT text(network(set_masklen(range, n)))
      FROM generate_series(masklen(range) - 1, CASE family(range) WHEN 4 THEN 8 ELSE 16 END, -1) n);
  ELSIF its_kind IN ('email', 'email_domain') THEN
    parts := string_to_array(split_part('@' || its_value, '@', -1), '.');
    RETURN ARRAY(SELECT array_to_string(parts[n:], '.') FROM generate_series(1, cardinality(parts) - 1) n
      WHERE its_kind = 'email' OR n > 1);
  END IF;
  RETURN '{}';
END
$$;

-- As before, with what holds a value of any kind, and what an allow entry overrides.
--
-- Plans are kept, and one made while the list was short would read all of it for each value, if it could: LIMIT 1
-- makes a look-up of what could be a join.
CREATE OR REPLACE FUNCTION entries_written(its_organisation integer, ids bigint[], outcomes text[])
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
          (SELECT 1 AS place, CASE e.effect WHEN 'ban' THEN 'overridden_by_allow' ELSE 'overrides_ban' END AS code, o.id
            FROM entry o
            WHERE o.organisation_id = its_organisation AND o.kind = e.kind AND o.value = e.value
              AND o.effect <> e.effect AND o.standing AND NOT o.observe
              AND (o.until IS NULL OR o.until > moment) AND o.channels & e.channels <> 0
            ORDER BY o.id LIMIT 1)
          UNION ALL
          -- Covered only by one that holds at least as long and on every channel; the most exact names itself.
          (SELECT 2, 'already_covered', o.id FROM entry o
            WHERE o.organisation_id = its_organisation AND o.kind = e.held_by AND o.value = ANY (e.held)
              AND o.effect = e.effect AND o.standing AND NOT o.observe
              AND (o.until IS NULL OR o.until > moment) AND o.channels & e.channels = e.channels
              AND coalesce(o.until, 'infinity') >= coalesce(e.until, 'infinity')
            ORDER BY array_position(e.held, o.value), o.id LIMIT 1)
          UNION ALL
          SELECT 3, 'observe_mode', 0 WHERE observing
        ) AS w),
        (SELECT coalesce(max(v.seq), 0) FROM entry_version v
          WHERE v.organisation_id = its_organisation AND v.entry_id = a.id),
        coalesce(h.hits, 0), h.last_hit_at, e.entry
      FROM unnest(ids, outcomes) WITH ORDINALITY AS a (id, outcome, place)
      CROSS JOIN LATERAL (SELECT o AS entry, o.kind, o.value, o.effect, o.channels, o.until,
          holding_kind(o.kind) AS held_by, holding_values(o.kind, o.value) AS held
        FROM entry o WHERE o.organisation_id = its_organisation AND o.id = a.id LIMIT 1) e
      LEFT JOIN LATERAL (SELECT o.* FROM entry_hit o
        WHERE o.organisation_id = its_organisation AND o.entry_id = a.id LIMIT 1) h ON true;
END
$$;

-- Ends an entry, if its last change is among the expected ones; it stays as history. No row: there is no such
-- entry. One that no longer stands is left as it is, and so is one that is 'stale'.
DROP FUNCTION lift_entry(integer, text, bigint, text);
CREATE FUNCTION lift_entry(
  its_organisation integer, its_effect text, its_id bigint, why text, expected bigint[] DEFAULT NULL)
RETURNS SETOF entry_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  done text := 'unchanged';
BEGIN
  PERFORM lock_organisation(its_organisation);
  IF NOT EXISTS (SELECT FROM entry
      WHERE organisation_id = its_organisation AND id = its_id AND effect = its_effect) THEN
    RETURN;
  END IF;
  IF entry_seq(its_organisation, its_id) <> ALL (expected) THEN
    done := 'stale';
  ELSE
    UPDATE entry
      SET lifted_at = clock_timestamp(), lifted_by = actor(), lift_reason = why
      WHERE organisation_id = its_organisation AND id = its_id AND standing
        AND (until IS NULL OR until > clock_timestamp());
    IF FOUND THEN
      done := 'lifted';
    END IF;
  END IF;
  RETURN QUERY SELECT * FROM entry_written(done, its_organisation, its_id);
END
$$;

-- Changes an entry that stands, if its last change is among the expected ones: the columns that are named, as
-- they are given. It may weaken. No row: there is no such entry. One that is 'stale', or has 'ended', is left as
-- it is.
CREATE FUNCTION change_entry(
  its_organisation integer, its_effect text, its_id bigint, changes jsonb, expected bigint[])
RETURNS SETOF entry_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  there entry;
  wanted entry;
  done text := 'unchanged';
BEGIN
  PERFORM lock_organisation(its_organisation);
  SELECT * INTO there FROM entry
    WHERE organisation_id = its_organisation AND id = its_id AND effect = its_effect;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  wanted := jsonb_populate_record(there, changes);
  IF entry_seq(its_organisation, its_id) <> ALL (expected) THEN
    done := 'stale';
  ELSIF NOT there.standing OR there.until <= clock_timestamp() THEN
    done := 'ended';
  ELSIF (wanted.reason, wanted.note, wanted.until, wanted.channels, wanted.observe, wanted.requested_by,
      wanted.reference, wanted.context) IS DISTINCT FROM (there.reason, there.note, there.until, there.channels,
      there.observe, there.requested_by, there.reference, there.context) THEN
    UPDATE entry
      SET reason = wanted.reason, note = wanted.note, until = wanted.until, channels = wanted.channels,
        observe = wanted.observe, requested_by = wanted.requested_by, reference = wanted.reference,
        context = wanted.context
      WHERE organisation_id = its_organisation AND id = its_id;
    done := 'changed';
  END IF;
  RETURN QUERY SELECT * FROM entry_written(done, its_organisation, its_id);
END
$$;

REVOKE EXECUTE ON FUNCTION holding_kind(text), holding_values(text, text),
  lift_entry(integer, text, bigint, text, bigint[]), change_entry(integer, text, bigint, jsonb, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holding_kind(text), holding_values(text, text),
  lift_entry(integer, text, bigint, text, bigint[]), change_entry(integer, text, bigint, jsonb, bigint[])
  TO ringfence_tenant;
