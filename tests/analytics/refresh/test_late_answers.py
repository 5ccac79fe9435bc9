from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from analytics import tasks
from analytics.disclosure import shown_tables
from analytics.models import EarlierFigures, ShownTable, WeightRun
from analytics.refresh import open_totals
from analytics.refresh.selectors import quarter_states
from analytics.refresh.selectors.quarter_states import KnownState
from analytics.stats.suppression import Published
from responses import extract
from responses.models import StageEvent
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, Victim

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORCES = {CITY: 60, KENT: 140, "essex": 45, "durham": 12}
"""So many answer in each within the months that the quarter is open."""
FIRST_WEEK = datetime(2026, 10, 5, 4, 0, tzinfo=UTC)
"""A Monday after the quarter."""
SETTLES = date(2026, 11, 30)
WEEKS = 20
OVERALL = "Q-OVR-1"
CLOSES = SETTLES + timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Night:
    received: int
    shown: dict[str, Published]
    counted: dict[str, frozenset[int]]
    state: KnownState

    @property
    def everybody(self) -> frozenset[int]:
        return frozenset[int]().union(*self.counted.values())


def arrivals() -> Iterator[tuple[int, Victim]]:
    random = Random(60)
    for force, count in FORCES.items():
        for number in range(count + count // 10):
            week = random.randrange(12) if number < count else random.randrange(14, WEEKS)
            at = FIRST_WEEK + timedelta(weeks=week, hours=-random.randrange(1, 100))
            said = make.SATISFIED if random.random() < 0.6 else make.DISSATISFIED
            yield week, Victim(force=force, answers=said, completed_at=at)


def page() -> dict[str, Published]:
    found = {}
    for table in ShownTable.objects.filter(period=Q3, dimension="all"):
        share = shown_tables.unpack(table.shares[OVERALL]["all"])
        if isinstance(share, Published):
            found[table.area] = share
    return found


def counted() -> dict[str, frozenset[int]]:
    runs = WeightRun.objects.filter(period=Q3).values_list("force_id", "counted")
    return {force: frozenset(ids) for force, ids in runs}


def few(ids: frozenset[int], said: Mapping[int, bool]) -> bool:
    positive = sum(said[each] for each in ids)
    is_alike = positive in (0, len(ids))
    return 0 < len(ids) < open_totals.LEAST or (0 < len(ids) < 20 and is_alike)


def lived() -> Iterator[Night]:
    by_week: dict[int, list[Victim]] = defaultdict(list)
    for week, victim in arrivals():
        by_week[week].append(victim)
    make.load(
        Victim(force=force, decision="PENDING", is_invited=False)
        for force in FORCES for _ in range(60)
    )  # fmt: skip
    received = 0
    for week in range(WEEKS):
        with time_machine.travel(FIRST_WEEK + timedelta(weeks=week), tick=False):
            make.load(by_week[week])
            received += len(by_week[week])
            if timezone.localdate() >= SETTLES:
                StageEvent.objects.filter(decision="PENDING").update(decision="NOT-SAMPLED")
            tasks.refill_quarter.call(Q3)
            yield Night(
                received=received,
                shown=page(),
                counted=counted(),
                state=quarter_states.read_states()[Q3],
            )


class TestAnswersThatComeOverMonths:
    def test_are_counted_at_the_closing_or_never_and_are_told_of_by_nobody(self):
        nights = list(lived())

        rows = list(extract.answer_rows(period=Q3))
        said = {row.response_id: row.answers[OVERALL][0] == "very_satisfied" for row in rows}
        in_time = {row.response_id for row in rows if row.completed_on <= CLOSES}
        last = nights[-1]
        assert last.state.closed_on == CLOSES
        assert last.everybody == in_time
        assert last.shown["nation"].base == len(in_time)
        assert (last.state.waiting, last.state.late) == (0, len(rows) - len(in_time))
        assert last.state.late > 20
        for night in nights:
            if night.state.closed_on is None:
                assert night.state.waiting == night.received - len(night.everybody)
        assert moves(nights, said) > 4
        nation = f"{OVERALL} all nation all"
        kept = [
            told[nation][0]
            for told in EarlierFigures.objects.order_by("pk").values_list("told", flat=True)
            if nation in told
        ]
        open_ = [night.shown["nation"].base for night in nights
                 if night.state.closed_on is None and "nation" in night.shown]  # fmt: skip
        assert kept, "what open totals told is kept for whoever corrects"
        assert list(dict.fromkeys(kept)) == list(dict.fromkeys(open_))

    def test_would_be_told_of_if_every_night_counted_everybody(self, monkeypatch):
        monkeypatch.setattr(open_totals, "totals_of", everybody_at_once)

        with pytest.raises(AssertionError, match="few"):
            moves(lived(), defaultdict(bool))


def everybody_at_once(rows, *, counted, **_rules):
    ids = frozenset(row.response_id for row in rows)
    return open_totals.ForceTotals(counted=ids, has_moved=ids != counted)


def moves(nights: Iterable[Night], said: Mapping[int, bool]) -> int:
    last: dict[str, frozenset[int]] = {}
    count = 0
    for night in nights:
        for area in night.shown:
            ids = night.everybody if area == "nation" else night.counted[area]
            if area in last and ids != last[area]:
                count += 1
                assert not few(ids - last[area], said), f"few came to {area}"
            last[area] = ids
    return count
