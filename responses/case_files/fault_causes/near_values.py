"""Shown to a person, never used: a guess must not make anyone more contactable."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from responses.case_files.columns import COLUMNS
from responses.case_files.masked_values import LONGEST_SHOWN

LEAST_ALIKE = 0.8


@dataclass(frozen=True)
class ForceNames:
    names: Mapping[str, str] = field(default_factory=dict)
    allowed: Collection[str] = ()

    def named(self, value: str) -> str:
        return self.names.get(value.strip().casefold(), "")

    def near(self, value: str) -> str:
        names = [name for name, code in self.names.items() if code in self.allowed]
        name = _nearest(value.strip().casefold(), names)
        return self.names[name] if name else ""


def near_code(value: str, codes: Collection[str]) -> str:
    by_plain = {_plain(code): code for code in codes}
    plain = _plain(value)
    if plain in by_plain:
        return by_plain[plain]
    return "" if "no" in codes else by_plain.get(_nearest(plain, by_plain), "")


def near_column(heading: str) -> str:
    return near_code(heading, tuple(COLUMNS))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def _nearest(value: str, names: Iterable[str]) -> str:
    if not 1 < len(value) <= LONGEST_SHOWN:
        return ""
    return next(iter(get_close_matches(value, list(names), n=1, cutoff=LEAST_ALIKE)), "")
