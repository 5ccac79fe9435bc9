"""Content of a quarterly report, independent of paper."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.charts import funnels, intervals, trend_layout, trends


class BesideOthers(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NOT_CLEAR = "not_clear"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    label: str
    cells: tuple[str, ...]
    beside_others: BesideOthers
    placed: intervals.PlacedInterval


@dataclass(frozen=True, kw_only=True)
class HeadlineSection:
    label: str
    figure: str
    sentence: str
    key: str
    placed: intervals.PlacedInterval
    alternative: str


@dataclass(frozen=True, kw_only=True)
class ComparisonSection:
    heading: str
    lead: str
    key: str
    columns: tuple[str, ...]
    measures: tuple[QuestionRow, ...]


@dataclass(frozen=True, kw_only=True)
class ChangedSection:
    heading: str
    lead: str
    caption: str
    since: str
    placed: trend_layout.TrendLayout
    words: trends.TrendWords
    alternative: str


@dataclass(frozen=True, kw_only=True)
class FunnelSection:
    heading: str
    lead: str
    notes: tuple[str, ...]
    placed: funnels.FunnelLayout | None
    words: funnels.FunnelWords
    alternative: str


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    cells: tuple[str, ...]
    placed: intervals.PlacedInterval | None = None


@dataclass(frozen=True, kw_only=True)
class PaperTable:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, kw_only=True)
class FoundSection:
    heading: str
    leads: tuple[str, ...]
    tables: tuple[PaperTable, ...]
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class DoneNote:
    """`state` gives the alert's owner and due day; `acts` the actions and results."""

    title: str
    statement: str
    state: str
    acts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DoneSection:
    heading: str
    lead: str
    notes: tuple[DoneNote, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    cells: tuple[str, ...]
    share: float | None


@dataclass(frozen=True, kw_only=True)
class CoverageSection:
    heading: str
    lead: str
    columns: tuple[str, ...]
    steps: tuple[CoverageRow, ...]


@dataclass(frozen=True, kw_only=True)
class MethodSection:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cover:
    language: str
    product: str
    kind: str
    force: str
    others: str
    period: str
    issued: str
    simulated: str
    simulated_note: str

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.force}, {self.period}"


@dataclass(frozen=True, kw_only=True)
class QuarterlyReport:
    cover: Cover
    headline: HeadlineSection
    changed: ChangedSection
    comparison: ComparisonSection
    journey: FoundSection
    let_down: FoundSection
    done: DoneSection
    funnel: FunnelSection
    coverage: CoverageSection
    method: MethodSection
