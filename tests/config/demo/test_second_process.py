from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from config.demo.plan import plan_for
from config.demo.seeding import generation, second_process
from config.demo.seeding.second_process import SecondProcessError
from tests import background_tasks

GET_READY = "config.demo.seeding.second_process.get_ready"
LEAVE, MISSING = "tests.background_tasks.leave", "tests.background_tasks.missing"


@pytest.fixture(autouse=True)
def _trace(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TASK_TRACE", str(tmp_path / "trace"))


@pytest.mark.slow
class TestSecondProcess:
    def test_does_its_jobs_in_the_order_in_which_they_were_begun(self):
        with second_process.start_process(is_worth_it=True) as other:
            other.begin("builtins.range", 1, 4)
            other.begin(GET_READY)
            other.begin(LEAVE, "line")

            assert list(other.finish()) == [1, 2, 3]
            assert list(other.finish()) == list(other.finish()) == []
            assert background_tasks.trace() == ["line"]

    def test_says_that_a_job_failed(self):
        with second_process.start_process(is_worth_it=True) as other:
            other.begin(MISSING)

            with pytest.raises(SecondProcessError):
                list(other.finish())

    def test_is_not_waited_for_where_a_value_is_here(self):
        with second_process.start_process(is_worth_it=True) as other:
            assert not other.has_value()
            other.begin("builtins.range", 1)

            assert list(other.finish()) == [0]

    def test_is_none_where_it_is_not_worth_its_start(self):
        with second_process.start_process(is_worth_it=False) as other:
            assert other is None


class MadeForce(NamedTuple):
    force: str


class OtherOfNames:
    def __init__(self, folder: Path, turn: int, waits: int) -> None:
        self.folder, self._turn, self._waits = folder, turn, waits

    def begin(self, path: str, *_: object) -> None:
        if path.endswith("forces_left"):
            self._made = list(generation.force_codes()[:: self._turn])
            for code in self._made:
                (self.folder / code).touch()

    def has_value(self) -> bool:
        self._waits -= 1
        return self._waits < 0

    def finish(self) -> Iterator[MadeForce]:
        return map(MadeForce, self._made)


@pytest.mark.parametrize("turn", [1, 2, 3])
@pytest.mark.parametrize("waits", [0, 5, 100])
class TestTheForcesOfTwoProcesses:
    def test_come_each_once_in_the_order_of_one_process(
        self, monkeypatch, tmp_path, turn, waits
    ) -> None:
        other = OtherOfNames(tmp_path, turn, waits)
        monkeypatch.setattr(second_process, "start_process", lambda **_: nullcontext(other))
        monkeypatch.setattr(generation, "forces", lambda _plan, only: map(MadeForce, only))
        plan = plan_for(date(2026, 11, 16), seed=1)

        with generation.start_generation(plan, is_worth_it=True) as begun:
            made = [each.force for each in generation.all_forces(plan, begun)]

        assert made == list(generation.force_codes())


class TestAForce:
    def test_is_left_to_whoever_began_it(self, monkeypatch, tmp_path) -> None:
        monkeypatch.setattr(generation, "forces", lambda _plan, only: iter(only))
        plan = plan_for(date(2026, 11, 16), seed=1)
        ours, theirs = (generation.forces_left(plan, tmp_path) for _ in range(2))

        assert [next(ours), next(theirs), next(ours)] == list(generation.force_codes()[:3])
        assert [*ours, *theirs] == list(generation.force_codes()[3:])
