"""TESTING.md is read before a test is written: it must know all there is."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.each import for_each

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "TESTING.md").read_text()


class TestJourneys:
    def test_are_all_that_needs_a_browser(self) -> None:
        """Each leg of ./dev test reads only the folders that it may run."""
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


class TestThePage:
    def test_names_every_mark(self) -> None:
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
        marks = settings["tool"]["pytest"]["ini_options"]["markers"]

        missing = [mark for mark in marks if f"| `{mark.partition(':')[0]}` |" not in PAGE]

        assert not missing

    def test_names_every_variable(self) -> None:
        sources = [ROOT / "dev", *(ROOT / "tests").rglob("*.py")]
        read = {
            name for path in sources for name in re.findall(r"\"(TEST_[A-Z]+)", path.read_text())
        }

        assert {name for name in read if name not in PAGE} == set()


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
