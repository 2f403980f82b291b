-- Takes from the beginning of each shard's change log what is both older than keep and more than keep_rows
-- behind its head, at most batch rows a shard; returns how many went, or null while another node is at it.
-- A node that is further behind than that loads the tables anew.
--
-- Only ever a beginning: the first row that must stay keeps all after it, whatever the clock did meanwhile,
-- so that no log has a hole.
CREATE FUNCTION trim_change_log(keep interval, keep_rows bigint, batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  head record;
  gone bigint;
  trimmed bigint := 0;
BEGIN
  IF keep < interval '1 hour' OR keep_rows < 1000 OR batch < 1 THEN
    RAISE EXCEPTION 'at least an hour and 1000 rows of the log are kept' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT pg_try_advisory_xact_lock(hashtextextended('ringfence.trim_change_log', 0)) THEN
    RETURN NULL;
  END IF;
  FOR head IN SELECT shard, seq FROM change_head ORDER BY shard LOOP
    DELETE FROM change_log l USING (
      SELECT f.seq, bool_and(f.at < clock_timestamp() - keep) OVER (ORDER BY f.seq) AS old
        FROM (SELECT c.seq, c.at FROM change_log c
              WHERE c.shard = head.shard AND c.seq < head.seq - keep_rows ORDER BY c.seq LIMIT batch) f) t
      WHERE t.old AND l.shard = head.shard AND l.seq = t.seq;
    GET DIAGNOSTICS gone = ROW_COUNT;
    trimmed := trimmed + gone;
  END LOOP;
  RETURN trimmed;
END
$$;
REVOKE EXECUTE ON FUNCTION trim_change_log(interval, bigint, integer) FROM PUBLIC;
