"""The Victims' Code as data: its rights by version, from survey/instruments/victims-code.toml. Pure
but for reading the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from survey.bank.questions import read_toml

FILE = Path(__file__).resolve().parent.parent / "instruments" / "victims-code.toml"


@dataclass(frozen=True)
class Code:
    version: str
    title: str
    in_force_on: date
    rights: Mapping[str, str]
    without_report: frozenset[str]
    """Rights that are owed to those who have not reported to the police too."""
    from_memory: frozenset[str]
    """What nobody has looked up yet."""


@cache
def codes(path: Path = FILE) -> Mapping[str, Code]:
    """Every Code by its version, the oldest first."""
    return {
        version: Code(
            version=version,
            title=entry["title"],
            in_force_on=entry["in_force_on"],
            rights=entry["rights"],
            without_report=frozenset(entry["without_report"]),
            from_memory=frozenset(entry["from_memory"]),
        )
        for version, entry in sorted(read_toml(path).items())
    }
