"""Work that a second process does with a Django of its own."""

import pytest

from config.demo.seeding.second_process import SecondProcessError, beside
from tests import background_tasks

LEAVE, CALL_NOTHING = "tests.background_tasks.leave", "tests.background_tasks.missing"


@pytest.fixture(autouse=True)
def _trace(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TASK_TRACE", str(tmp_path / "trace"))


class TestBeside:
    @pytest.mark.parametrize("is_worth_it", [False, True])
    def test_is_done_at_the_end_of_the_block(self, is_worth_it):
        with beside(LEAVE, "line", is_worth_it=is_worth_it):
            pass

        assert background_tasks.trace() == ["line"]

    def test_says_that_it_failed(self):
        with pytest.raises(SecondProcessError), beside(CALL_NOTHING, is_worth_it=True):
            pass
