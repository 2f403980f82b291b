-- What a node tells of itself, and how it learns that somebody waits to hear it.

-- How much a node holds of each thing. One column, as the things it holds become more with time.
ALTER TABLE gateway_node ADD COLUMN sizes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(sizes) = 'object');

-- Each row is written every second, and the only index is on what never changes: the versions stay on
-- the row's page and are cleared away by whoever comes by.
ALTER TABLE gateway_node SET (fillfactor = 20, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

-- As before, and says in the notification whether the writer waits for the other nodes: only then do
-- they tell at once how far they are.
CREATE OR REPLACE FUNCTION append_changes(
  wanted smallint, organisations integer[], types text[], payloads json[], entries_added bigint)
RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  n integer := cardinality(types);
  ids uuid[] := ARRAY(SELECT gen_random_uuid() FROM generate_series(1, n));
  waits integer := (coalesce(current_setting('ringfence.wait', true), '') = 'on')::integer;
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
    SELECT json_build_object('s', wanted, 'f', first, 'n', n, 'w', waits, 'c', json_agg(
        json_build_object('i', c.id, 'o', c.organisation, 't', c.type, 'p', c.payload) ORDER BY c.i))::text
      INTO bell
      FROM unnest(ids, organisations, types, payloads) WITH ORDINALITY
        AS c (id, organisation, type, payload, i);
  END IF;
  IF bell IS NULL OR octet_length(bell) >= 7900 THEN
    bell := json_build_object('s', wanted, 'f', first, 'n', n, 'w', waits)::text;
  END IF;
  PERFORM pg_notify('ringfence', bell);
  RETURN first;
END
$$;

-- Asks the nodes to tell at once how far they are, where the wait is for a change that was made before.
CREATE FUNCTION ask_nodes(its_shard integer, its_seq bigint) RETURNS void
LANGUAGE sql SET search_path = ringfence, pg_temp AS $$
  SELECT pg_notify('ringfence', json_build_object('s', its_shard, 'f', its_seq + 1, 'n', 0, 'w', 1)::text);
$$;
REVOKE EXECUTE ON FUNCTION ask_nodes(integer, bigint) FROM PUBLIC;
