-- An organisation's own settings, lines, accounts and keys, written as ringfence_tenant.

GRANT UPDATE ON organisation TO ringfence_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON account, line TO ringfence_tenant;
GRANT SELECT, INSERT, UPDATE ON api_key TO ringfence_tenant;
GRANT SELECT ON api_key_use TO ringfence_tenant;
GRANT EXECUTE ON FUNCTION public_id(text), valid_policies(jsonb) TO ringfence_tenant;

-- The number of the newest change in an organisation's shard: after a write in the same transaction its
-- own, since the shard stays locked until the end. 0 is what concerns no organisation.
CREATE FUNCTION newest_change(its_organisation integer) RETURNS TABLE (shard smallint, seq bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF current_setting('role') = 'ringfence_tenant'
      AND current_setting('ringfence.organisation')::integer IS DISTINCT FROM its_organisation THEN
    RAISE EXCEPTION 'organisation % is another one', its_organisation USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY SELECT h.shard, h.seq FROM change_head h
    WHERE h.shard = coalesce((SELECT o.shard FROM organisation o WHERE o.id = its_organisation), 0);
END
$$;
REVOKE EXECUTE ON FUNCTION newest_change(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newest_change(integer) TO ringfence_tenant;
