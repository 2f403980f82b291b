-- Call records: batches written as arrays, partitions made ahead and dropped after their time.

-- Deliveries of one call become one row. Of two decisions the final one is kept, and among equals the
-- later, so that the order in which batches arrive does not matter. The batch names a call once.
CREATE FUNCTION write_calls(calls call_record[]) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  WITH written AS (
    INSERT INTO call_record AS r
      SELECT * FROM unnest(calls) c ORDER BY c.day, c.account_id, c.call_control_id
      ON CONFLICT (day, account_id, call_control_id) DO UPDATE SET
        deliveries = r.deliveries + excluded.deliveries,
        (organisation_id, line_id, event_id, decided_at, reason, entry_id, observed, outcome, detail) = (
          SELECT k.organisation_id, k.line_id, k.event_id, k.decided_at, k.reason, k.entry_id, k.observed,
              k.outcome, k.detail
            FROM (VALUES
              (r.organisation_id, r.line_id, r.event_id, r.decided_at, r.reason, r.entry_id, r.observed,
                r.outcome, r.detail),
              (excluded.organisation_id, excluded.line_id, excluded.event_id, excluded.decided_at,
                excluded.reason, excluded.entry_id, excluded.observed, excluded.outcome, excluded.detail))
              AS k (organisation_id, line_id, event_id, decided_at, reason, entry_id, observed, outcome, detail)
            ORDER BY k.outcome IN ('rejected', 'already_ended') DESC, k.decided_at DESC LIMIT 1)
      RETURNING r.day, r.account_id, r.call_control_id, r.organisation_id, r.entry_id, r.deliveries,
        r.decided_at
  )
  -- A row that has just the batch's deliveries is new. Its entry was hit once, however often it is told.
  INSERT INTO entry_hit AS h (organisation_id, entry_id, hits, last_hit_at)
    SELECT w.organisation_id, w.entry_id, count(*), max(w.decided_at)
      FROM written w JOIN unnest(calls) c
        ON c.day = w.day AND c.account_id = w.account_id AND c.call_control_id = w.call_control_id
      WHERE w.deliveries = c.deliveries AND w.entry_id <> 0
      GROUP BY w.organisation_id, w.entry_id
      ORDER BY w.organisation_id, w.entry_id
    ON CONFLICT (organisation_id, entry_id) DO UPDATE
      SET hits = h.hits + excluded.hits, last_hit_at = greatest(h.last_hit_at, excluded.last_hit_at);
END
$$;

-- Makes today's partition and those of the days ahead; returns how many were missing. What already lies
-- in the default partition moves: attaching would fail over it.
CREATE FUNCTION ensure_partitions(days_ahead integer) RETURNS integer
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  its_day date;
  name text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.partitions', 0));
  FOR its_day IN SELECT today + i FROM generate_series(0, days_ahead) i LOOP
    name := 'call_record_' || to_char(its_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    LOCK TABLE call_record_default IN EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE call_record INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', name);
    EXECUTE format('WITH moved AS (DELETE FROM call_record_default WHERE day = %L RETURNING *) '
      'INSERT INTO %I SELECT * FROM moved', its_day, name);
    EXECUTE format('ALTER TABLE call_record ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      name, its_day, its_day + 1);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;

-- Drops the partitions of days more than keep_days before today, and such rows of the default partition;
-- returns how many partitions went.
CREATE FUNCTION drop_old_partitions(keep_days integer) RETURNS integer
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  oldest date := (now() AT TIME ZONE 'UTC')::date - keep_days;
  partition regclass;
  dropped integer := 0;
BEGIN
  IF keep_days < 1 THEN
    RAISE EXCEPTION 'keep_days is %, at least 1 is needed', keep_days USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.partitions', 0));
  FOR partition IN
    SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'call_record'::regclass
        AND c.relname ~ '^call_record_[0-9]{8}$'
        AND c.relname < 'call_record_' || to_char(oldest, 'YYYYMMDD')
      ORDER BY c.relname
  LOOP
    EXECUTE format('DROP TABLE %s', partition);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM call_record_default WHERE day < oldest;
  RETURN dropped;
END
$$;

SELECT ensure_partitions(7);

REVOKE EXECUTE ON FUNCTION write_calls(call_record[]), ensure_partitions(integer), drop_old_partitions(integer)
  FROM PUBLIC;
