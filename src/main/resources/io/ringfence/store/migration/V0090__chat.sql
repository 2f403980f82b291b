-- What a blocked chat visitor notices: organisation.settings->'chat'. What it leaves out is as it is
-- without it: mode silent, on_load hide.

CREATE FUNCTION valid_chat(chat jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN chat IS NULL OR jsonb_typeof(chat) = 'object'
  AND chat - ARRAY['mode', 'message', 'on_load'] = '{}'
  AND coalesce(chat->>'mode', 'silent') IN ('silent', 'message')
  AND coalesce(chat->>'on_load', 'hide') IN ('hide', 'show')
  AND coalesce(jsonb_typeof(chat->'message'), 'string') = 'string'
  AND (coalesce(chat->>'mode', 'silent') <> 'message' OR coalesce(chat->>'message', '') <> '');

ALTER TABLE organisation ADD CONSTRAINT organisation_chat CHECK (valid_chat(settings->'chat'));

CREATE OR REPLACE FUNCTION organisation_state(o organisation) RETURNS json LANGUAGE sql STABLE
RETURN json_build_object('id', o.id, 'public_id', o.public_id, 'slug', o.slug, 'name', o.name,
  'shard', o.shard, 'region', o.default_region, 'policies', o.policies, 'observe', o.observe,
  'chat', o.settings->'chat');

-- Settings with some members of one of their objects changed; null takes one away.
CREATE FUNCTION changed_settings(there jsonb, its_name text, changes jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE WHEN jsonb_typeof(changes->its_name) = 'object'
    THEN there || jsonb_build_object(its_name,
      jsonb_strip_nulls(coalesce(there->its_name, '{}') || (changes->its_name)))
    ELSE there
  END;
END
$$;

CREATE OR REPLACE FUNCTION create_organisation(asked organisation, derived boolean)
RETURNS SETOF organisation_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  made organisation;
  n integer := 0;
BEGIN
  IF NOT valid_chat(asked.settings->'chat') THEN
    RETURN QUERY SELECT 'no_message', 'chat/message', NULL::text, NULL::smallint, NULL::bigint, NULL::organisation;
    RETURN;
  END IF;
  LOOP
    n := n + 1;
    INSERT INTO organisation (slug, name, default_region, policies, observe, settings)
      VALUES (numbered_slug(asked.slug, n), asked.name, asked.default_region, asked.policies, asked.observe,
        coalesce(asked.settings, '{}'))
      ON CONFLICT (slug) WHERE deleted_at IS NULL DO NOTHING
      RETURNING * INTO made;
    EXIT WHEN made.id IS NOT NULL;
    IF NOT derived THEN
      RETURN QUERY SELECT 'taken', 'slug', NULL::text, NULL::smallint, NULL::bigint, NULL::organisation;
      RETURN;
    END IF;
  END LOOP;
  RETURN QUERY SELECT * FROM organisation_written('created', NULL, made);
END
$$;

-- Changes the members that are given. No row: there is no such organisation.
CREATE OR REPLACE FUNCTION change_organisation(its_id integer, changes jsonb) RETURNS SETOF organisation_write
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  there organisation;
  wanted organisation;
  owned text;
BEGIN
  PERFORM lock_organisation(its_id);
  SELECT * INTO there FROM organisation WHERE id = its_id;
  wanted := jsonb_populate_record(there, changes - ARRAY['policies', 'chat']);
  wanted.policies := changed_policies(there.policies, changes);
  wanted.settings := changed_settings(there.settings, 'chat', changes);
  owned := managed_change(there.managed_fields, to_jsonb(there), to_jsonb(wanted));
  IF owned IS NOT NULL THEN
    RETURN QUERY SELECT * FROM organisation_written('managed', owned, there);
  ELSIF there.slug = 'default' AND wanted.slug <> 'default' THEN
    RETURN QUERY SELECT * FROM organisation_written('fixed', 'slug', there);
  ELSIF NOT valid_chat(wanted.settings->'chat') THEN
    RETURN QUERY SELECT * FROM organisation_written('no_message', 'chat/message', there);
  ELSIF wanted IS NOT DISTINCT FROM there THEN
    RETURN QUERY SELECT * FROM organisation_written('unchanged', NULL, there);
  ELSE
    UPDATE organisation
      SET slug = wanted.slug, name = wanted.name, default_region = wanted.default_region,
        policies = wanted.policies, observe = wanted.observe, settings = wanted.settings
      WHERE id = its_id RETURNING * INTO wanted;
    RETURN QUERY SELECT * FROM organisation_written('changed', NULL, wanted);
  END IF;
EXCEPTION WHEN unique_violation THEN
  RETURN QUERY SELECT * FROM organisation_written('taken', 'slug', there);
END
$$;

REVOKE EXECUTE ON FUNCTION valid_chat(jsonb), changed_settings(jsonb, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION valid_chat(jsonb), changed_settings(jsonb, text, jsonb) TO ringfence_tenant;
