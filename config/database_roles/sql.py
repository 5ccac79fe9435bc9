from collections.abc import Iterable, Iterator, Mapping, Sequence

PUBLIC, PUBLISHED, STAFF, WORKER, MIGRATOR = (
    "survey_public",
    "survey_published",
    "survey_staff",
    "survey_worker",
    "survey_migrator",
)
ROLES = (PUBLIC, PUBLISHED, STAFF, WORKER, MIGRATOR)
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
POLICY = "reach_of_forces"
REACH = "(SELECT current_setting('survey.reach', true))"
"""A setting of the connection: the codes of the forces whose rows may be read, between commas, *
for all; nothing at first, which is none. As a query of its own it is asked once, and not of each
row."""
OF_FORCE = f"{{column}} = ANY (string_to_array({REACH}, ','))"
IN_PARENT = (
    f"({REACH} = '*' OR EXISTS (SELECT FROM {{parent}} WHERE {{parent}}.id = {{table}}.{{column}}))"
)
"""The parent is looked for under its own policy, row by row: as `IN (SELECT id ...)` all parents
would be read for one row."""

Grants = Mapping[str, str]
"""By table, the verbs of GRANT, with columns where not all may be read."""


def statements(
    *,
    tables: Iterable[str],
    public: Grants,
    published: Grants,
    staff: Grants,
    worker: Grants,
    worker_calls: Sequence[str],
    by_force: Mapping[str, str | tuple[str, ...]],
    by_parent: Mapping[str, tuple[str, str]],
) -> Iterator[str]:
    """In order; safe to repeat."""
    known = sorted(tables)
    yield from missing_roles()
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {MIGRATOR}"
    for role in (PUBLIC, PUBLISHED, STAFF, WORKER):
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
        yield f"GRANT USAGE ON SCHEMA public TO {role}"
    for role in (PUBLIC, STAFF, WORKER):
        # UPDATE: any process that finds an older copy raises them all.
        yield f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield from _grants(PUBLIC, public)
    yield from _grants(PUBLISHED, published)
    yield from _grants(STAFF, dict.fromkeys(known, EVERYTHING) | dict(staff))
    yield from _grants(WORKER, dict.fromkeys(known, EVERYTHING) | dict(worker))
    for function in worker_calls:
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {WORKER}"
    for table, columns in sorted(by_force.items()):
        yield from _policy(table, _in_reach((columns,) if isinstance(columns, str) else columns))
    for table, (column, parent) in sorted(by_parent.items()):
        yield from _policy(table, IN_PARENT.format(table=table, column=column, parent=parent))


def _in_reach(columns: tuple[str, ...]) -> str:
    return f"({REACH} = '*' OR {' OR '.join(OF_FORCE.format(column=each) for each in columns)})"


def missing_roles() -> Iterator[str]:
    for role in ROLES:
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
            f" CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS; END IF;"
            " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )


def _grants(role: str, grants: Grants) -> Iterator[str]:
    for table, verbs in sorted(grants.items()):
        if verbs:
            yield f"GRANT {verbs} ON {table} TO {role}"


def _policy(table: str, in_reach: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for name, roles, rule in (
        (POLICY, (STAFF,), in_reach),
        (f"{POLICY}_all", (PUBLIC, WORKER, MIGRATOR), "(true)"),
    ):
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} TO {', '.join(roles)} USING {rule}"


def script(statements: Sequence[str]) -> str:
    """For psql, which does all or nothing."""
    return "BEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;\n"
