"""Figures of the nation, filled at once or left to the worker: in the end they are the same."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db.models import Model

from access import process_cache
from access.background import task_queue
from access.models import TaskRun
from analytics import tasks
from analytics.models import (
    Cell,
    CharacteristicGap,
    Coverage,
    CubeCell,
    CubeEntry,
    CubeVersion,
    HiddenPlaces,
    ShownTable,
    StandardisedShare,
    WeightRun,
)
from analytics.refresh.actions import standardise
from analytics.refresh.selectors import progress
from config.demo.seeding import figures
from responses import extract
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.once]
FILLED = (Cell, Coverage, HiddenPlaces, ShownTable, WeightRun, StandardisedShare, CharacteristicGap)
CUBE = (CubeCell, CubeEntry)
WHEN = {"id", "filled_at"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def stored() -> dict[str, list[str]]:
    """All that is stored of figures, but for the numbers of rows and the moment of filling."""
    return {model.__name__: sorted(map(repr, _rows(model))) for model in (*FILLED, *CUBE)}


def _rows(model: type[Model]) -> Iterator[tuple[object, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in WHEN]
    named = ["version__period" if name == "version_id" else name for name in names]
    for row in model.objects.values_list(*named):
        yield tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


def empty() -> None:
    for model in (*FILLED, CubeVersion):
        model.objects.all().delete()


def work() -> int:
    """Do what a worker would find to do. Returns how many quarters that were."""
    waiting = task_queue.pending(progress.TASK)
    for arguments in waiting:
        tasks.refill_quarter.func(*arguments)
    return len(waiting)


def fill(**options: int) -> int:
    return figures.fill(by=TESTER, at=NOW, say=lambda _: None, **options)


class TestFill:
    def test_leaves_nothing_to_fill(self, seeded):
        assert progress.filled() == set(extract.periods())
        assert fill() == 0
        assert figures.leave_the_rest(at=NOW) == 0

    @pytest.mark.nightly
    def test_goes_on_where_it_was_cut_short(self, seeded, monkeypatch):
        before = stored()
        empty()

        with monkeypatch.context() as cut:
            cut.setattr(standardise, "keep_mixes", _break_off)
            with pytest.raises(KeyboardInterrupt):
                fill(newest=2)

        assert not progress.filled()
        assert fill(newest=1) == 1
        assert fill() == len(extract.periods()) - 1
        assert stored() == before


class TestLeaveTheRest:
    def test_stores_in_the_end_what_is_stored_at_once(self, seeded):
        before = stored()
        empty()

        assert fill(newest=2) == 2
        assert figures.leave_the_rest(at=NOW) == work()

        assert stored() == before

    def test_wants_the_newest_first_and_each_once(self, seeded):
        empty()

        figures.leave_the_rest(at=NOW)
        figures.leave_the_rest(at=NOW)

        wanted = [period for (period,) in task_queue.pending(progress.TASK)]
        assert wanted == extract.periods()[::-1]


class TestProgress:
    @pytest.mark.nightly
    def test_tells_how_many_quarters_have_figures_while_others_wait(self, seeded):
        empty()
        quarters = len(extract.periods())

        fill(newest=2)
        figures.leave_the_rest(at=NOW)

        assert progress.progress() == progress.Progress(ready=2, of=quarters)
        work()
        process_cache.clear()
        assert progress.progress() is None

    def test_is_none_when_quarters_are_only_filled_again(self, seeded):
        for period in extract.periods():
            task_queue.enqueue(progress.TASK, period, at=NOW)

        assert progress.progress() is None

    def test_promises_nothing_of_a_quarter_that_was_given_up(self, seeded):
        Coverage.objects.filter(period=extract.periods()[0]).delete()
        task_queue.enqueue(progress.TASK, extract.periods()[0], at=NOW)
        assert progress.progress() is not None

        TaskRun.objects.update(hand_out_at=None, failed_at=NOW, given_up_at=NOW)
        process_cache.clear()

        assert progress.progress() is None


def _break_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
