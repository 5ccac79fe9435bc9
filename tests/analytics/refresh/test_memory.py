import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from analytics.alerts.scanning.columns import columns_of
from analytics.models import Cell, Coverage, ShownTable, WeightRun
from responses import extract, extract_rows
from responses.extract_rows import WeekAnswer
from tests.analytics import make
from tests.analytics.alerts.scanning.make import answer
from tests.analytics.make import CITY, KENT, Victim
from tests.analytics.weighting.test_force_weights import MEANINGS

FORCES = [f"force-{number}" for number in range(20)]


class AsRead(extract_rows.SharedValues):
    def columns(self, row: Any) -> Any:
        return dict(row)

    def answers(self, answers: Any) -> Any:
        return {code: list(picked) for code, picked in answers.items()}


def nation() -> Iterator[Victim]:
    random = Random(11)
    for number in range(240):
        said = random.choice([make.SATISFIED, make.DISSATISFIED, None])
        yield Victim(
            force=random.choice([CITY, KENT]),
            stage=random.choice(["ST1", "ST2", "ST4"]),
            crime_group=random.choice(["burglary", "robbery"]),
            sex=random.choice(["female", "male"]),
            birth_year=random.choice([1950, 1975, 1999]),
            probability=random.choice([0.25, 0.5, 1.0]),
            answers=said and {**said, "EQ-SEX": [random.choice(["female", "male"])]},
            is_complete=number % 9 != 0,
        )


def stored() -> list[list[tuple[object, ...]]]:
    columns = {
        Cell: ("force_id", "dimension", "level", "bins"),
        Coverage: ("force_id", "dimension", "level", "counts"),
        ShownTable: ("dimension", "area", "shares"),
        WeightRun: ("force_id", "inputs_hash", "design_effect", "error_ratios", "response_model",
                    "late_answers", "least_factor", "most_factor", "counted"),
    }  # fmt: skip
    return [
        sorted((repr(row),) for row in model._default_manager.values_list(*names))
        for model, names in columns.items()
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
class TestAQuarterFromSharedValues:
    def test_is_the_same_to_the_last_bit(self, monkeypatch):
        make.load(list(nation()))
        make.fill()
        shared = stored()

        monkeypatch.setattr(extract, "SharedValues", AsRead)
        make.fill()

        assert all(shared)
        assert stored() == shared


def most_bytes(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def weeks_of_answers(count: int) -> Iterator[WeekAnswer]:
    for number in range(count):
        day = make.IN_Q3 + timedelta(weeks=number % 10)
        yield answer(completed_on=day, force=FORCES[number % 20])


@pytest.mark.slow
class TestColumnsOfAnswers:
    def test_hold_a_hundred_bytes_a_response_at_most(self):
        few = most_bytes(lambda: columns_of(weeks_of_answers(2_000), MEANINGS))

        many = most_bytes(lambda: columns_of(weeks_of_answers(12_000), MEANINGS))

        assert many - few < 10_000 * 100
