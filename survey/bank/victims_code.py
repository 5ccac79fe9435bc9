from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from survey.bank.questions import read_toml

FILE = Path(__file__).resolve().parent.parent / "instruments" / "victims-code.toml"


@dataclass(frozen=True)
class VictimsCode:
    version: str
    title: str
    in_force_on: date
    rights: Mapping[str, str]
    without_report: frozenset[str]
    """The numbers of the rights that are owed without a report to the police too."""
    from_memory: frozenset[str]
    """The fields that were written from memory and not yet checked against the Code."""


@cache
def read_victims_codes(path: Path = FILE) -> Mapping[str, VictimsCode]:
    """The oldest first. Raises DefinitionError."""
    return {
        version: VictimsCode(
            version=version,
            title=entry["title"],
            in_force_on=entry["in_force_on"],
            rights=entry["rights"],
            without_report=frozenset(entry["without_report"]),
            from_memory=frozenset(entry["from_memory"]),
        )
        for version, entry in sorted(read_toml(path).items())
    }
