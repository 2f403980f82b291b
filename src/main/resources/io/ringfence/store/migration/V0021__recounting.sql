-- Sets change_head.entries to what the tables hold, and returns by how much it was off, all shards together.
-- For an operator, after rows were changed with triggers off and are right as they are: until then nodes
-- hold every load back.
CREATE FUNCTION recount() RETURNS bigint
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  head record;
  stand bigint;
  off bigint := 0;
BEGIN
  FOR head IN SELECT shard FROM change_head ORDER BY shard LOOP
    PERFORM lock_shard(head.shard);
    SELECT count(*) INTO stand FROM entry e JOIN organisation o ON o.id = e.organisation_id
      WHERE e.standing AND o.shard = head.shard;
    off := off + (SELECT abs(entries - stand) FROM change_head WHERE shard = head.shard);
    UPDATE change_head SET entries = stand WHERE shard = head.shard AND entries <> stand;
  END LOOP;
  RETURN off;
END
$$;
REVOKE EXECUTE ON FUNCTION recount() FROM PUBLIC;
