"""Work that a second process does, one job after the other."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date

import pytest

from config.demo.plan import Plan, plan_for
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
        with second_process.begun(is_worth_it=True) as other:
            other.begin("builtins.range", 1, 4)
            other.begin(GET_READY)
            other.begin(LEAVE, "line")

            assert list(other.finish()) == [1, 2, 3]
            assert list(other.finish()) == list(other.finish()) == []
            assert background_tasks.trace() == ["line"]

    def test_says_that_a_job_failed(self):
        with second_process.begun(is_worth_it=True) as other:
            other.begin(MISSING)

            with pytest.raises(SecondProcessError):
                list(other.finish())

    def test_is_none_where_it_is_not_worth_its_start(self):
        with second_process.begun(is_worth_it=False) as other:
            assert other is None


class OtherOfNames:
    """Gives the names of the forces that it is asked to make."""

    def begin(self, _path: str, *arguments: Sequence[str]) -> None:
        self.asked = getattr(self, "asked", None) or arguments[-1]

    def finish(self) -> Iterator[str]:
        return iter(self.asked)


class TestTheForcesOfTwoProcesses:
    def test_come_each_once_in_the_order_of_one_process(self, monkeypatch) -> None:
        """Cases are numbered as they are loaded: whoever makes a force, its rows are the same."""

        def forces(_plan: Plan, only: Sequence[str]) -> Iterator[str]:
            return iter(only)

        monkeypatch.setattr(second_process, "begun", lambda **_: nullcontext(OtherOfNames()))
        monkeypatch.setattr(generation, "forces", forces)
        plan = plan_for(date(2026, 11, 16), seed=1)

        with generation.begun(plan, is_worth_it=True) as other:
            made = list(generation.all_forces(plan, other))

        assert made == list(generation.force_codes())
