-- A node's place in the change logs says nothing after a restore or a failover that lost commits: the same
-- number is another change then. So a node tells which change lies at its place, as it does when it connects.
-- A node of an earlier version tells none and is believed.
ALTER TABLE gateway_node ADD COLUMN change_ids uuid[]
  CHECK (change_ids IS NULL OR array_length(change_ids, 1) = 16);

-- How far a node is in this database's own logs, a place for each shard: 0 where the change that it has there
-- is not the one that this log has. Most nodes stand at the head, which needs no look into the log.
CREATE FUNCTION places_held(places bigint[], ids uuid[], OUT held bigint[], OUT lag bigint)
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
BEGIN
  SELECT array_agg(p.held ORDER BY p.shard), sum(greatest(p.seq - p.held, 0))
    INTO held, lag
    FROM (SELECT h.shard, h.seq,
        CASE WHEN ids IS NULL OR ids[h.shard + 1] = CASE WHEN h.seq = places[h.shard + 1] THEN h.change_id
            ELSE (SELECT l.change_id FROM change_log l
                WHERE l.shard = h.shard AND l.seq = places[h.shard + 1]) END
          THEN places[h.shard + 1] ELSE 0 END AS held
      FROM change_head h) p;
END
$$;

-- Takes a node off the list for whoever asked for it, and says so in the audit of what concerns no
-- organisation. A node that stops in order takes its own row away, which is nobody's doing.
CREATE FUNCTION remove_node(its_id text) RETURNS boolean
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  gone gateway_node;
BEGIN
  PERFORM lock_shard(0::smallint);
  DELETE FROM gateway_node WHERE id = its_id RETURNING * INTO gone;
  IF gone.id IS NULL THEN
    RETURN false;
  END IF;
  PERFORM append_audit(0, ARRAY['node.removed'], ARRAY['node:' || its_id], ARRAY[json_build_object(
    'before', json_build_object('name', gone.name, 'version', gone.version,
      'started_at', gone.started_at, 'heartbeat_at', gone.heartbeat_at),
    'after', NULL)]);
  RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION places_held(bigint[], uuid[]), remove_node(text) FROM PUBLIC;
