"""A month of the nation's police.uk files through the command that loads them, twice, beside the
csv module that only reads them."""

import csv
import hashlib
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from access.forces.reference_file import force_rows
from responses.case_files.police_uk.rows import OUTCOME_COLUMNS, STREET_COLUMNS
from responses.case_files.reference_lists import police_uk_crime_types, police_uk_wordings
from tests.bench import intake

ROWS = int(os.environ.get("BENCH_POLICE_UK_ROWS", "500000"))
STREET_SHARE = 0.55
KNOWN_SHARE = 0.75
"""The outcomes whose crime is in the same files."""
MONTHS = ("2026-07", "2026-08", "2026-09")
READ = """
import csv, sys
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            pass
"""


def loading_a_month_of_the_nation() -> None:
    """Rows a second and the most memory that the command takes, the first time and again."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _write(Path(folder))
        env, kind = intake.database(Path(folder))
        try:
            intake.run(env, "manage.py", "migrate")
            intake.run(env, "-c", intake.FORCES)
            plain = intake.run(env, "-c", READ, *paths)
            for what in ("new", "again, unchanged"):
                spent = intake.run(env, "manage.py", "import_cases", "--simulated", *paths)
                _say(what, kind, spent, plain)
        finally:
            intake.drop(kind)


def _say(what: str, kind: str, spent: intake.Spent, plain: intake.Spent) -> None:
    worked = spent.processor + spent.server
    print(
        f"{ROWS:,} rows of police.uk, {what}, {kind}: {ROWS / spent.seconds:,.0f} rows/s; "
        f"{ROWS / worked:,.0f} a second of work ({spent.processor:.0f} s of the command, "
        f"{spent.server:.0f} s of the server), {worked / plain.processor:.0f} × the work of "
        f"csv.reader, which only reads them ({plain.processor:.1f} s); "
        f"at most {spent.megabytes:,.0f} MB"
    )


def _write(folder: Path) -> list[str]:
    """A street and an outcomes file of each force."""
    draw = random.Random(1)
    forces = [row.name for row in force_rows()]
    each = ROWS // len(forces)
    street = int(each * STREET_SHARE)
    paths = []
    for number, force in enumerate(forces):
        ids = [_crime_id(number, n) for n in range(street)]
        tables = (
            ("street", STREET_COLUMNS, _street_rows(draw, force, ids)),
            ("outcomes", OUTCOME_COLUMNS, _outcome_rows(draw, force, ids, each - street)),
        )
        for kind, columns, rows in tables:
            path = folder / f"2026-09-{number:02}-{kind}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows(rows)
            paths.append(str(path))
    return paths


def _crime_id(force: int, number: int) -> str:
    return hashlib.sha256(f"{force}:{number}".encode()).hexdigest()


def _place(force: str) -> list[str]:
    return [force, force, "-0.111497", "51.518226", "On or near Fleet Street", "E01000914", "028B"]


def _street_rows(draw: random.Random, force: str, ids: list[str]) -> Iterator[list[str]]:
    types = list(police_uk_crime_types())
    last = ["", "Under investigation", "Investigation complete; no suspect identified"]
    for crime_id in ids:
        crime_type, outcome = draw.choice(types), draw.choice(last)
        yield [crime_id, draw.choice(MONTHS), *_place(force), crime_type, outcome, ""]


def _outcome_rows(
    draw: random.Random, force: str, ids: list[str], number: int
) -> Iterator[list[str]]:
    wordings = list(police_uk_wordings())
    for _number in range(number):
        is_known = draw.random() < KNOWN_SHARE
        crime_id = draw.choice(ids) if is_known else f"{draw.getrandbits(256):064x}"
        yield [crime_id, draw.choice(MONTHS), *_place(force), draw.choice(wordings)]
