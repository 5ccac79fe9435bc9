"""What may have been meant by a code, a heading or a force's name that is not known. Pure.

What is found here is shown to a person and never used in place of what was sent: a guess must not
make anybody more contactable. For that reason yes and no are found in other capitals only."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from responses.case_files.columns import COLUMNS
from responses.case_files.faults import LONGEST_SHOWN

LEAST_ALIKE = 0.8


@dataclass(frozen=True)
class ForceNames:
    """Every name of a force, case-folded, to its code; and the codes that the file may have."""

    names: Mapping[str, str] = field(default_factory=dict)
    allowed: Collection[str] = ()

    def named(self, value: str) -> str:
        """The code of the force that has this name, or ""."""
        return self.names.get(value.strip().casefold(), "")

    def near(self, value: str) -> str:
        """The code of an allowed force that is called nearly so, or ""."""
        names = [name for name, code in self.names.items() if code in self.allowed]
        name = _nearest(value.strip().casefold(), names)
        return self.names[name] if name else ""


def near_code(value: str, codes: Collection[str]) -> str:
    """The code that is written nearly so, or ""."""
    by_plain = {_plain(code): code for code in codes}
    plain = _plain(value)
    if plain in by_plain:
        return by_plain[plain]
    return "" if "no" in codes else by_plain.get(_nearest(plain, by_plain), "")


def near_column(heading: str) -> str:
    """The column of the standard case file that is called nearly so, or ""."""
    return near_code(heading, tuple(COLUMNS))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def _nearest(value: str, names: Iterable[str]) -> str:
    if not 1 < len(value) <= LONGEST_SHOWN:
        return ""
    return next(iter(get_close_matches(value, list(names), n=1, cutoff=LEAST_ALIKE)), "")
