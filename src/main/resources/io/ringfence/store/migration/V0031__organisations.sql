-- Organisations by the API. One that is deleted stays as a row: its entries, their history, its calls and
-- its audit name it. For the nodes it is gone, and its slug is free.

ALTER TABLE organisation ADD deleted_at timestamptz;
ALTER TABLE organisation DROP CONSTRAINT organisation_slug_key;
CREATE UNIQUE INDEX organisation_slug ON organisation (slug) WHERE deleted_at IS NULL;
CREATE INDEX organisation_deleted ON organisation (id) WHERE deleted_at IS NOT NULL;

-- The fields that configuration sets at every start, and that nobody else therefore changes; managed_by
-- says that there are any.
ALTER TABLE organisation ADD managed_fields text[] NOT NULL DEFAULT '{}';
ALTER TABLE account ADD managed_fields text[] NOT NULL DEFAULT '{}';
ALTER TABLE line ADD managed_fields text[] NOT NULL DEFAULT '{}';

-- Which organisation a row is of, and what configuration owns of it, are not the tenant's to say.
REVOKE UPDATE ON organisation FROM ringfence_tenant;
GRANT UPDATE (slug, name, default_region, policies, observe, settings) ON organisation TO ringfence_tenant;

-- Null where it is gone for the nodes.
CREATE OR REPLACE FUNCTION thing_state(thing text, its_id integer) RETURNS json
LANGUAGE sql STABLE SET search_path = ringfence, pg_temp AS $$
  SELECT CASE thing
    WHEN 'organisation' THEN
      (SELECT organisation_state(o) FROM organisation o WHERE id = its_id AND deleted_at IS NULL)
    WHEN 'account' THEN (SELECT account_state(a) FROM account a WHERE id = its_id)
    WHEN 'line' THEN (SELECT line_state(l) FROM line l WHERE id = its_id)
    WHEN 'key' THEN (SELECT key_state(k) FROM api_key k WHERE id = its_id AND revoked_at IS NULL)
  END;
$$;

-- Secrets stay out of the audit, sealed and hashed ones too.
CREATE OR REPLACE FUNCTION audit_things(organisation integer, thing text, befores jsonb[], afters jsonb[])
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  actions text[];
  targets text[];
  details json[];
BEGIN
  SELECT array_agg(thing || CASE
          WHEN b IS NULL THEN '.created'
          WHEN a IS NULL THEN '.deleted'
          WHEN b->>'deleted_at' IS NULL AND a->>'deleted_at' IS NOT NULL THEN '.deleted'
          WHEN b->>'revoked_at' IS NULL AND a->>'revoked_at' IS NOT NULL THEN '.revoked'
          ELSE '.changed'
        END ORDER BY coalesce(a, b)->'id'),
      array_agg(thing || ':' || (coalesce(a, b)->>'public_id') ORDER BY coalesce(a, b)->'id'),
      array_agg(json_build_object('before', b - 'hash' - 'api_key_sealed', 'after', a - 'hash' - 'api_key_sealed')
        ORDER BY coalesce(a, b)->'id')
    INTO actions, targets, details
    FROM unnest(befores) b FULL JOIN unnest(afters) a ON a->'id' = b->'id'
    WHERE coalesce((coalesce(a, b)->>CASE thing WHEN 'organisation' THEN 'id' ELSE 'organisation_id' END)::integer, 0)
      = organisation;
  PERFORM append_audit(organisation, actions, targets, details);
END
$$;

-- A tenant's transaction works for the organisation it has set, in functions too that run as the owner.
CREATE FUNCTION require_own(wanted integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF current_setting('role') = 'ringfence_tenant'
      AND current_setting('ringfence.organisation')::integer IS DISTINCT FROM wanted THEN
    RAISE EXCEPTION 'organisation % is another one', wanted USING ERRCODE = 'insufficient_privilege';
  END IF;
END
$$;

-- Locks an organisation's shard and says which it is. It is looked at again under the lock: it may have
-- been deleted by whom we waited for.
CREATE OR REPLACE FUNCTION lock_organisation(wanted integer) RETURNS smallint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
DECLARE
  its_shard smallint;
BEGIN
  PERFORM require_own(wanted);
  SELECT shard INTO its_shard FROM organisation WHERE id = wanted;
  IF FOUND THEN
    PERFORM lock_shard(its_shard);
  END IF;
  IF NOT EXISTS (SELECT FROM organisation WHERE id = wanted AND deleted_at IS NULL) THEN
    RAISE EXCEPTION 'there is no organisation %', wanted
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'organisation_gone';
  END IF;
  RETURN its_shard;
END
$$;

-- What became of a write to an organisation, an account or a line: created, changed, unchanged or deleted;
-- or why nothing was done, and on account of which field. The revision is the shard's newest.
CREATE TYPE organisation_write AS (
  outcome text, field text, other text, shard smallint, seq bigint, written organisation);

CREATE FUNCTION organisation_written(its_outcome text, its_field text, its organisation)
RETURNS SETOF organisation_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT its_outcome, its_field, NULL::text, h.shard, h.seq, its FROM newest_change(its.id) h;
END
$$;

-- The first field in which two rows differ that configuration owns; null if there is none.
CREATE FUNCTION managed_change(managed text[], there jsonb, wanted jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN (SELECT f FROM unnest(managed) f WHERE there->f IS DISTINCT FROM wanted->f ORDER BY f LIMIT 1);
END
$$;

-- Policies with some of them changed; null takes one away.
CREATE FUNCTION changed_policies(there jsonb, changes jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN jsonb_strip_nulls(there || coalesce(nullif(changes->'policies', 'null'), '{}'));
END
$$;

-- A slug for the n-th try at one that is derived: acme, acme-2 … acme-9, then anything.
CREATE FUNCTION numbered_slug(derived text, n integer) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN CASE
    WHEN n = 1 THEN derived
    WHEN n < 10 THEN left(derived, 61) || '-' || n
    ELSE left(derived, 54) || '-' || left(md5(gen_random_uuid()::text), 8)
  END;
END
$$;

-- Makes an organisation. A slug that was derived gives way to one that is taken.
CREATE FUNCTION create_organisation(asked organisation, derived boolean) RETURNS SETOF organisation_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  made organisation;
  n integer := 0;
BEGIN
  LOOP
    n := n + 1;
    INSERT INTO organisation (slug, name, default_region, policies, observe)
      VALUES (numbered_slug(asked.slug, n), asked.name, asked.default_region, asked.policies, asked.observe)
      ON CONFLICT (slug) WHERE deleted_at IS NULL DO NOTHING
      RETURNING * INTO made;
    EXIT WHEN made.id IS NOT NULL;
    IF NOT derived THEN
      RETURN QUERY SELECT 'taken', 'slug', NULL::text, NULL::smallint, NULL::bigint, NULL::organisation;
      RETURN;
    END IF;
  END LOOP;
  RETURN QUERY SELECT * FROM organisation_written('created', NULL, made);
END
$$;

-- Changes the members that are given. No row: there is no such organisation.
CREATE FUNCTION change_organisation(its_id integer, changes jsonb) RETURNS SETOF organisation_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there organisation;
  wanted organisation;
  owned text;
BEGIN
  PERFORM lock_organisation(its_id);
  SELECT * INTO there FROM organisation WHERE id = its_id;
  wanted := jsonb_populate_record(there, changes - 'policies');
  wanted.policies := changed_policies(there.policies, changes);
  owned := managed_change(there.managed_fields, to_jsonb(there), to_jsonb(wanted));
  IF owned IS NOT NULL THEN
    RETURN QUERY SELECT * FROM organisation_written('managed', owned, there);
  ELSIF there.slug = 'default' AND wanted.slug <> 'default' THEN
    RETURN QUERY SELECT * FROM organisation_written('fixed', 'slug', there);
  ELSIF wanted IS NOT DISTINCT FROM there THEN
    RETURN QUERY SELECT * FROM organisation_written('unchanged', NULL, there);
  ELSE
    UPDATE organisation
      SET slug = wanted.slug, name = wanted.name, default_region = wanted.default_region,
        policies = wanted.policies, observe = wanted.observe
      WHERE id = its_id RETURNING * INTO wanted;
    RETURN QUERY SELECT * FROM organisation_written('changed', NULL, wanted);
  END IF;
EXCEPTION WHEN unique_violation THEN
  RETURN QUERY SELECT * FROM organisation_written('taken', 'slug', there);
END
$$;

-- Deletes an organisation: its lines and accounts go, its keys are revoked, its entries lifted. Of a long
-- list the rest is lifted by lift_remains; without lines, keys and the organisation itself it decides
-- nothing any more. What it had is asked to be confirmed.
CREATE FUNCTION remove_organisation(its_id integer, confirmed boolean, batch integer)
RETURNS SETOF organisation_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  there organisation;
BEGIN
  PERFORM lock_organisation(its_id);
  SELECT * INTO there FROM organisation WHERE id = its_id;
  IF there.slug = 'default' THEN
    RETURN QUERY SELECT * FROM organisation_written('fixed', NULL, there);
    RETURN;
  END IF;
  IF NOT confirmed AND (EXISTS (SELECT FROM ringfence.line WHERE organisation_id = its_id)
      OR EXISTS (SELECT FROM entry WHERE organisation_id = its_id AND standing)) THEN
    RETURN QUERY SELECT * FROM organisation_written('in_use', NULL, there);
    RETURN;
  END IF;
  DELETE FROM ringfence.line WHERE organisation_id = its_id;
  DELETE FROM account WHERE organisation_id = its_id;
  UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = actor()
    WHERE organisation_id = its_id AND revoked_at IS NULL;
  PERFORM lift_some(its_id, batch);
  UPDATE organisation SET deleted_at = clock_timestamp() WHERE id = its_id;
  RETURN QUERY SELECT * FROM organisation_written('deleted', NULL, there);
END
$$;

-- Lifts so many of an organisation's entries; returns how many it lifted.
CREATE FUNCTION lift_some(its_id integer, batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  lifted bigint;
BEGIN
  UPDATE entry e
    SET lifted_at = clock_timestamp(), lifted_by = actor(), lift_reason = 'The organisation was deleted'
    FROM (SELECT n.id FROM entry n WHERE n.organisation_id = its_id AND n.standing LIMIT batch) s
    WHERE e.organisation_id = its_id AND e.id = s.id;
  GET DIAGNOSTICS lifted = ROW_COUNT;
  RETURN lifted;
END
$$;

-- Lifts so many entries of an organisation that was deleted; returns how many, 0 when none are left. Whoever
-- comes second waits at the shard's lock and lifts others.
CREATE FUNCTION lift_remains(batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  gone organisation;
BEGIN
  SELECT * INTO gone FROM organisation o
    WHERE o.deleted_at IS NOT NULL
      AND EXISTS (SELECT FROM entry e WHERE e.organisation_id = o.id AND e.standing)
    ORDER BY o.id LIMIT 1;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  PERFORM lock_shard(gone.shard);
  RETURN lift_some(gone.id, batch);
END
$$;

-- The organisation, account and catch-all line that are there from the first start on. Fields that
-- configuration sets are its own at every start, so that a key is rotated where it is configured; null
-- leaves a field alone. Nothing is written, and nothing travels, when nothing differs.
DROP FUNCTION first_start(text[], text, text, text, text);
CREATE FUNCTION first_start(its_keys text[], its_upstream text, its_cause text, its_region text, key_hash text,
  has_api_key boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  org integer;
  acc integer;
  organisation_fields text[] := array_remove(ARRAY[CASE WHEN its_region IS NOT NULL THEN 'default_region' END], NULL);
  account_fields text[] := array_remove(ARRAY[
    CASE WHEN its_keys IS NOT NULL THEN 'public_keys' END, CASE WHEN has_api_key THEN 'api_key' END], NULL);
  line_fields text[] := array_remove(ARRAY[
    CASE WHEN its_upstream IS NOT NULL THEN 'upstream_url' END, CASE WHEN its_cause IS NOT NULL THEN 'cause' END,
    CASE WHEN its_region IS NOT NULL THEN 'region' END], NULL);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.first_start', 0));

  SELECT id INTO org FROM organisation WHERE slug = 'default' AND deleted_at IS NULL;
  IF NOT FOUND THEN
    INSERT INTO organisation (slug, name, default_region, managed_by, managed_fields)
      VALUES ('default', 'Default', coalesce(its_region, 'US'), config_owns(organisation_fields),
        organisation_fields) RETURNING id INTO org;
  END IF;
  UPDATE organisation o
    SET default_region = coalesce(its_region, o.default_region), managed_by = config_owns(organisation_fields),
      managed_fields = organisation_fields
    WHERE o.id = org AND (o.default_region, o.managed_by, o.managed_fields) IS DISTINCT FROM
      (coalesce(its_region, o.default_region), config_owns(organisation_fields), organisation_fields);

  SELECT id INTO acc FROM account WHERE slug = 'default';
  IF NOT FOUND THEN
    INSERT INTO account (organisation_id, slug, public_keys, managed_by, managed_fields)
      VALUES (org, 'default', coalesce(its_keys, '{}'), config_owns(account_fields), account_fields)
      RETURNING id INTO acc;
  END IF;
  UPDATE account a
    SET public_keys = coalesce(its_keys, a.public_keys), managed_by = config_owns(account_fields),
      managed_fields = account_fields
    WHERE a.id = acc AND (a.public_keys, a.managed_by, a.managed_fields) IS DISTINCT FROM
      (coalesce(its_keys, a.public_keys), config_owns(account_fields), account_fields);

  IF NOT EXISTS (SELECT FROM ringfence.line
      WHERE account_id = acc AND number IS NULL AND connection_id IS NULL) THEN
    INSERT INTO ringfence.line (organisation_id, account_id, upstream_url, cause, region, managed_by, managed_fields)
      VALUES (org, acc, its_upstream, its_cause, its_region, config_owns(line_fields), line_fields);
  END IF;
  UPDATE ringfence.line l
    SET upstream_url = coalesce(its_upstream, l.upstream_url), cause = coalesce(its_cause, l.cause),
      region = coalesce(its_region, l.region), managed_by = config_owns(line_fields), managed_fields = line_fields
    WHERE l.account_id = acc AND l.number IS NULL AND l.connection_id IS NULL
      AND (l.upstream_url, l.cause, l.region, l.managed_by, l.managed_fields) IS DISTINCT FROM
        (coalesce(its_upstream, l.upstream_url), coalesce(its_cause, l.cause), coalesce(its_region, l.region),
          config_owns(line_fields), line_fields);

  IF key_hash IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM api_key WHERE organisation_id = org AND managed_by = 'config') THEN
      INSERT INTO api_key (organisation_id, hash, name, permissions, managed_by)
        VALUES (org, key_hash, 'bootstrap', ARRAY['admin', 'operator'], 'config');
    END IF;
    -- One that was revoked stays so until another is configured.
    UPDATE api_key SET hash = key_hash, revoked_at = NULL, revoked_by = NULL
      WHERE organisation_id = org AND managed_by = 'config' AND hash <> key_hash;
  END IF;
END
$$;

CREATE FUNCTION config_owns(fields text[]) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN cardinality(fields) > 0 THEN 'config' END;

REVOKE EXECUTE ON FUNCTION require_own(integer), organisation_written(text, text, organisation),
  managed_change(text[], jsonb, jsonb), changed_policies(jsonb, jsonb), numbered_slug(text, integer),
  create_organisation(organisation, boolean), change_organisation(integer, jsonb),
  remove_organisation(integer, boolean, integer), lift_some(integer, integer), lift_remains(integer),
  first_start(text[], text, text, text, text, boolean), config_owns(text[])
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION require_own(integer), organisation_written(text, text, organisation),
  managed_change(text[], jsonb, jsonb), changed_policies(jsonb, jsonb), change_organisation(integer, jsonb)
  TO ringfence_tenant;
