-- Organisations, accounts, lines and keys, here called things: one change for each row.

-- The state that travels, one function for each kind of thing; nodes load with the same functions. The
-- schema is named with line because PostgreSQL has a type of that name.

CREATE FUNCTION organisation_state(o organisation) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object('id', o.id, 'public_id', o.public_id, 'slug', o.slug, 'name', o.name,
  'shard', o.shard, 'region', o.default_region, 'policies', o.policies, 'observe', o.observe);

CREATE FUNCTION account_state(a account) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object('id', a.id, 'public_id', a.public_id, 'organisation_id', a.organisation_id,
  'slug', a.slug, 'public_keys', a.public_keys,
  'sealed', replace(encode(a.api_key_sealed, 'base64'), E'\n', ''));

CREATE FUNCTION line_state(l ringfence.line) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object('id', l.id, 'public_id', l.public_id, 'account_id', l.account_id,
  'number', l.number, 'connection_id', l.connection_id, 'upstream', l.upstream_url, 'region', l.region,
  'cause', l.cause, 'policies', l.policies, 'observe', l.observe);

CREATE FUNCTION key_state(k api_key) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object('id', k.id, 'public_id', k.public_id, 'name', k.name, 'owner', k.owner,
  'hash', k.hash, 'permissions', k.permissions, 'expires_at', millis(k.expires_at));

-- Null where it is gone for the nodes.
CREATE FUNCTION thing_state(thing text, its_id integer) RETURNS json
LANGUAGE sql STABLE SET search_path = ringfence, pg_temp AS $$
  SELECT CASE thing
    WHEN 'organisation' THEN (SELECT organisation_state(o) FROM organisation o WHERE id = its_id)
    WHEN 'account' THEN (SELECT account_state(a) FROM account a WHERE id = its_id)
    WHEN 'line' THEN (SELECT line_state(l) FROM line l WHERE id = its_id)
    WHEN 'key' THEN (SELECT key_state(k) FROM api_key k WHERE id = its_id AND revoked_at IS NULL)
  END;
$$;

CREATE FUNCTION publish_things_in(
  wanted smallint, thing text, organisations integer[], ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  types text[];
  payloads json[];
BEGIN
  PERFORM lock_shard(wanted);
  SELECT array_agg(CASE WHEN s.state IS NULL THEN thing || '_gone' ELSE thing END ORDER BY s.i),
      array_agg(coalesce(s.state, json_build_object('id', s.id)) ORDER BY s.i)
    INTO types, payloads
    FROM (SELECT t.id, t.i, thing_state(thing, t.id) AS state
          FROM unnest(ids) WITH ORDINALITY AS t (id, i)) AS s;
  PERFORM append_changes(wanted, organisations, types, payloads, 0);
END
$$;

-- Secrets stay out of the audit, sealed and hashed ones too.
CREATE FUNCTION audit_things(organisation integer, thing text, befores jsonb[], afters jsonb[])
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

CREATE FUNCTION publish_things() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  thing text := CASE TG_TABLE_NAME WHEN 'api_key' THEN 'key' ELSE TG_TABLE_NAME END;
  befores jsonb[];
  afters jsonb[];
  touched record;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    befores := ARRAY(SELECT to_jsonb(r) FROM old_rows r);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    afters := ARRAY(SELECT to_jsonb(r) FROM new_rows r);
  END IF;
  FOR touched IN
    WITH rows AS (
      SELECT (r->>'id')::integer AS id, coalesce((r->>'shard')::integer, o.shard, 0)::smallint AS shard,
          CASE thing WHEN 'organisation' THEN (r->>'id')::integer
            ELSE coalesce((r->>'organisation_id')::integer, 0) END AS organisation
        FROM unnest(coalesce(afters, befores)) r
        LEFT JOIN organisation o ON thing <> 'organisation' AND o.id = (r->>'organisation_id')::integer)
    SELECT shard, array_agg(organisation ORDER BY id) AS organisations, array_agg(id ORDER BY id) AS ids
      FROM rows GROUP BY shard ORDER BY shard
  LOOP
    PERFORM publish_things_in(touched.shard, thing, touched.organisations, touched.ids);
    PERFORM audit_things(o, thing, befores, afters)
      FROM (SELECT DISTINCT unnest(touched.organisations) AS o) AS those;
  END LOOP;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organisation', 'account', 'line', 'api_key'] LOOP
    EXECUTE format('CREATE TRIGGER publish_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION publish_things()', t);
    EXECUTE format('CREATE TRIGGER publish_update AFTER UPDATE ON %I '
      'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION publish_things()', t);
    EXECUTE format('CREATE TRIGGER publish_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION publish_things()', t);
  END LOOP;
END
$$;

CREATE FUNCTION prepare_organisation() RETURNS trigger
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  NEW.shard := coalesce(NEW.shard, NEW.id % 16);
  RETURN NEW;
END
$$;
CREATE TRIGGER prepare BEFORE INSERT ON organisation
  FOR EACH ROW EXECUTE FUNCTION prepare_organisation();

-- A thing that moved to another shard could reach a node there before its older state arrived here.
CREATE FUNCTION prepare_thing_update() RETURNS trigger
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  fixed text[] := ARRAY['id', 'public_id', 'organisation_id', 'shard'];
  was jsonb := to_jsonb(OLD);
  will jsonb := to_jsonb(NEW);
  name text;
BEGIN
  FOREACH name IN ARRAY fixed LOOP
    IF was->name IS DISTINCT FROM will->name THEN
      RAISE EXCEPTION '%.% cannot be changed', TG_TABLE_NAME, name USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  IF will ? 'updated_at' THEN
    NEW := jsonb_populate_record(NEW, jsonb_build_object('updated_at', clock_timestamp()));
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER prepare_update BEFORE UPDATE ON organisation
  FOR EACH ROW EXECUTE FUNCTION prepare_thing_update();
CREATE TRIGGER prepare_update BEFORE UPDATE ON account
  FOR EACH ROW EXECUTE FUNCTION prepare_thing_update();
CREATE TRIGGER prepare_update BEFORE UPDATE ON line
  FOR EACH ROW EXECUTE FUNCTION prepare_thing_update();
CREATE TRIGGER prepare_update BEFORE UPDATE ON api_key
  FOR EACH ROW EXECUTE FUNCTION prepare_thing_update();

-- TRUNCATE fires no trigger that sees rows: no node would hear of it.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation';
END
$$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organisation', 'account', 'line', 'api_key', 'entry', 'change_head', 'change_log'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
      'EXECUTE FUNCTION refuse(''no node would hear of it; use DELETE'')', t);
  END LOOP;
END
$$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('the audit is only ever added to; erase in audit_detail');
