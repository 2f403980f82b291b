-- What stood at a moment, of the values that are asked for. Value by value, and of each the version that was
-- the newest then: a value's history is short, the whole history is not.
CREATE FUNCTION entries_at(its_organisation integer, its_kinds text[], its_values text[], moment timestamptz)
RETURNS SETOF entry_version
LANGUAGE plpgsql STABLE SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
    SELECT v.* FROM unnest(its_kinds, its_values) AS asked (kind, value)
      CROSS JOIN LATERAL (
        SELECT n.* FROM entry_version n
          WHERE n.organisation_id = its_organisation AND n.kind = asked.kind AND n.value = asked.value
            AND n.valid_from <= moment AND n.standing
            -- Of the entry, whatever its value is by then: another reading of numbers may have changed it.
            AND NOT EXISTS (SELECT FROM entry_version later
              WHERE later.organisation_id = n.organisation_id AND later.entry_id = n.entry_id
                AND later.seq > n.seq AND later.valid_from <= moment)
          OFFSET 0) v;
END
$$;

REVOKE EXECUTE ON FUNCTION entries_at(integer, text[], text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entries_at(integer, text[], text[], timestamptz) TO ringfence_tenant;
