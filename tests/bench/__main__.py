"""`./dev bench`: what a thing costs, as a ratio against the plain way of doing it, measured in the
same run on the same machine."""

import argparse
import csv
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices wait for threads
os.environ["DATA_DIR"] = FOLDER.name
os.environ["DATABASE_URL"] = f"sqlite:///{Path(FOLDER.name) / 'bench.sqlite3'}"

import django

django.setup()

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.permissions import Role
from access.viewer import Viewer
from analytics.figures.selectors import figures
from analytics.tables import Dimension
from responses import extract
from responses.case_files.columns import CaseRow
from responses.case_files.reading import CaseFileRules
from responses.imports.actions import import_cases
from responses.models import Case, Import
from tests.analytics.figures import reading
from tests.bench import (
    accuracy,
    alert_week,
    alerts,
    asking,
    counting,
    full_size_pages,
    full_size_surveys,
    further,
    intake,
    judging,
    modelled,
    nation_truth,
    pages,
    pattern,
    protection,
    scale,
    sealed_chances,
    sending,
    stops,
    throughput,
    volume,
)
from tests.bench.measure import additions, say, seconds
from tests.bench.under_load.rates import serving_at_rates
from tests.responses.case_files.examples import csv_text, read_case_file, record

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
BY = Actor.system("bench")
ROWS = 20_000
REPEATS = 5


def parsed(text: str) -> list[CaseRow]:
    rules = CaseFileRules(force_codes=frozenset({"city-of-london"}), today=NOW.date())
    rows = list(read_case_file(StringIO(text), file="bench.csv", rules=rules))
    assert all(isinstance(row, CaseRow) for row in rows), rows[:3]
    return rows


def loading_cases() -> None:
    example = parsed(csv_text([record()]))[0]
    rows = [replace(example, case_key=f"BENCH-{n}") for n in range(ROWS)]

    def by_action() -> None:
        import_cases.import_cases(
            rows=rows, source=Import.Source.SIMULATOR, file_names=["bench"], is_simulated=True,
            by=BY, at=NOW,
        )  # fmt: skip

    ours = seconds(by_action)
    models = list(Case.objects.filter(case_key__startswith="BENCH-"))
    for number, case in enumerate(models):
        case.pk, case.case_key = None, f"PLAIN-{number}"

    def by_orm() -> None:
        with transaction.atomic():
            Case.objects.bulk_create(models, batch_size=5_000)

    say(f"loading {ROWS:,} cases and their history", ours, seconds(by_orm), "bulk_create of cases")


def parsing_cases() -> None:
    text = csv_text([record(case_key=f"P{n}") for n in range(ROWS)])

    ours = seconds(lambda: parsed(text))
    plain = seconds(lambda: Counter(map(len, csv.reader(StringIO(text)))))
    say(f"parsing {ROWS:,} rows of a case file", ours, plain, "csv.reader, unchecked")


def reading_figures() -> None:
    period = figures.periods(on=localdate())[-1]
    roles = frozenset({Role.NATIONAL_ANALYST})
    viewer = Viewer(user_id=0, name="bench", roles=roles, is_national=True)

    def from_cells() -> None:
        reading.figures_for(viewer, force_code="kent", period=period, dimension=Dimension.ALL)

    def from_answers() -> None:
        Counter(
            (row.force, item, choice)
            for row in extract.answer_rows(period=period)
            for item, choices in row.answers.items()
            for choice in choices
        )

    ours = seconds(from_cells, repeats=REPEATS)
    say(
        "a force's figures",
        ours,
        seconds(from_answers, repeats=REPEATS),
        "a recount of the answers",
    )


def a_nation() -> None:
    began = time.perf_counter()
    call_command("seed_demo", responses=12_000)
    print(f"a simulated nation of 12,000 responses: {time.perf_counter() - began:.0f} s")


BENCHES: Mapping[str, Sequence[Callable[[], None]]] = {
    "alerts": (alerts.finding_issues, alert_week.scoring_a_week),
    "alerts_nation": (alerts.finding_planted_issues,),
    "alerts_themes": (alerts.finding_themes,),
    "accuracy": (accuracy.telling_the_truth, further.telling_the_truth),
    "asking": (asking.asking_again_and_again, asking.how_soon),
    "cases": (parsing_cases, loading_cases),
    "figures": (reading_figures,),
    "counting": (counting.counting_a_nation,),
    "intake": (intake.loading_an_extract,),
    "load": (serving_at_rates,),
    "judging": (judging.judging_what_is_planted,),
    "modelled": (modelled.modelling_where_few_answered,),
    "pattern": (pattern.reading_the_pattern,),
    "protection": (protection.protecting_quarters,),
    "respondents": (throughput.serving_respondents,),
    "scale": (scale.growing_eightfold,),
    "sealed": (sealed_chances.drawing_a_sealed_nation_again,),
    "sending": (sending.through_the_outbox,),
    "stops": (stops.counting_stops,),
    "nation": (
        full_size_surveys.asking_a_nation_of_full_size,
        full_size_pages.finding_what_is_planted,
    ),
    "pages": (pages.opening_pages,),
    "truth": (nation_truth.finding_the_truth,),
    "volume": (volume.explaining_at_volume,),
}
OF_A_NATION = {"cases", "figures"}
OF_THEIR_OWN = {"load"}
"""They stand up a database of their own, as it is deployed."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    known = ", ".join(BENCHES)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {known}; without one, all")
    names = parser.parse_args().names or list(BENCHES)
    if unknown := sorted(set(names) - set(BENCHES)):
        parser.error(f"there is no {', '.join(unknown)}; known are {known}")
    print(f"this machine adds ten million times in {seconds(additions, repeats=3):.2f} s")
    if set(names) - OF_THEIR_OWN:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    if OF_A_NATION & set(names):
        a_nation()
    for name in names:
        for bench in BENCHES[name]:
            bench()


if __name__ == "__main__":
    main()
