-- How a change becomes known. Whoever changes a row of organisation, account, line, api_key or entry
-- fires a trigger that locks the shard, reads the state of what was touched in a new statement, and
-- writes change log, history, audit, head and notification, all in the same transaction.
--
-- The lock comes before the reading. Taken last, two transactions on two sources of one value could
-- each read a state without the other's row, and the later one would publish it.

CREATE FUNCTION lock_shard(wanted smallint) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM FROM change_head WHERE shard = wanted FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'change_head has no shard %', wanted;
  END IF;
END
$$;

-- Locks an organisation's shard and says which it is. Inside a SECURITY DEFINER function current_user
-- is the owner, but the setting role still names the role the transaction took on.
CREATE FUNCTION lock_organisation(wanted integer) RETURNS smallint
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
  RETURN its_shard;
END
$$;

-- Appends changes to a locked shard, rings the bell, and returns the first change's seq. A notification
-- holds at most 7,999 bytes; nodes fetch what does not fit.
CREATE FUNCTION append_changes(
  wanted smallint, organisations integer[], types text[], payloads json[], entries_added bigint)
RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  n integer := cardinality(types);
  ids uuid[] := ARRAY(SELECT gen_random_uuid() FROM generate_series(1, n));
  first bigint;
  bell text;
BEGIN
  UPDATE change_head
    SET seq = seq + n, change_id = ids[n], entries = entries + entries_added
    WHERE shard = wanted RETURNING seq - n + 1 INTO first;
  INSERT INTO change_log (shard, seq, change_id, organisation_id, at, type, payload)
    SELECT wanted, first + c.i - 1, c.id, c.organisation, clock_timestamp(), c.type, c.payload
    FROM unnest(ids, organisations, types, payloads) WITH ORDINALITY
      AS c (id, organisation, type, payload, i);
  IF n <= 64 THEN
    SELECT json_build_object('s', wanted, 'f', first, 'n', n, 'c', json_agg(
        json_build_object('i', c.id, 'o', c.organisation, 't', c.type, 'p', c.payload) ORDER BY c.i))::text
      INTO bell
      FROM unnest(ids, organisations, types, payloads) WITH ORDINALITY
        AS c (id, organisation, type, payload, i);
  END IF;
  IF bell IS NULL OR octet_length(bell) >= 7900 THEN
    bell := json_build_object('s', wanted, 'f', first, 'n', n)::text;
  END IF;
  PERFORM pg_notify('ringfence', bell);
  RETURN first;
END
$$;

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

-- Entries.

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

-- Organisations, accounts, lines and keys.

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
