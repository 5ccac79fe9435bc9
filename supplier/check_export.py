"""Tests an export of cases on the survey's service.

    export SURVEY_KEY=nvs_…
    python3 check_export.py https://survey.example.org export.csv
    python3 check_export.py https://sandbox.example.org export.csv --load

Checks every row, loads none, and lists the first rows with each error. With --load, on a sandbox
of made-up people, it loads the rows twice and tests repeats and later stages. Exits with 0 where
all is well, 1 for errors, 2 where it could not be tried. Needs Python 3.11 and the rest of this
folder.
"""

import argparse
import csv
import json
import os
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from survey_client import Survey
from survey_transport import Problem

MOST = 2_000
"""Rows in a call. The service takes 10,000; smaller calls report sooner."""

SHOWN = 5
Row = dict[str, Any]


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".csv":
            yield from csv.DictReader(file, restval="")
        else:
            yield from (json.loads(line) for line in file if line.strip())


def batches(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    for start in range(0, len(rows), MOST):
        yield start, rows[start : start + MOST]


def check(survey: Survey, rows: Sequence[Row], *, simulated: str | None) -> bool:
    count: Counter[tuple[str, str, str]] = Counter()
    places: dict[tuple[str, str, str], list[int]] = {}
    for start, batch in batches(rows):
        for row in survey.send_cases(list(batch), check="yes", simulated=simulated)["rows"]:
            for fault in row.get("faults", ()):
                kind = (fault.get("column", ""), fault["code"], fault["reason"])
                count[kind] += 1
                places.setdefault(kind, []).append(start + row["row"])
    for (column, code, reason), number in count.most_common():
        where = ", ".join(map(str, places[column, code, reason][:SHOWN]))
        print(f"FAULT  {column or 'row'}: {reason} [{code}] {number} times, in rows {where}")
    print(f"{len(rows)} rows, {'no fault' if not count else f'{sum(count.values())} faults'}")
    return not count


def try_loading(survey: Survey, rows: Sequence[Row]) -> bool:
    first = list(rows[:MOST])
    once = str(uuid.uuid4())
    loaded = survey.send_cases(first, simulated="yes", once=once)
    return all(
        [
            holds(
                "a call made again with its Idempotency-Key is answered alike",
                lambda: survey.send_cases(first, simulated="yes", once=once) == loaded,
            ),
            holds(
                "the same rows again change nothing",
                lambda: (
                    {row["result"] for row in survey.send_cases(first, simulated="yes")["rows"]}
                    == {"unchanged"}
                ),
            ),
            holds("a stage of one case is told by itself", lambda: _moves(survey, first[0])),
            holds("a key of no case is refused", lambda: _is_refused(survey, first[0])),
        ]
    )


def _moves(survey: Survey, row: Row) -> bool:
    news = {name: row[name] for name in ("case_key", "force", "stage", "stage_on")}
    told = survey.send_stage_events([news], simulated="yes")  # type: ignore[list-item]
    return told["rows"][0]["result"] in {"amended", "unchanged"}


def _is_refused(survey: Survey, row: Row) -> bool:
    news = {name: row[name] for name in ("force", "stage", "stage_on")}
    try:
        survey.send_stage_events(
            [{**news, "case_key": f"none-{uuid.uuid4()}"}],  # type: ignore[typeddict-item]
            simulated="yes",
        )
    except Problem as problem:
        return problem.told["rows"][0]["faults"][0]["code"] == "unknown_case"
    return False


def holds(what: str, tried: Callable[[], bool]) -> bool:
    is_so = tried()
    print(f"{'ok    ' if is_so else 'FAULT '} {what}")
    return is_so


def main() -> int:
    parser = argparse.ArgumentParser(description="Try an export of cases on the service.")
    parser.add_argument("address", help="of the service, as https://survey.example.org")
    parser.add_argument("export", type=Path, help="a .csv file, or JSON Lines")
    parser.add_argument("--load", action="store_true", help="load the rows too: on a sandbox")
    parser.add_argument("--simulated", action="store_true", help="the people do not exist")
    given = parser.parse_args()
    key = os.environ.get("SURVEY_KEY", "")
    if not key:
        print("Set SURVEY_KEY.")
        return 2
    survey = Survey(given.address, key)
    simulated = "yes" if given.simulated or given.load else None
    try:
        rows = list(rows_of(given.export))
        if not rows:
            print("There is no row in the export.")
            return 2
        is_good = check(survey, rows, simulated=simulated)
        return 0 if is_good and (not given.load or try_loading(survey, rows)) else 1
    except Problem as problem:
        print(f"The service refused: {problem}")
        return 2
    except (OSError, ValueError) as error:
        print(f"It could not be tried: {error}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
