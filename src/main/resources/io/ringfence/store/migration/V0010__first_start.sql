-- The organisation, account and catch-all line that are there from the first start on. Fields that
-- configuration sets are its own at every start, so that a key is rotated where it is configured; null
-- leaves a field alone. Nothing is written, and nothing travels, when nothing differs.
CREATE FUNCTION first_start(its_keys text[], its_upstream text, its_cause text, its_region text, key_hash text)
RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  org integer;
  acc integer;
  line_owner text := CASE WHEN num_nonnulls(its_upstream, its_cause, its_region) > 0 THEN 'config' END;
  account_owner text := CASE WHEN its_keys IS NOT NULL THEN 'config' END;
  organisation_owner text := CASE WHEN its_region IS NOT NULL THEN 'config' END;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.first_start', 0));

  SELECT id INTO org FROM organisation WHERE slug = 'default';
  IF NOT FOUND THEN
    INSERT INTO organisation (slug, name, default_region, managed_by)
      VALUES ('default', 'Default', coalesce(its_region, 'US'), organisation_owner) RETURNING id INTO org;
  END IF;
  UPDATE organisation o
    SET default_region = coalesce(its_region, o.default_region), managed_by = organisation_owner
    WHERE o.id = org AND (o.default_region, o.managed_by)
      IS DISTINCT FROM (coalesce(its_region, o.default_region), organisation_owner);

  SELECT id INTO acc FROM account WHERE slug = 'default';
  IF NOT FOUND THEN
    INSERT INTO account (organisation_id, slug, public_keys, managed_by)
      VALUES (org, 'default', coalesce(its_keys, '{}'), account_owner) RETURNING id INTO acc;
  END IF;
  UPDATE account a SET public_keys = coalesce(its_keys, a.public_keys), managed_by = account_owner
    WHERE a.id = acc AND (a.public_keys, a.managed_by)
      IS DISTINCT FROM (coalesce(its_keys, a.public_keys), account_owner);

  IF NOT EXISTS (SELECT FROM line WHERE account_id = acc AND number IS NULL AND connection_id IS NULL) THEN
    INSERT INTO line (organisation_id, account_id, upstream_url, cause, region, managed_by)
      VALUES (org, acc, its_upstream, its_cause, its_region, line_owner);
  END IF;
  UPDATE line l
    SET upstream_url = coalesce(its_upstream, l.upstream_url), cause = coalesce(its_cause, l.cause),
      region = coalesce(its_region, l.region), managed_by = line_owner
    WHERE l.account_id = acc AND l.number IS NULL AND l.connection_id IS NULL
      AND (l.upstream_url, l.cause, l.region, l.managed_by) IS DISTINCT FROM
        (coalesce(its_upstream, l.upstream_url), coalesce(its_cause, l.cause), coalesce(its_region, l.region),
          line_owner);

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

-- Puts an administrator's key in force that nobody configured, unless there is one already; says whether
-- it is in force. Of nodes that start together for the first time one prevails.
CREATE FUNCTION offer_key(key_hash text) RETURNS boolean
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  org integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.first_start', 0));
  SELECT id INTO STRICT org FROM organisation WHERE slug = 'default';
  IF NOT EXISTS (SELECT FROM api_key WHERE organisation_id = org AND managed_by = 'config') THEN
    INSERT INTO api_key (organisation_id, hash, name, permissions, managed_by)
      VALUES (org, key_hash, 'bootstrap', ARRAY['admin', 'operator'], 'config');
  END IF;
  RETURN EXISTS (SELECT FROM api_key WHERE hash = key_hash AND revoked_at IS NULL);
END
$$;

-- What tells the secrets.key of this database from another: an HMAC made with it, of a fixed text.
CREATE TABLE secrets_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  proof bytea NOT NULL
);

CREATE FUNCTION is_secrets_key(its_proof bytea) RETURNS boolean
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM secrets_key) THEN
    INSERT INTO secrets_key (proof) VALUES (its_proof) ON CONFLICT DO NOTHING;
  END IF;
  RETURN (SELECT proof = its_proof FROM secrets_key);
END
$$;

REVOKE EXECUTE ON FUNCTION first_start(text[], text, text, text, text), offer_key(text), is_secrets_key(bytea)
  FROM PUBLIC;
