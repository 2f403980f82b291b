-- What a node keeps in its own directory, and the database's part in it.

-- Which database this is: the cluster, which standbys share, and the database in it. A node that finds
-- another one than its snapshot was made of loads the tables. Where the cluster's own identity may not
-- be read, the change ids alone tell histories apart.
CREATE FUNCTION database_identity() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp AS $$
DECLARE
  its_oid oid := (SELECT oid FROM pg_database WHERE datname = current_database());
BEGIN
  RETURN (SELECT system_identifier FROM pg_control_system()) || '/' || its_oid;
EXCEPTION WHEN insufficient_privilege THEN
  RETURN '-/' || its_oid;
END
$$;

-- Puts what an operator did to a node's brake into the audit, once however often it is told: a node that
-- had no database then tells it later. The organisation is 0 for the whole node; what was done for one that
-- is gone meanwhile is noted there too.
CREATE FUNCTION audit_observe(its_organisation integer, action text, node text, detail json) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  org integer := coalesce((SELECT id FROM organisation WHERE id = its_organisation), 0);
BEGIN
  PERFORM lock_shard(coalesce((SELECT shard FROM organisation WHERE id = org), 0::smallint));
  IF NOT EXISTS (SELECT FROM audit_log l JOIN audit_detail d USING (organisation_id, seq)
      WHERE l.organisation_id = org AND l.target = 'node:' || audit_observe.node
        AND d.detail->>'id' = audit_observe.detail->>'id')
  THEN
    PERFORM append_audit(org, ARRAY[action], ARRAY['node:' || node], ARRAY[detail]);
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION database_identity(), audit_observe(integer, text, text, json) FROM PUBLIC;
