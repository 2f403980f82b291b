-- Row-level security. The tables belong to the login role, which the policies do not bind: it loads,
-- migrates and publishes. What is done for one organisation is done as ringfence_tenant, with the
-- organisation set for the transaction. Left unset, or emptied, reading any row is an error.

GRANT USAGE ON SCHEMA ringfence TO ringfence_tenant;
GRANT SELECT, INSERT, UPDATE ON entry TO ringfence_tenant;
GRANT SELECT ON organisation, line, entry_version, entry_hit, call_record, audit_log, audit_detail
  TO ringfence_tenant;

ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organisation TO ringfence_tenant
  USING (id = current_setting('ringfence.organisation')::integer);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['account', 'line', 'api_key', 'api_key_use', 'entry', 'entry_version', 'entry_hit',
      'call_record', 'audit_head', 'audit_log', 'audit_detail'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO ringfence_tenant '
      'USING (organisation_id = current_setting(''ringfence.organisation'')::integer)', t);
  END LOOP;
END
$$;

-- The publishing functions trust their arguments: only triggers, which run as the owner, reach them.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ringfence FROM PUBLIC;
GRANT EXECUTE ON FUNCTION actor(), lock_organisation(integer) TO ringfence_tenant;
