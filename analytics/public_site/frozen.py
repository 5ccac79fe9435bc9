import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from analytics.disclosure.places import NATION
from analytics.items import item_codes
from analytics.releases import reading
from analytics.releases.content import FrozenRelease
from analytics.releases.record.register import Entry
from analytics.releases.tables import FigureLine, ResponseLine
from analytics.tables import EVERYBODY, SHOWN, Dimension

FIGURES, RESPONSE, UNPUBLISHED = "figures.csv", "response.csv", "unpublished.csv"
RELEASE = "release.json"
REGISTER, WORDINGS, ACCOUNT = "register.json", "wordings.json", "account.json"
Place = tuple[str, str, str, str, str]
"""Period, area, dimension, level and item."""
TOTAL = (Dimension.ALL.value, EVERYBODY)


class AlteredFileError(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class FrozenFile:
    """Raises AlteredFileError."""

    name: str
    media_type: str
    content: bytes
    sha256: str

    def __post_init__(self) -> None:
        if hashlib.sha256(self.content).hexdigest() != self.sha256:
            message = f"{self.name} is not as it was published: restore it from a backup."
            raise AlteredFileError(message)


@dataclass(frozen=True)
class PublicRelease:
    period: str
    version: int
    published_on: date
    revision_note: str
    is_simulated: bool
    quality: Mapping[str, Any]
    files: Mapping[str, FrozenFile]
    latest_version: int

    @property
    def path(self) -> str:
        return f"releases/{self.period}/{self.version}/"

    @property
    def is_replaced(self) -> bool:
        return self.version < self.latest_version

    @cached_property
    def figures(self) -> Mapping[Place, FigureLine]:
        lines = (_line(row, FigureLine) for row in self._rows(FIGURES))
        return {
            (line.period, line.area, line.dimension, line.level, line.item): line for line in lines
        }

    @cached_property
    def responses(self) -> Mapping[tuple[str, str, str], ResponseLine]:
        lines = (_line(row, ResponseLine) for row in self._rows(RESPONSE))
        return {(line.area, line.dimension, line.level): line for line in lines}

    @cached_property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """With kind (nation, region, force) and English name, even without numbers."""
        unpublished = self._rows(UNPUBLISHED) if UNPUBLISHED in self.files else []
        rows = [*self._rows(FIGURES), *unpublished]
        return {row["area"]: (row["area_type"], row["area_name"]) for row in rows}

    @cached_property
    def periods(self) -> Sequence[str]:
        return list(dict.fromkeys(period for period, *_ in self.figures))

    @cached_property
    def year(self) -> str:
        return next((each for each in self.periods if each != self.period), "")

    @cached_property
    def items(self) -> Sequence[str]:
        registered = [code for code, entry in self.register.items() if entry["question"]]
        return registered or sorted({item for *_, item in self.figures}, key=_place)

    @cached_property
    def unpublished(self) -> Mapping[tuple[str, str, str, str], tuple[str, str]]:
        """By period, area, table and question."""
        if UNPUBLISHED not in self.files:
            return {}
        rows = self._rows(UNPUBLISHED)
        return {
            (row["period"], row["area"], row["dimension"], row["item"]): (row["mark"], row["why"])
            for row in rows
        }

    def levels(self, period: str, area: str) -> Mapping[str, Sequence[str]]:
        found: dict[str, dict[str, None]] = {}
        for when, of, dimension, level, _item in self.figures:
            if (when, of) == (period, area):
                found.setdefault(dimension, {})[level] = None
        return {of: list(found[of]) for of in (each.value for each in SHOWN) if of in found}

    @cached_property
    def forces(self) -> Sequence[str]:
        found = [area for area, (kind, _name) in self.places.items() if kind == "force"]
        return sorted(found, key=lambda area: self.places[area][1])

    def total(self, area: str, item: str, *, period: str = "") -> FigureLine | None:
        return self.figures.get((period or self.period, area, *TOTAL, item))

    @cached_property
    def register(self) -> Mapping[str, Entry]:
        return {entry["code"]: entry for entry in self._json(REGISTER, [])}

    @cached_property
    def wordings(self) -> Sequence[Mapping[str, Any]]:
        return list(self._json(WORDINGS, []))

    @cached_property
    def account(self) -> Mapping[str, Any]:
        return dict(self._json(ACCOUNT, {}))

    @cached_property
    def texts(self) -> Mapping[str, Any]:
        return dict(self._json(RELEASE, {}).get("words", {}))

    def in_language(self, language: str) -> FrozenRelease | None:
        if not self.texts:
            return None
        text = self.files[RELEASE].content.decode()
        return reading.read_release(text, language=language, published_on=self.published_on)

    def parameter(self, code: str) -> str:
        entry = self.register.get(code)
        return f"{code}/{entry['version']}" if entry else ""

    def _rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.files[name].content.decode())))

    def _json(self, name: str, absent: Any) -> Any:
        return json.loads(self.files[name].content) if name in self.files else absent


def _place(item: str) -> tuple[bool, int, str]:
    codes = item_codes()
    return (False, codes.index(item), item) if item in codes else (True, 0, item)


def _line(row: Mapping[str, str], kind: Any) -> Any:
    return kind(**{name: row.get(name, "") for name in kind._fields})


def has_number(line: FigureLine | None) -> bool:
    return line is not None and line.positive.isdigit()


def nation_of(release: PublicRelease, item: str, *, period: str = "") -> FigureLine | None:
    return release.total(NATION, item, period=period)
