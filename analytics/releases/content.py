from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analytics.disclosure.places import NATION
from analytics.tables import Dimension

NAME = "release.json"
QUESTIONS, FORCES, REGIONS = "questions", "forces", "regions"
ALL = Dimension.ALL.value
FORCE, REGION = "force", "region"


@dataclass(frozen=True, kw_only=True)
class FrozenFigure:
    """Whole percentages and a base to the nearest five. A small share that rounds to 0 is named in
    `low`."""

    positive: int
    neutral: int | None
    negative: int
    lower: int
    upper: int
    base: int
    low: frozenset[str]
    positive_words: str
    interval_words: str
    base_words: str


@dataclass(frozen=True, kw_only=True)
class FrozenRow:
    area: str
    level: str
    item: str
    label: str
    figure: FrozenFigure | None
    mark: str
    why: str


@dataclass(frozen=True, kw_only=True)
class FrozenTable:
    key: str
    title: str
    head: str
    period: str
    period_name: str
    area: str
    area_name: str
    dimension: str
    item: str
    rows: tuple[FrozenRow, ...]

    @property
    def has_number(self) -> bool:
        return any(row.figure for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class ResponseRow:
    area: str
    label: str
    in_scope: str
    coverage: str
    asked: str
    response: str


@dataclass(frozen=True, kw_only=True)
class NotPublished:
    period_name: str
    table: str
    question: str
    why: str


@dataclass(frozen=True, kw_only=True)
class FrozenRelease:
    period: str
    version: int
    language: str
    title: str
    label: str
    stamp: str
    published_on: date | None
    sentences: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    method_changes: str
    limits: tuple[str, ...]
    contact_name: str
    contact_email: str
    next_on: date | None
    kind: str
    correction: str
    marks: tuple[tuple[str, str], ...]
    questions: Mapping[str, str]
    areas: Mapping[str, str]
    kinds_of_areas: Mapping[str, str]
    periods: tuple[str, ...]
    tables: tuple[FrozenTable, ...]
    responses: tuple[ResponseRow, ...]
    not_published: tuple[NotPublished, ...]

    def table(self, key: str) -> FrozenTable | None:
        return next((table for table in self.tables if table.key == key), None)

    def ten_questions(self, area: str = NATION, period: str | None = None) -> FrozenTable | None:
        found = self._find(QUESTIONS, item="", area=area, period=period)
        return found[0] if found else None

    def tables_of(
        self, item: str, area: str = NATION, period: str | None = None
    ) -> list[FrozenTable]:
        return [
            table
            for table in self.tables
            if table.item == item
            and table.area == area
            and table.dimension not in (ALL, "")
            and period in (None, table.period)
        ]

    def forces_on(self, item: str) -> FrozenTable | None:
        found = self._find(FORCES, item=item, area=NATION, period=None)
        return found[0] if found else None

    def _find(self, kind: str, *, item: str, area: str, period: str | None) -> list[FrozenTable]:
        return [
            table
            for table in self.tables
            if table.key.startswith(f"{kind}-")
            and table.item == item
            and table.area == area
            and period in (None, table.period)
        ]
