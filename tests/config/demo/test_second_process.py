"""Work that a second process does, one job after the other."""

import pytest

from config.demo.seeding import second_process
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
