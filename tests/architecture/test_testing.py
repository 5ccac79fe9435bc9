"""TESTING.md is read before a test is written: it must know all there is."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "TESTING.md").read_text()


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
