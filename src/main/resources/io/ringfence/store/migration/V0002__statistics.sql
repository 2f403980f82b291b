-- The planner's first idea of the list. Without one it takes an organisation to have a single entry, and
-- plans that are kept then read all of an organisation's list for each new entry until autovacuum comes by:
-- an import of a million right after the installation would take days.
--
-- Statistics outlive TRUNCATE, which also makes the size unknown rather than zero. That it does only in
-- another transaction than the one that made the table: hence a migration of its own.
INSERT INTO organisation (slug, name, shard) SELECT 'sample-' || n, 'Sample', 0 FROM generate_series(1, 10) n;
INSERT INTO entry (organisation_id, id, kind, value, raw, reason)
  SELECT 1 + n % 10, n, CASE n % 20 WHEN 0 THEN 'phone_prefix' ELSE 'phone' END, '+1415' || (1000000 + n),
      '+1415' || (1000000 + n), 'Sample'
    FROM generate_series(1, 2000) n;
ANALYZE entry;
TRUNCATE entry, api_key, line, account, organisation RESTART IDENTITY;
