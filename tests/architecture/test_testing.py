"""TESTING.md is read before a test is written: it must know all there is."""

import re
import tomllib
from pathlib import Path

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
