-- Roles belong to the cluster, not to the database: a dump restored elsewhere comes without them, so
-- this runs before every migration. Two databases of one cluster may do it at the same moment, and
-- PostgreSQL then answers "tuple concurrently updated" instead of waiting: hence the tries.
DO $$
DECLARE
  tries integer := 0;
  usable boolean;
BEGIN
  LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ringfence_tenant') THEN
        CREATE ROLE ringfence_tenant NOLOGIN;
      END IF;
      -- PostgreSQL 16 parted the right to SET ROLE from membership.
      IF current_setting('server_version_num')::integer >= 160000 THEN
        usable := pg_has_role(current_user, 'ringfence_tenant', 'SET');
      ELSE
        usable := pg_has_role(current_user, 'ringfence_tenant', 'MEMBER');
      END IF;
      IF NOT usable THEN
        EXECUTE format('GRANT ringfence_tenant TO %I', current_user);
      END IF;
      RETURN;
    EXCEPTION
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role ringfence_tenant is missing or not granted to %, and % may not create roles',
            current_user, current_user
          USING ERRCODE = 'insufficient_privilege',
            HINT = format('As a superuser, once: CREATE ROLE ringfence_tenant NOLOGIN; GRANT ringfence_tenant TO %I;',
                current_user);
      WHEN duplicate_object OR unique_violation OR internal_error THEN
        tries := tries + 1;
        IF tries = 10 THEN
          RAISE;
        END IF;
        PERFORM pg_sleep(0.05 * tries);
    END;
  END LOOP;
END
$$;
