-- Entries of every kind. What a value looks like is checked here as far as plain SQL could get it wrong; the
-- gateway reads text by rules of its own and writes only what comes out of them.

-- An address or block as the gateway writes it (RFC 5952). PostgreSQL writes the last 32 bits of what begins with
-- 96 zeros as IPv4; the gateway does so nowhere.
CREATE FUNCTION ip_text(range inet) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  written text := CASE WHEN masklen(range) = CASE family(range) WHEN 4 THEN 32 ELSE 128 END
    THEN host(range) ELSE text(network(range)) END;
  parts text[];
BEGIN
  IF family(range) = 4 OR strpos(written, '.') = 0 THEN
    RETURN written;
  END IF;
  parts := regexp_match(written, '^::(\d+)\.(\d+)\.(\d+)\.(\d+)(/\d+)?$');
  RETURN '::' || to_hex(parts[1]::integer * 256 + parts[2]::integer) || ':'
    || to_hex(parts[3]::integer * 256 + parts[4]::integer) || coalesce(parts[5], '');
END
$$;

-- What is IPv4 inside IPv6 has no such text, and is no value.
CREATE FUNCTION valid_ip(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN masklen(value::inet) > 0 AND value !~ '\.\d+.*:|:.*\.'
    AND value IS NOT DISTINCT FROM ringfence.ip_text(value::inet);
EXCEPTION WHEN invalid_text_representation THEN
  RETURN false;
END
$$;

ALTER TABLE entry DROP CONSTRAINT entry_value_form;
ALTER TABLE entry ADD CONSTRAINT entry_value_form CHECK (
  CASE kind
    WHEN 'phone' THEN value ~ '^\+[1-9][0-9]{4,14}$'
    WHEN 'phone_prefix' THEN value ~ '^\+[1-9][0-9]{3,14}$'
    WHEN 'ip' THEN ringfence.valid_ip(value)
    WHEN 'email' THEN value ~ '^[^@[:space:]]+@[a-z0-9-]+(\.[a-z0-9-]+)+$' AND octet_length(value) <= 254
    WHEN 'email_domain' THEN value ~ '^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$' AND length(value) <= 253
    WHEN 'visitor_id' THEN length(value) BETWEEN 1 AND 200
    WHEN 'country' THEN value ~ '^[A-Z]{2}$'
    ELSE false
  END);

REVOKE EXECUTE ON FUNCTION ip_text(inet), valid_ip(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ip_text(inet), valid_ip(text) TO ringfence_tenant;
