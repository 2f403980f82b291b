-- Making and revoking keys. Both run as ringfence_tenant, under row-level security; the trigger publishes.

CREATE TYPE key_write AS (outcome text, shard smallint, seq bigint, written api_key, last_used_at timestamptz);

CREATE FUNCTION make_key(asked api_key) RETURNS SETOF key_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  INSERT INTO api_key (organisation_id, hash, name, owner, permissions, expires_at)
    VALUES (asked.organisation_id, asked.hash, asked.name, asked.owner, asked.permissions, asked.expires_at)
    RETURNING * INTO asked;
  RETURN QUERY SELECT 'created', h.shard, h.seq, asked, NULL::timestamptz FROM newest_change(asked.organisation_id) h;
END
$$;

-- Whether no other key in force has this permission in its organisation.
CREATE FUNCTION is_last_key(k api_key, permission text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  RETURN permission = ANY (k.permissions) AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())
    AND NOT EXISTS (SELECT FROM api_key o
      WHERE o.organisation_id = k.organisation_id AND o.id <> k.id AND permission = ANY (o.permissions)
        AND o.revoked_at IS NULL AND (o.expires_at IS NULL OR o.expires_at > clock_timestamp()));
END
$$;

-- Revokes a key for ever, or says in its outcome why not. No row: the organisation has no such key. The shard is
-- locked before anything is read, so that two administrators cannot revoke each other's key as not the last. An
-- organisation without an administrator has the operator left; without an operator there is nobody.
CREATE FUNCTION revoke_key(its_organisation integer, its_id text, configured_hash text, by_operator boolean,
  confirmed boolean)
RETURNS SETOF key_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there api_key;
  outcome text;
BEGIN
  PERFORM lock_organisation(its_organisation);
  SELECT * INTO there FROM api_key WHERE organisation_id = its_organisation AND public_id = its_id;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  outcome := CASE
    WHEN there.revoked_at IS NOT NULL THEN 'unchanged'
    WHEN there.hash = configured_hash THEN 'configured'
    WHEN 'operator' = ANY (there.permissions) AND NOT by_operator THEN 'not_yours'
    WHEN NOT confirmed AND (is_last_key(there, 'operator') OR NOT by_operator AND is_last_key(there, 'admin'))
      THEN 'last'
    ELSE 'revoked'
  END;
  IF outcome = 'revoked' THEN
    UPDATE api_key SET revoked_at = clock_timestamp(), revoked_by = actor()
      WHERE organisation_id = its_organisation AND id = there.id
      RETURNING * INTO there;
  END IF;
  RETURN QUERY
    SELECT outcome, h.shard, h.seq, there,
        (SELECT u.last_used_at FROM api_key_use u
          WHERE u.organisation_id = its_organisation AND u.api_key_id = there.id)
      FROM newest_change(its_organisation) h;
END
$$;

REVOKE EXECUTE ON FUNCTION make_key(api_key), is_last_key(api_key, text),
  revoke_key(integer, text, text, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_key(api_key), is_last_key(api_key, text),
  revoke_key(integer, text, text, boolean, boolean) TO ringfence_tenant;
