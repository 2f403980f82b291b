-- What is kept of messages. Of one that was blocked, or would have been, that it was and why; those let in
-- are counted by sender and day. Ringfence never has their text.

CREATE TABLE message_record (
  -- The UTC day of decided_at.
  day date NOT NULL,
  organisation_id integer NOT NULL,
  -- Made of the message's own id where it has one, so that a message is one row however often and on
  -- however many nodes it is checked; else random.
  key uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  channel text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  -- As they were understood; null where they were not given or could not be read.
  visitor_id text COLLATE "C",
  external_id text COLLATE "C",
  ip text COLLATE "C",
  email text COLLATE "C",
  phone text COLLATE "C",
  country text COLLATE "C",
  message_id text COLLATE "C",
  conversation_id text COLLATE "C",
  reason text NOT NULL,
  entry_id bigint NOT NULL,
  -- It would have been blocked.
  observed boolean NOT NULL,
  PRIMARY KEY (organisation_id, key, day)
) PARTITION BY RANGE (day);
CREATE TABLE message_record_default PARTITION OF message_record DEFAULT;
CREATE INDEX message_record_recent ON message_record (organisation_id, decided_at DESC);
CREATE INDEX message_record_entry ON message_record (organisation_id, entry_id, decided_at DESC)
  WHERE entry_id <> 0;

-- Which messages are counted in sender_seen: as narrow as it can be, for there is one row for each, and kept
-- for three days.
CREATE TABLE message_seen (
  day date NOT NULL,
  organisation_id integer NOT NULL,
  key uuid NOT NULL,
  PRIMARY KEY (organisation_id, key, day)
) PARTITION BY RANGE (day);
CREATE TABLE message_seen_default PARTITION OF message_seen DEFAULT;

-- How many messages of each sender were let in, by each of its identifiers.
CREATE TABLE sender_seen (
  day date NOT NULL,
  organisation_id integer NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('visitor_id', 'external_id', 'ip', 'email', 'phone', 'country')),
  value text COLLATE "C" NOT NULL,
  channel text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (organisation_id, kind, value, channel, day)
) PARTITION BY RANGE (day);
CREATE TABLE sender_seen_default PARTITION OF sender_seen DEFAULT;

-- Support finds a call by the id that Telnyx shows.
CREATE INDEX call_record_control ON call_record (organisation_id, call_control_id);

-- Around midnight one batch after the other: two that are under way do not see each other's rows, and only
-- within one day does the key keep a message from being written by both.
CREATE FUNCTION take_turns_at_midnight(messages message_record[]) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(messages) m
      WHERE extract(hour FROM m.decided_at AT TIME ZONE 'UTC') IN (23, 0)) THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.messages', 0));
  END IF;
END
$$;

-- Writing a batch again changes nothing. A repeat is looked for on the day before too, so that midnight
-- makes no second message of one; row by row, for a join would read whole partitions.
CREATE FUNCTION write_messages(messages message_record[]) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM take_turns_at_midnight(messages);
  WITH written AS (
    INSERT INTO message_record
      SELECT * FROM unnest(messages) m
        WHERE (SELECT r.day FROM message_record r
          WHERE r.organisation_id = m.organisation_id AND r.key = m.key AND r.day = m.day - 1) IS NULL
        ORDER BY m.organisation_id, m.key, m.day
      ON CONFLICT (organisation_id, key, day) DO NOTHING
      RETURNING organisation_id, entry_id, action, decided_at
  )
  -- Loading a page is no contact.
  INSERT INTO entry_hit AS h (organisation_id, entry_id, hits, last_hit_at)
    SELECT w.organisation_id, w.entry_id, count(*), max(w.decided_at) FROM written w
      WHERE w.entry_id <> 0 AND w.action <> 'load'
      GROUP BY w.organisation_id, w.entry_id
      ORDER BY w.organisation_id, w.entry_id
    ON CONFLICT (organisation_id, entry_id) DO UPDATE
      SET hits = h.hits + excluded.hits, last_hit_at = greatest(h.last_hit_at, excluded.last_hit_at);
END
$$;

-- Counts messages that were let in, by each identifier of their senders; each once, by the same rule. One
-- that is longer than an index takes is left out.
CREATE FUNCTION count_messages(messages message_record[]) RETURNS void
LANGUAGE plpgsql SET search_path = ringfence, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM take_turns_at_midnight(messages);
  WITH seen AS (
    INSERT INTO message_seen (day, organisation_id, key)
      SELECT m.day, m.organisation_id, m.key FROM unnest(messages) m
        WHERE (SELECT r.day FROM message_seen r
          WHERE r.organisation_id = m.organisation_id AND r.key = m.key AND r.day = m.day - 1) IS NULL
        ORDER BY m.organisation_id, m.key, m.day
      ON CONFLICT (organisation_id, key, day) DO NOTHING
      RETURNING day, organisation_id, key
  ), fresh AS (
    SELECT m.* FROM seen s JOIN unnest(messages) m
      ON m.organisation_id = s.organisation_id AND m.key = s.key AND m.day = s.day
  ), counted AS (
    INSERT INTO sender_seen AS c (day, organisation_id, kind, value, channel, count, first_seen_at, last_seen_at)
      SELECT n.day, n.organisation_id, i.kind, i.value, n.channel, count(*), min(n.decided_at), max(n.decided_at)
        FROM fresh n CROSS JOIN LATERAL (VALUES
          ('visitor_id', n.visitor_id), ('external_id', n.external_id), ('ip', n.ip), ('email', n.email),
          ('phone', n.phone), ('country', n.country)) i (kind, value)
        WHERE octet_length(i.value) BETWEEN 1 AND 2000
        GROUP BY n.day, n.organisation_id, i.kind, i.value, n.channel
        ORDER BY n.organisation_id, i.kind, i.value, n.channel, n.day
      ON CONFLICT (organisation_id, kind, value, channel, day) DO UPDATE
        SET count = c.count + excluded.count,
          first_seen_at = least(c.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at)
  )
  -- Of an allow entry.
  INSERT INTO entry_hit AS h (organisation_id, entry_id, hits, last_hit_at)
    SELECT n.organisation_id, n.entry_id, count(*), max(n.decided_at) FROM fresh n
      WHERE n.entry_id <> 0
      GROUP BY n.organisation_id, n.entry_id
      ORDER BY n.organisation_id, n.entry_id
    ON CONFLICT (organisation_id, entry_id) DO UPDATE
      SET hits = h.hits + excluded.hits, last_hit_at = greatest(h.last_hit_at, excluded.last_hit_at);
END
$$;

-- The tables that have a partition for each day, and how many days they are kept at most.
CREATE FUNCTION daily_tables() RETURNS TABLE (name text, most_days integer)
LANGUAGE sql IMMUTABLE AS $$
  VALUES ('call_record', 100000), ('message_record', 100000), ('sender_seen', 100000), ('message_seen', 3)
$$;

CREATE OR REPLACE FUNCTION ensure_partitions(days_ahead integer) RETURNS integer
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  its_table text;
  its_day date;
  name text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.partitions', 0));
  FOR its_table, its_day IN
    SELECT t.name, today + i FROM daily_tables() t, generate_series(0, days_ahead) i ORDER BY t.name, i
  LOOP
    name := its_table || '_' || to_char(its_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', its_table || '_default');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)',
      name, its_table);
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE day = %L RETURNING *) '
      'INSERT INTO %I SELECT * FROM moved', its_table || '_default', its_day, name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      its_table, name, its_day, its_day + 1);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION drop_old_partitions(keep_days integer) RETURNS integer
LANGUAGE plpgsql SET search_path = ringfence, pg_temp AS $$
DECLARE
  its_table text;
  oldest date;
  partition regclass;
  dropped integer := 0;
BEGIN
  IF keep_days < 1 THEN
    RAISE EXCEPTION 'keep_days is %, at least 1 is needed', keep_days USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('ringfence.partitions', 0));
  FOR its_table, oldest IN
    SELECT t.name, (now() AT TIME ZONE 'UTC')::date - least(keep_days, t.most_days) FROM daily_tables() t
      ORDER BY t.name
  LOOP
    FOR partition IN
      SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = its_table::regclass
          AND c.relname ~ ('^' || its_table || '_[0-9]{8}$')
          AND c.relname < its_table || '_' || to_char(oldest, 'YYYYMMDD')
        ORDER BY c.relname
    LOOP
      EXECUTE format('DROP TABLE %s', partition);
      dropped := dropped + 1;
    END LOOP;
    EXECUTE format('DELETE FROM %I WHERE day < %L', its_table || '_default', oldest);
  END LOOP;
  RETURN dropped;
END
$$;

SELECT ensure_partitions(7);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['message_record', 'message_seen', 'sender_seen'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO ringfence_tenant '
      'USING (organisation_id = current_setting(''ringfence.organisation'')::integer)', t);
  END LOOP;
END
$$;
GRANT SELECT ON message_record, sender_seen TO ringfence_tenant;

REVOKE EXECUTE ON FUNCTION take_turns_at_midnight(message_record[]), write_messages(message_record[]),
    count_messages(message_record[]), daily_tables()
  FROM PUBLIC;
