import re
from collections import Counter
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from tests.each import for_each
from tests.scheduling import LONGEST, TOGETHER, FilesTogether, is_anothers

ROOT = Path(__file__).resolve().parent.parent.parent
LOOKS_ONCE = re.compile(
    r"^ *assert .*(\.is_visible\(|\.is_hidden\(|\.input_value\(|\.get_attribute\("
    r"|\.url\.|\.title\(\)\.|[\"\w] in \w+\.(inner_text|content)\("
    r"|(locator|get_by_\w+)\(.*\)\.count\(\))",
    re.MULTILINE,
)
"""At a page that may not have come yet, or not whole: `expect` waits for what it looks for."""


class TestJourneys:
    def test_are_all_that_needs_a_browser(self) -> None:
        marked = {
            path.parent.name
            for path in (ROOT / "tests").rglob("test_*.py")
            if "pytest.mark.browser" in path.read_text() and path != Path(__file__)
        }
        unmarked = [
            path.name
            for path in (ROOT / "tests" / "journeys").glob("test_*.py")
            if "pytest.mark.browser" not in path.read_text()
        ]

        assert (marked, unmarked) == ({"journeys"}, [])

    def test_wait_for_what_they_look_for(self) -> None:
        looks = [
            f"{path.name}: {found.group().strip()}"
            for path in (ROOT / "tests" / "journeys").glob("*.py")
            for found in LOOKS_ONCE.finditer(path.read_text())
            if " not in " not in found.group()
        ]

        assert not looks, "expect(...), expect_address or expect_words"


class TestFilesThatStartFromTheSameRows:
    def test_are_there_and_are_run_by_one_process(self) -> None:
        assert [file for file in LONGEST if not (ROOT / file).exists()] == []
        split = FilesTogether._split_scope
        for name, files in TOGETHER.items():
            assert [file for file in files if not (ROOT / file).exists()] == []
            assert {split(None, f"{file}::TestIt::test_does") for file in files} == {name}
        assert split(None, "tests/ui/test_views.py::TestIt::test_does") == "tests/ui/test_views.py"


class TestASweepInOneTest:
    def test_goes_through_every_value_and_tells_each_that_fails(self) -> None:
        tried: list[int] = []

        @for_each("number", range(5))
        def is_even(number: int) -> None:
            tried.append(number)
            assert number % 2 == 0

        with pytest.raises(ExceptionGroup, match="2 of 5") as told:
            is_even()

        assert tried == [0, 1, 2, 3, 4]
        assert [fault.__notes__ for fault in told.value.exceptions] == [
            ["with {'number': 1}"], ["with {'number': 3}"],
        ]  # fmt: skip

    def test_that_is_skipped_for_one_value_is_skipped(self) -> None:
        @for_each("number", [1])
        def is_skipped(number: int) -> None:
            pytest.skip(f"not {number}")

        with pytest.raises(pytest.skip.Exception, match="not 1"):
            is_skipped()

    def test_has_no_value_that_is_marked_and_is_never_empty(self) -> None:
        with pytest.raises(AssertionError, match="of its own"):
            for_each("number", [pytest.param(1, marks=pytest.mark.nightly)])
        with pytest.raises(AssertionError, match="no number"):
            for_each("number", [])


class TestTheFilesOfTheQuickPart:
    @pytest.mark.parametrize("processes", [1, 2, 3])
    def test_are_each_read_by_one_process_or_by_all(self, processes, monkeypatch) -> None:
        monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", str(processes))
        files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]
        read: Counter[str] = Counter()
        for number in range(processes):
            monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{number}")
            read.update(file for file in files if not is_anothers(file))

        assert set(read) == set(files)
        assert set(read.values()) == {1, processes}

    def test_are_all_read_by_who_stands_in_for_one_that_died(self, monkeypatch) -> None:
        monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
        monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw2")

        assert not any(is_anothers(f"tests/test_{number}.py") for number in range(40))


class Process:
    def __init__(self) -> None:
        self.given: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, places: list[int]) -> None:
        self.given += places

    def shutdown(self) -> None:
        self.shutting_down = True


class TestTheTestsOfARun:
    def test_go_to_a_process_that_read_them_and_those_that_all_read_last(self) -> None:
        asked = MagicMock(getvalue=lambda _name: ["2*popen"])
        run = FilesTogether(asked, MagicMock())
        first, second = Process(), Process()
        read = {first: ["both::a", "one::a", "one::b"], second: ["both::a", "two::a", "two::b"]}
        for process, tests in read.items():
            run.add_node(process)
            run.add_node_collection(process, tests)
        run.schedule()
        begun = {process: list(process.given) for process in read}
        while left := [process for process in read if process.given]:
            for process in left:
                run.mark_test_complete(process, process.given.pop(0))

        assert begun == {first: [1, 2, 0], second: [1, 2]}
        assert run.tests_finished
        assert not run.has_pending
