-- Entries: what a statement did to some rows becomes one change for each value it touched.

-- Every standing entry of one value.
CREATE FUNCTION entries_state(its_organisation integer, its_kind text, its_value text) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN (SELECT json_build_object('kind', its_kind, 'value', its_value, 'entries', coalesce(json_agg(
      json_build_object('id', id, 'effect', effect, 'until', millis(until), 'observe', observe,
        'channels', channels) ORDER BY id), '[]'))
    FROM entry
    WHERE organisation_id = its_organisation AND kind = its_kind AND value = its_value AND standing);
END
$$;

-- The values that a statement touched in one shard, numbered in the order of their changes.
CREATE FUNCTION touched_values(wanted smallint, befores entry[], afters entry[])
RETURNS TABLE (organisation_id integer, kind text, value text, n bigint)
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT t.organisation_id, t.kind, t.value,
      row_number() OVER (ORDER BY t.organisation_id, t.kind, t.value)
    FROM (SELECT b.organisation_id, b.kind, b.value FROM unnest(befores) b
          UNION SELECT a.organisation_id, a.kind, a.value FROM unnest(afters) a) t
    JOIN organisation o ON o.id = t.organisation_id
    WHERE o.shard = wanted;
END
$$;

CREATE FUNCTION keep_versions(wanted smallint, first bigint, befores entry[], afters entry[])
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  done text := CASE WHEN befores IS NULL THEN 'insert' WHEN afters IS NULL THEN 'delete' ELSE 'update' END;
  moment timestamptz := clock_timestamp();
BEGIN
  INSERT INTO entry_version (organisation_id, entry_id, seq, valid_from, change, changed_by, effect, kind,
      value, raw, numbering, reason, note, channels, until, observe, source, visitor, created_at,
      created_by, requested_by, reference, context, lifted_at, lifted_by, lift_reason, operation, standing)
    SELECT e.organisation_id, e.id, first + t.n - 1, moment, done, actor(), e.effect, e.kind,
        e.value, e.raw, e.numbering, e.reason, e.note, e.channels, e.until, e.observe, e.source, e.visitor,
        e.created_at, e.created_by, e.requested_by, e.reference, e.context, e.lifted_at, e.lifted_by,
        e.lift_reason, e.operation, e.standing AND done <> 'delete'
      FROM unnest(coalesce(afters, befores)) e
      JOIN touched_values(wanted, befores, afters) t USING (organisation_id, kind, value);
END
$$;

CREATE FUNCTION audit_entries(organisation integer, befores entry[], afters entry[]) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  actions text[];
  targets text[];
  details json[];
BEGIN
  SELECT array_agg(coalesce(a.effect, b.effect) || CASE
          WHEN b.id IS NULL THEN '.created'
          WHEN a.id IS NULL THEN '.deleted'
          WHEN b.lifted_at IS NULL AND a.lifted_at IS NOT NULL THEN '.lifted'
          WHEN b.standing AND NOT a.standing THEN '.expired'
          ELSE '.changed'
        END ORDER BY coalesce(a.id, b.id)),
      array_agg('entry:' || coalesce(a.id, b.id) ORDER BY coalesce(a.id, b.id)),
      array_agg(json_build_object('before', jsonb_strip_nulls(to_jsonb(b)), 'after', jsonb_strip_nulls(to_jsonb(a)))
        ORDER BY coalesce(a.id, b.id))
    INTO actions, targets, details
    FROM unnest(befores) b FULL JOIN unnest(afters) a
      ON a.organisation_id = b.organisation_id AND a.id = b.id
    WHERE coalesce(a.organisation_id, b.organisation_id) = organisation;
  PERFORM append_audit(organisation, actions, targets, details);
END
$$;

CREATE FUNCTION publish_entries_in(wanted smallint, befores entry[], afters entry[]) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  organisations integer[];
  payloads json[];
  added bigint;
  first bigint;
BEGIN
  PERFORM lock_shard(wanted);
  SELECT array_agg(t.organisation_id ORDER BY t.n),
      array_agg(entries_state(t.organisation_id, t.kind, t.value) ORDER BY t.n)
    INTO organisations, payloads
    FROM touched_values(wanted, befores, afters) t;
  SELECT coalesce(sum(s.by), 0) INTO added
    FROM (SELECT e.organisation_id, 1 AS by FROM unnest(afters) e WHERE e.standing
          UNION ALL SELECT e.organisation_id, -1 FROM unnest(befores) e WHERE e.standing) s
    JOIN organisation o ON o.id = s.organisation_id
    WHERE o.shard = wanted;
  first := append_changes(
    wanted, organisations, array_fill('entries'::text, ARRAY[cardinality(payloads)]), payloads, added);
  PERFORM keep_versions(wanted, first, befores, afters);
  PERFORM audit_entries(o, befores, afters) FROM (SELECT DISTINCT unnest(organisations) AS o) AS those;
END
$$;

CREATE FUNCTION publish_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  befores entry[];
  afters entry[];
BEGIN
  IF TG_OP <> 'INSERT' THEN
    befores := ARRAY(SELECT r::entry FROM old_rows r);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    afters := ARRAY(SELECT r::entry FROM new_rows r);
  END IF;
  -- Shards in ascending order, so that two statements over several cannot wait for each other.
  PERFORM publish_entries_in(s.shard, befores, afters)
    FROM (SELECT DISTINCT o.shard FROM organisation o
          WHERE o.id IN (SELECT e.organisation_id FROM unnest(coalesce(afters, befores)) e)
          ORDER BY o.shard) AS s;
  RETURN NULL;
END
$$;
CREATE TRIGGER publish_insert AFTER INSERT ON entry
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION publish_entries();
CREATE TRIGGER publish_update AFTER UPDATE ON entry
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION publish_entries();
CREATE TRIGGER publish_delete AFTER DELETE ON entry
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION publish_entries();

CREATE FUNCTION prepare_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF NEW.id IS NOT NULL THEN
    RAISE EXCEPTION 'entry.id is drawn by the database' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM lock_organisation(NEW.organisation_id);
  NEW.id := nextval('entry_id');
  NEW.raw := coalesce(NEW.raw, NEW.value);
  RETURN NEW;
END
$$;
CREATE TRIGGER prepare BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION prepare_entry();

-- UPDATE entry SET lifted_at = now() is all that lifting takes.
CREATE FUNCTION prepare_entry_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF (NEW.organisation_id, NEW.id) IS DISTINCT FROM (OLD.organisation_id, OLD.id) THEN
    RAISE EXCEPTION 'an entry keeps its id and its organisation' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.lifted_at IS NOT NULL THEN
    NEW.standing := false;
    NEW.lifted_by := coalesce(NEW.lifted_by, actor());
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER prepare_update BEFORE UPDATE ON entry
  FOR EACH ROW EXECUTE FUNCTION prepare_entry_update();
