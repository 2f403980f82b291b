-- What the first request with an Idempotency-Key was answered, for 24 hours, so that a repeat gets the same.

CREATE TABLE idempotency_key (
  organisation_id integer NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- SHA-256 of what was asked and with which API key.
  request bytea NOT NULL CHECK (octet_length(request) = 32),
  -- Null while it is not answered yet. Others see such a row only of a request that takes several transactions.
  status smallint CHECK (status BETWEEN 200 AND 399),
  headers json,
  -- Sealed with secrets.key: it may hold what is shown only once.
  answer bytea,
  -- The change it made.
  shard smallint,
  seq bigint,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (organisation_id, key)
);
CREATE INDEX idempotency_key_old ON idempotency_key (created_at);

ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON idempotency_key TO ringfence_tenant
  USING (organisation_id = current_setting('ringfence.organisation')::integer);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO ringfence_tenant;

CREATE TYPE request_claim AS (outcome text, kept idempotency_key);

-- Says what became of this key before: 'first' if nothing did, and it is claimed; 'answered' with what was kept;
-- 'other' if it was another request; 'running' while the first one is being done. Two at once wait here for each
-- other: the second sees what the first one left, which is nothing where it was refused.
CREATE FUNCTION claim_request(its_organisation integer, its_key text, its_request bytea) RETURNS SETOF request_claim
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  there idempotency_key;
BEGIN
  LOOP
    DELETE FROM idempotency_key i
      WHERE i.organisation_id = its_organisation AND i.key = its_key
        AND i.created_at <= clock_timestamp() - interval '24 hours';
    INSERT INTO idempotency_key (organisation_id, key, request) VALUES (its_organisation, its_key, its_request)
      ON CONFLICT DO NOTHING;
    IF FOUND THEN
      RETURN QUERY SELECT 'first', NULL::idempotency_key;
      RETURN;
    END IF;
    SELECT * INTO there FROM idempotency_key i WHERE i.organisation_id = its_organisation AND i.key = its_key;
    EXIT WHEN FOUND;
  END LOOP;
  IF there.request <> its_request THEN
    RETURN QUERY SELECT 'other', NULL::idempotency_key;
  ELSIF there.status IS NOT NULL THEN
    RETURN QUERY SELECT 'answered', there;
  ELSIF there.created_at > clock_timestamp() - interval '30 seconds' THEN
    RETURN QUERY SELECT 'running', NULL::idempotency_key;
  ELSE
    -- Whoever began it is gone.
    UPDATE idempotency_key i SET created_at = clock_timestamp()
      WHERE i.organisation_id = its_organisation AND i.key = its_key;
    RETURN QUERY SELECT 'first', NULL::idempotency_key;
  END IF;
EXCEPTION WHEN lock_not_available THEN
  RETURN QUERY SELECT 'running', NULL::idempotency_key;
END
$$;
REVOKE EXECUTE ON FUNCTION claim_request(integer, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_request(integer, text, bytea) TO ringfence_tenant;

-- Takes at most batch answers that are older than they are kept; returns how many went.
CREATE FUNCTION forget_requests(batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM idempotency_key WHERE created_at <= clock_timestamp() - interval '24 hours'
      LIMIT batch FOR UPDATE SKIP LOCKED));
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
$$;
REVOKE EXECUTE ON FUNCTION forget_requests(integer) FROM PUBLIC;
