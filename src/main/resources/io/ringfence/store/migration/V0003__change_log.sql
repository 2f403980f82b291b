-- How a change becomes known, in this and the three files that follow. Whoever changes a row of
-- organisation, account, line, api_key or entry fires a trigger that locks the shard, reads the state of
-- what was touched in a new statement, and writes change log, history, audit, head and notification, all in
-- the same transaction.
--
-- The lock comes before the reading. Taken last, two transactions on two sources of one value could each
-- read a state without the other's row, and the later one would publish it.

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
