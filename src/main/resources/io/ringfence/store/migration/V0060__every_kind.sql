-- Entries of every kind. What a value looks like is checked here as far as plain SQL could get it wrong; the
-- gateway reads text by rules of its own and writes only what comes out of them.

-- One address or block as the gateway writes it: RFC 5952, no length on a single address, no bit set after
-- the length, IPv4 never inside IPv6.
CREATE FUNCTION valid_ip(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  range inet;
BEGIN
  range := value::inet;
  -- PostgreSQL writes the ends of ::/96 with dots, the gateway never does.
  RETURN masklen(range) > 0 AND value !~ '\.\d+.*:|:.*\.'
    AND (range <<= '::/96' AND range = network(range) AND value ~ '^[0-9a-f:]+(/[0-9]{2,3})?$' AND value !~ '/128$'
      OR value = CASE WHEN masklen(range) = CASE family(range) WHEN 4 THEN 32 ELSE 128 END
        THEN host(range) ELSE text(network(range)) END);
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

REVOKE EXECUTE ON FUNCTION valid_ip(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION valid_ip(text) TO ringfence_tenant;
