-- Whether this is the secrets.key of this database, by a proof of it: that of the first to ask, or one
-- that took its place. Who knows the key of the database as the previous one puts its own in its place.
CREATE FUNCTION is_secrets_key(its_proof bytea, previous_proof bytea) RETURNS boolean
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  UPDATE secrets_key SET proof = its_proof WHERE proof = previous_proof;
  RETURN is_secrets_key(its_proof);
END
$$;
REVOKE EXECUTE ON FUNCTION is_secrets_key(bytea, bytea) FROM PUBLIC;
