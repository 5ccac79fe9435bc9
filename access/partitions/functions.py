"""Functions that run as the tables' owner: only an owner may make or drop a partition."""

BOUNDS = """
CREATE OR REPLACE FUNCTION survey_partitions()
RETURNS TABLE (parent text, partition text, lower_bound timestamptz, upper_bound timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    SELECT whole.relname::text, part.relname::text,
        (regexp_match(said, 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz,
        (regexp_match(said, 'TO \\(''([^'']+)''\\)'))[1]::timestamptz
    FROM pg_inherits
    JOIN pg_class AS whole ON whole.oid = inhparent AND whole.relkind = 'p'
    JOIN pg_class AS part ON part.oid = inhrelid,
    LATERAL pg_get_expr(part.relpartbound, part.oid) AS said
    WHERE whole.relnamespace = 'public'::regnamespace
$$
"""
"""Every partition with its bounds; the first has no lower one, the default neither."""

MAKE = """
CREATE OR REPLACE FUNCTION survey_make_partitions(at timestamptz, months integer)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
    whole record; first timestamptz; following timestamptz; name text; made integer := 0;
BEGIN
    IF months NOT BETWEEN 0 AND 12 THEN
        RAISE EXCEPTION 'so many months ahead are not made: %', months;
    END IF;
    FOR whole IN
        SELECT relname, attname FROM pg_partitioned_table
        JOIN pg_class ON pg_class.oid = partrelid
        JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
        WHERE relnamespace = 'public'::regnamespace ORDER BY relname
    LOOP
        FOR ahead IN 0..months LOOP
            first := date_trunc('month', at) + make_interval(months => ahead);
            following := first + interval '1 month';
            name := format('%s_%s', whole.relname, to_char(first, 'YYYY_MM'));
            CONTINUE WHEN EXISTS (
                SELECT FROM survey_partitions()
                WHERE parent = whole.relname AND upper_bound > first
                    AND coalesce(lower_bound, '-infinity') < following);
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS
                INCLUDING STORAGE)', name, whole.relname);
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', whole.relname || '_default');
            EXECUTE format('WITH strays AS (DELETE FROM ONLY %I WHERE %I >= %L AND %I < %L
                RETURNING *) INSERT INTO %I SELECT * FROM strays',
                whole.relname || '_default', whole.attname, first, whole.attname, following, name);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                whole.relname, name, first, following);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$
"""
"""Makes the month of a time and the months after it, and moves rows there from the default
partition. Returns how many."""

DROP = """
CREATE OR REPLACE FUNCTION survey_drop_partition(name text, before timestamptz)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
    dropped bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM survey_partitions() WHERE partition = name AND upper_bound <= before
    ) THEN
        RAISE EXCEPTION 'not a partition that ends before then: %', name;
    END IF;
    EXECUTE format('SELECT count(*) FROM %I', name) INTO dropped;
    EXECUTE format('DROP TABLE %I', name);
    RETURN dropped;
END $$
"""
"""Drops a partition whose last row is older than `before`. Returns how many rows it had. Waits for
the lock for a second at most, then refuses."""

ANALYZE = """
CREATE OR REPLACE FUNCTION survey_analyze_partitioned()
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    whole record;
BEGIN
    FOR whole IN SELECT partrelid::regclass AS name FROM pg_partitioned_table
        JOIN pg_class ON oid = partrelid WHERE relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ANALYZE %s', whole.name);
    END LOOP;
END $$
"""
"""Autovacuum analyses partitions, never the parent table, which the planner uses."""

CLOSED = tuple(
    f"REVOKE ALL ON FUNCTION {called} FROM PUBLIC"
    for called in (
        "survey_make_partitions(timestamptz, integer)",
        "survey_drop_partition(text, timestamptz)",
        "survey_analyze_partitioned()",
    )
)
ALL = (BOUNDS, MAKE, DROP, ANALYZE, *CLOSED)
