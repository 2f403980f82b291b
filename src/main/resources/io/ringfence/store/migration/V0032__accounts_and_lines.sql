-- Accounts and lines by the API. An organisation writes its own as ringfence_tenant; the operator writes as
-- the login role, also accounts that are shared and the lines on them that only it may give.

-- What configuration owns, and the numbers by which nodes know things, are not the tenant's to say.
REVOKE INSERT, UPDATE ON account, line FROM ringfence_tenant;
GRANT INSERT (public_id, organisation_id, slug, public_keys, api_key_sealed),
  UPDATE (slug, public_keys, api_key_sealed) ON account TO ringfence_tenant;
GRANT INSERT (organisation_id, account_id, number, connection_id, upstream_url, region, cause, policies, observe),
  UPDATE (number, connection_id, upstream_url, region, cause, policies, observe) ON line TO ringfence_tenant;

CREATE FUNCTION is_tenant() RETURNS boolean LANGUAGE sql STABLE
RETURN current_setting('role') = 'ringfence_tenant';

-- A line is on an account of its organisation, or on a shared one, where only the operator says which calls
-- are whose: nothing proves that a number is the tenant's that names it first. The foreign key sees past
-- row-level security and would let in any account.
CREATE FUNCTION guard_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
DECLARE
  owner integer;
BEGIN
  SELECT organisation_id INTO owner FROM account WHERE id = NEW.account_id;
  IF FOUND AND owner <> NEW.organisation_id THEN
    RAISE EXCEPTION 'account % is another organisation''s', NEW.account_id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF owner IS NULL AND is_tenant() AND (TG_OP = 'INSERT'
      OR (NEW.account_id, NEW.number, NEW.connection_id)
        IS DISTINCT FROM (OLD.account_id, OLD.number, OLD.connection_id)) THEN
    RAISE EXCEPTION 'account % is shared', NEW.account_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON line FOR EACH ROW EXECUTE FUNCTION guard_line();

-- The shared accounts that an organisation has lines on, without their keys.
CREATE FUNCTION shared_accounts(its_organisation integer) RETURNS SETOF account
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
DECLARE
  one account;
BEGIN
  PERFORM require_own(its_organisation);
  FOR one IN SELECT * FROM account a WHERE a.organisation_id IS NULL
      AND EXISTS (SELECT FROM ringfence.line l WHERE l.account_id = a.id AND l.organisation_id = its_organisation)
  LOOP
    one.public_keys := '{}';
    one.api_key_sealed := NULL;
    RETURN NEXT one;
  END LOOP;
END
$$;

CREATE TYPE account_write AS (
  outcome text, field text, other text, shard smallint, seq bigint, written account);

CREATE FUNCTION account_written(its_outcome text, its_field text, its account) RETURNS SETOF account_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT its_outcome, its_field, NULL::text, h.shard, h.seq, its
    FROM newest_change(coalesce(its.organisation_id, 0)) h;
END
$$;

-- Locks the shard in which an account's changes are published.
CREATE FUNCTION lock_account_of(its_organisation integer) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF its_organisation IS NULL THEN
    PERFORM lock_shard(0::smallint);
  ELSE
    PERFORM lock_organisation(its_organisation);
  END IF;
END
$$;

CREATE FUNCTION create_account(asked account, derived boolean) RETURNS SETOF account_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  made account;
  n integer := 0;
BEGIN
  PERFORM lock_account_of(asked.organisation_id);
  LOOP
    n := n + 1;
    INSERT INTO account (public_id, organisation_id, slug, public_keys, api_key_sealed)
      VALUES (asked.public_id, asked.organisation_id, numbered_slug(asked.slug, n), asked.public_keys,
        asked.api_key_sealed)
      ON CONFLICT (slug) DO NOTHING
      RETURNING * INTO made;
    EXIT WHEN made.id IS NOT NULL;
    IF NOT derived THEN
      RETURN QUERY SELECT 'taken', 'slug', NULL::text, NULL::smallint, NULL::bigint, NULL::account;
      RETURN;
    END IF;
  END LOOP;
  RETURN QUERY SELECT * FROM account_written('created', NULL, made);
END
$$;

-- An account that may be changed in an organisation: its own, and for the operator a shared one.
CREATE FUNCTION account_there(its_organisation integer, its_id text) RETURNS account
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN (SELECT a FROM account a WHERE a.public_id = its_id
    AND (a.organisation_id = its_organisation OR a.organisation_id IS NULL AND NOT is_tenant()));
END
$$;

-- Changes the members that are given, and the sealed API key if that is. No row: there is no such account.
CREATE FUNCTION change_account(
  its_organisation integer, its_id text, changes jsonb, resealed boolean, sealed bytea)
RETURNS SETOF account_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there account := account_there(its_organisation, its_id);
  wanted account;
  owned text;
BEGIN
  IF there.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM lock_account_of(there.organisation_id);
  there := account_there(its_organisation, its_id);
  IF there.id IS NULL THEN
    RETURN;
  END IF;
  wanted := jsonb_populate_record(there, changes);
  owned := coalesce(
    CASE WHEN resealed AND 'api_key' = ANY (there.managed_fields) THEN 'api_key' END,
    managed_change(there.managed_fields, to_jsonb(there), to_jsonb(wanted)));
  IF resealed THEN
    wanted.api_key_sealed := sealed;
  END IF;
  IF owned IS NOT NULL THEN
    RETURN QUERY SELECT * FROM account_written('managed', owned, there);
  ELSIF there.slug = 'default' AND wanted.slug <> 'default' THEN
    RETURN QUERY SELECT * FROM account_written('fixed', 'slug', there);
  ELSIF wanted IS NOT DISTINCT FROM there THEN
    RETURN QUERY SELECT * FROM account_written('unchanged', NULL, there);
  ELSE
    BEGIN
      UPDATE account
        SET slug = wanted.slug, public_keys = wanted.public_keys, api_key_sealed = wanted.api_key_sealed
        WHERE id = there.id RETURNING * INTO wanted;
    EXCEPTION WHEN unique_violation THEN
      RETURN QUERY SELECT * FROM account_written('taken', 'slug', there);
      RETURN;
    END;
    RETURN QUERY SELECT * FROM account_written('changed', NULL, wanted);
  END IF;
END
$$;

-- Deletes an account that has no lines any more.
CREATE FUNCTION remove_account(its_organisation integer, its_id text) RETURNS SETOF account_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there account := account_there(its_organisation, its_id);
BEGIN
  IF there.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM lock_account_of(there.organisation_id);
  IF there.slug = 'default' THEN
    RETURN QUERY SELECT * FROM account_written('fixed', NULL, there);
    RETURN;
  END IF;
  BEGIN
    DELETE FROM account WHERE id = there.id;
    IF NOT FOUND THEN
      RETURN;
    END IF;
  EXCEPTION WHEN foreign_key_violation THEN
    RETURN QUERY SELECT * FROM account_written('in_use', NULL, there);
    RETURN;
  END;
  RETURN QUERY SELECT * FROM account_written('deleted', NULL, there);
END
$$;

-- The account that a line is asked for on: the organisation's own, by id or slug; a shared one by its id,
-- which nobody guesses, and by its slug once the organisation has a line there.
CREATE FUNCTION account_for_line(its_organisation integer, its_id text) RETURNS TABLE (id integer, shared boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM require_own(its_organisation);
  RETURN QUERY SELECT a.id, a.organisation_id IS NULL FROM account a
    WHERE its_id IN (a.public_id, a.slug)
      AND (a.organisation_id = its_organisation
        OR a.organisation_id IS NULL AND (NOT is_tenant() OR a.public_id = its_id
          OR EXISTS (SELECT FROM ringfence.line l
            WHERE l.account_id = a.id AND l.organisation_id = its_organisation)));
END
$$;

-- The id of the account that one of an organisation's lines is on.
CREATE FUNCTION account_of(l ringfence.line) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM require_own(l.organisation_id);
  RETURN (SELECT a.public_id FROM account a JOIN ringfence.line mine ON mine.account_id = a.id
    WHERE a.id = l.account_id AND mine.organisation_id = l.organisation_id LIMIT 1);
END
$$;

-- The line that already has a place in an account, if it is one's own.
CREATE FUNCTION line_in_the_way(its_organisation integer, its_account integer, its_number text, its_connection text)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM require_own(its_organisation);
  RETURN (SELECT l.public_id FROM ringfence.line l
    WHERE l.account_id = its_account AND l.organisation_id = its_organisation
      AND (l.number, l.connection_id) IS NOT DISTINCT FROM (its_number, its_connection));
END
$$;

-- The ban that would hold for a number, were it not one's own now; the narrowest.
CREATE FUNCTION banned_by(its_organisation integer, its_number text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  prefixes text[] := ARRAY(SELECT left(its_number, n) FROM generate_series(5, length(its_number)) n);
BEGIN
  RETURN (SELECT b.id FROM (
      SELECT e.id, 100 AS length, e.until, e.observe FROM entry e
        WHERE e.organisation_id = its_organisation AND e.kind = 'phone' AND e.value = its_number
          AND e.effect = 'ban' AND e.standing
      UNION ALL
      SELECT e.id, length(e.value), e.until, e.observe FROM entry e
        WHERE e.organisation_id = its_organisation AND e.kind = 'phone_prefix' AND e.value = ANY (prefixes)
          AND e.effect = 'ban' AND e.standing) b
    WHERE NOT b.observe AND (b.until IS NULL OR b.until > clock_timestamp())
    ORDER BY b.length DESC, b.id LIMIT 1);
END
$$;

CREATE TYPE line_write AS (
  outcome text, field text, other text, shard smallint, seq bigint, banned_by bigint, account text,
  written ringfence.line);

CREATE FUNCTION line_written(its_outcome text, its_field text, its ringfence.line) RETURNS SETOF line_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT its_outcome, its_field, NULL::text, h.shard, h.seq,
      banned_by(its.organisation_id, its.number), account_of(its), its
    FROM newest_change(its.organisation_id) h;
END
$$;

CREATE FUNCTION line_refused(its_outcome text, its_field text, its_other text) RETURNS SETOF line_write
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT its_outcome, its_field, its_other, NULL::smallint, NULL::bigint, NULL::bigint, NULL::text,
    NULL::ringfence.line;
END
$$;

-- Which of a line's fields says what calls it takes.
CREATE FUNCTION place_field(its_number text, its_connection text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN its_number IS NOT NULL THEN 'number' WHEN its_connection IS NOT NULL THEN 'connection_id'
  ELSE 'account' END;

CREATE FUNCTION create_line(asked ringfence.line, its_account text) RETURNS SETOF line_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  acc record;
  made ringfence.line;
BEGIN
  PERFORM lock_organisation(asked.organisation_id);
  SELECT * INTO acc FROM account_for_line(asked.organisation_id, its_account);
  IF acc.id IS NULL THEN
    RETURN QUERY SELECT * FROM line_refused('no_account', 'account', NULL);
    RETURN;
  END IF;
  IF acc.shared AND is_tenant() THEN
    RETURN QUERY SELECT * FROM line_refused('operators', NULL, NULL);
    RETURN;
  END IF;
  BEGIN
    INSERT INTO ringfence.line (organisation_id, account_id, number, connection_id, upstream_url, region, cause,
        policies, observe)
      VALUES (asked.organisation_id, acc.id, asked.number, asked.connection_id, asked.upstream_url,
        asked.region, asked.cause, asked.policies, asked.observe)
      RETURNING * INTO made;
  EXCEPTION WHEN unique_violation THEN
    RETURN QUERY SELECT * FROM line_refused('taken', place_field(asked.number, asked.connection_id),
      line_in_the_way(asked.organisation_id, acc.id, asked.number, asked.connection_id));
    RETURN;
  END;
  RETURN QUERY SELECT * FROM line_written('created', NULL, made);
END
$$;

-- Changes the members that are given. No row: there is no such line.
CREATE FUNCTION change_line(its_organisation integer, its_id text, changes jsonb) RETURNS SETOF line_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there ringfence.line;
  wanted ringfence.line;
  owned text;
  moved boolean;
BEGIN
  PERFORM lock_organisation(its_organisation);
  SELECT * INTO there FROM ringfence.line WHERE organisation_id = its_organisation AND public_id = its_id;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  wanted := jsonb_populate_record(there, changes - 'policies');
  wanted.policies := changed_policies(there.policies, changes);
  moved := (there.number, there.connection_id) IS DISTINCT FROM (wanted.number, wanted.connection_id);
  owned := managed_change(there.managed_fields, to_jsonb(there), to_jsonb(wanted));
  IF num_nonnulls(wanted.number, wanted.connection_id) > 1 THEN
    RETURN QUERY SELECT * FROM line_refused('both', 'connection_id', NULL);
  ELSIF owned IS NOT NULL THEN
    RETURN QUERY SELECT * FROM line_refused('managed', owned, NULL);
  ELSIF moved AND is_first_line(there) THEN
    RETURN QUERY SELECT * FROM line_refused('fixed', place_field(wanted.number, wanted.connection_id), NULL);
  ELSIF moved AND is_tenant()
      AND NOT EXISTS (SELECT FROM account WHERE id = there.account_id) THEN
    RETURN QUERY SELECT * FROM line_refused('operators', NULL, NULL);
  ELSIF wanted IS NOT DISTINCT FROM there THEN
    RETURN QUERY SELECT * FROM line_written('unchanged', NULL, there);
  ELSE
    BEGIN
      UPDATE ringfence.line
        SET number = wanted.number, connection_id = wanted.connection_id, upstream_url = wanted.upstream_url,
          region = wanted.region, cause = wanted.cause, policies = wanted.policies, observe = wanted.observe
        WHERE organisation_id = its_organisation AND id = there.id RETURNING * INTO wanted;
    EXCEPTION WHEN unique_violation THEN
      RETURN QUERY SELECT * FROM line_refused('taken', place_field(wanted.number, wanted.connection_id),
        line_in_the_way(its_organisation, there.account_id, wanted.number, wanted.connection_id));
      RETURN;
    END;
    RETURN QUERY SELECT * FROM line_written('changed', NULL, wanted);
  END IF;
END
$$;

-- Whether it is the catch-all that every start makes anew.
CREATE FUNCTION is_first_line(l ringfence.line) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  PERFORM require_own(l.organisation_id);
  RETURN l.number IS NULL AND l.connection_id IS NULL
    AND EXISTS (SELECT FROM account WHERE id = l.account_id AND slug = 'default');
END
$$;

CREATE FUNCTION remove_line(its_organisation integer, its_id text) RETURNS SETOF line_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there ringfence.line;
  gone line_write;
BEGIN
  PERFORM lock_organisation(its_organisation);
  SELECT * INTO there FROM ringfence.line WHERE organisation_id = its_organisation AND public_id = its_id;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF is_first_line(there) THEN
    RETURN QUERY SELECT * FROM line_refused('fixed', NULL, NULL);
    RETURN;
  END IF;
  -- While its account can still be looked up through it.
  SELECT * INTO gone FROM line_written('deleted', NULL, there);
  DELETE FROM ringfence.line WHERE organisation_id = its_organisation AND id = there.id;
  SELECT h.seq INTO gone.seq FROM newest_change(its_organisation) h;
  RETURN NEXT gone;
END
$$;

REVOKE EXECUTE ON FUNCTION is_tenant(), guard_line(), shared_accounts(integer),
  account_written(text, text, account), lock_account_of(integer), create_account(account, boolean),
  account_there(integer, text), change_account(integer, text, jsonb, boolean, bytea),
  remove_account(integer, text), account_for_line(integer, text), account_of(ringfence.line),
  line_in_the_way(integer, integer, text, text), banned_by(integer, text),
  line_written(text, text, ringfence.line), line_refused(text, text, text), place_field(text, text),
  create_line(ringfence.line, text), change_line(integer, text, jsonb), is_first_line(ringfence.line),
  remove_line(integer, text)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION numbered_slug(text, integer), is_tenant(), shared_accounts(integer),
  account_written(text, text, account), lock_account_of(integer), create_account(account, boolean),
  account_there(integer, text), change_account(integer, text, jsonb, boolean, bytea),
  remove_account(integer, text), account_for_line(integer, text), account_of(ringfence.line),
  line_in_the_way(integer, integer, text, text), banned_by(integer, text),
  line_written(text, text, ringfence.line), line_refused(text, text, text), place_field(text, text),
  create_line(ringfence.line, text), change_line(integer, text, jsonb), is_first_line(ringfence.line),
  remove_line(integer, text)
  TO ringfence_tenant;
