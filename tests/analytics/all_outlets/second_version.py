"""What happens between two versions of a release."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
from random import Random

import numpy as np
import time_machine
from django.core.management import CommandError, call_command

from access import process_cache
from analytics import tasks
from responses.models import Case, Invitation, Response
from tests.analytics import make
from tests.analytics.all_outlets import nation
from tests.analytics.all_outlets.other_worlds import Place, Quarter
from tests.analytics.make import Victim
from tests.conftest import NOW

PERIOD = nation.LAST
BORN = 1961
"""Nobody else of the nation: so the forty are found."""
MOVING = 40
LATER = NOW + timedelta(days=2)
WHY = "Cases of one force had been entered wrongly."
SECOND = "second "
"""Before the period of a place of the second version."""
NOT_COUNTED = -1


@dataclass(frozen=True)
class People:
    by: str
    another: str


@dataclass(frozen=True)
class Between:
    mends: Callable[[], object] | None
    somebody_leaves: bool


def enter() -> None:
    nation.enter([PERIOD])
    make.load(_moving(Random(MOVING)))


def _moving(random: Random) -> Iterator[Victim]:
    said = {code: [choices[0]] for code, choices in nation.SAID.items()}
    silent = Victim(on=nation.QUARTERS[PERIOD], stage="ST1", birth_year=BORN)
    for _ in range(MOVING):
        yield silent
        given = {item: [random.choice(nation.CHOICES)] for item in nation.ITEMS}
        yield replace(silent, answers=given | said)


def crimes_put_right() -> None:
    Case.objects.filter(birth_year=BORN).update(crime_group="vehicle")


def cases_taken_out() -> None:
    Case.objects.filter(birth_year=BORN).delete()


MENDED = Between(crimes_put_right, somebody_leaves=False)
TAKEN_OUT = Between(cases_taken_out, somebody_leaves=False)
LEFT = Between(None, somebody_leaves=True)
LEFT_AND_MENDED = Between(crimes_put_right, somebody_leaves=True)


def happen(between: Between, people: People, *, late: str, leaving: int) -> str:
    with time_machine.travel(LATER, tick=False):
        _answers_late(late)
        if between.somebody_leaves:
            responses = Response.objects.filter(pk=leaving)
            responses.update(withdrawn_at=NOW, withdrawn_by="respondent")
        if between.mends:
            between.mends()
        process_cache.clear()
        refusal = _correct(people)
        for task in (tasks.refill_quarter, tasks.count_records_of, tasks.fill_step_times_of):
            task.call(PERIOD)
        tasks.raise_alerts.call()
    process_cache.clear()
    return refusal


def _answers_late(choice: str) -> None:
    silent = Invitation.objects.filter(responses__isnull=True, stage_event__case__force="durham")
    like = Response.objects.order_by("pk").first()
    assert like is not None
    like.pk, like.invitation, like.completed_at = None, silent.order_by("pk")[0], NOW
    like.answers = like.answers | {item: [choice] for item in nation.ITEMS}
    like.save()


def _correct(people: People) -> str:
    try:
        call_command(
            "correct_figures", period=PERIOD, why=WHY, by=people.by, approved_by=people.another,
            stdout=StringIO(),
        )  # fmt: skip
    except CommandError as refused:
        return str(refused)
    return ""


def release_again(people: People) -> dict[str, bytes]:
    with time_machine.travel(LATER, tick=False):
        return nation.published(people.by, [PERIOD], revise=WHY, approved_by=people.another)


def both(before: Quarter, after: Quarter) -> Quarter:
    at = {response: number for number, response in enumerate(before.ids)}
    moved = np.array([at.get(response, NOT_COUNTED) for response in after.ids])

    def seen(places: Mapping[Place, np.ndarray]) -> dict[Place, np.ndarray]:
        who = {(SECOND + period, *where): counted(of) for (period, *where), of in places.items()}
        return {place: of for place, of in who.items() if len(of)}

    def counted(who: np.ndarray) -> np.ndarray:
        found = moved[who]
        return found[found != NOT_COUNTED]

    return replace(
        before,
        shown=[*before.shown, *map(counted, after.shown)],
        small={**before.small, **seen(after.small)},
        large={**before.large, **seen(after.large)},
    )
