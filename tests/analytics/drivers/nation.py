"""A year in which what goes with being satisfied is known."""

import random
from datetime import date

import pytest
from django.db.models import QuerySet

from access import process_cache
from analytics.cube import meanings
from analytics.disclosure import years
from analytics.drivers import actions, counting
from analytics.items import headline
from analytics.models import DriverSet, QuarterState, WeightRun
from responses.models import Response
from survey.definition.types import Meaning
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Victim
from tests.conftest import NOW, TESTER

YEAR = "2025-26"
IN_YEAR = date(2025, 8, 4)
PEOPLE = {CITY: 260, KENT: 140}
INFORMED, SERIOUSLY = "Q-INF-1", "Q-TRT-2a"


def lower_the_floor(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(counting, "FEWEST_PEOPLE", 350)
    patch.setattr(counting, "MOST_MOVED", 1.0)


def enter_a_year() -> None:
    dice, choices = random.Random(11), _choices()
    for force, count in PEOPLE.items():
        make.load(_victim(dice, choices, force) for _ in range(count))
    make.load([Victim(on=IN_YEAR, stage="ST3a", answers=make.SATISFIED)])
    close_the_year()


def close_the_year(answers: QuerySet[Response] | None = None) -> None:
    of_all = Response.objects.all() if answers is None else answers
    for period in years.quarters_of(YEAR):
        QuarterState.objects.create(period=period, stages={}, shifts={}, closed_on=NOW.date())
        received = of_all.filter(invitation__stage_event__period=period)
        WeightRun.objects.create(
            period=period, force_id=CITY, filled_at=NOW, respondents=1, frame_total=1.0,
            design_effect=1.0, trimmed=0, margins={},
            counted=list(received.values_list("pk", flat=True)),
        )  # fmt: skip
    process_cache.clear()


def store_a_year() -> None:
    drivers = [
        {
            "item": item, "share": share, "lower": share - 0.05, "upper": share + 0.05, "sign": 1,
            "behind": [0.6 - share, 0.5 - share, 0.7 - share, 0.95, 0.1] if place else None,
        }
        for place, (item, share) in enumerate(((INFORMED, 0.6), (SERIOUSLY, 0.3), ("Q-SUP-1", 0.1)))
    ]  # fmt: skip
    DriverSet.objects.create(period=YEAR, stage="ST1", people=4200, explained=0.54, drivers=drivers)


def count() -> None:
    actions.count_drivers(year=YEAR, by=TESTER, at=NOW)


def _choices() -> dict[str, dict[bool, str]]:
    known = meanings.meanings()
    return {
        code: {
            is_good: next(choice for choice, means in known[code].items() if means is wanted)
            for is_good, wanted in ((True, Meaning.POSITIVE), (False, Meaning.NEGATIVE))
        }
        for code in counting.question_codes()
    }


def _victim(dice: random.Random, choices: dict[str, dict[bool, str]], force: str) -> Victim:
    good = {code: dice.random() < 0.5 for code in choices}
    believed = 0.1 + 0.55 * good[INFORMED] + 0.25 * good[SERIOUSLY]
    good[headline().code] = dice.random() < believed
    answers = {code: [choices[code][is_good]] for code, is_good in good.items()}
    return Victim(force=force, on=IN_YEAR, stage="ST1", answers=answers)
