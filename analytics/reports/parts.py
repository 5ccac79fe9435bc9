"""The parts of a quarterly report: text and chart layouts, independent of paper. `document`
composes them, `pdf` prints them. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.charts import funnels, intervals, trend_layout, trends


class BesideOthers(StrEnum):
    """What the one judgement says of a force beside all others."""

    HIGHER = "higher"
    LOWER = "lower"
    NOT_CLEAR = "not_clear"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """One question: the cells of its row, and the marks beside them."""

    label: str
    cells: tuple[str, ...]
    beside_others: BesideOthers
    placed: intervals.PlacedInterval


@dataclass(frozen=True, kw_only=True)
class HeadlineSection:
    """`figure` stands alone in large type: the share, or the mark of a suppressed one."""

    label: str
    figure: str
    sentence: str
    placed: intervals.PlacedInterval
    alternative: str


@dataclass(frozen=True, kw_only=True)
class ComparisonSection:
    """`key` explains the marks between the columns; `modelled` is what a model says of each
    question, empty where there is none."""

    heading: str
    lead: str
    key: str
    columns: tuple[str, ...]
    measures: tuple[QuestionRow, ...]
    modelled: str = ""


@dataclass(frozen=True, kw_only=True)
class TrendSection:
    heading: str
    lead: str
    placed: trend_layout.TrendLayout
    words: trends.TrendWords
    alternative: str


@dataclass(frozen=True, kw_only=True)
class FunnelSection:
    """`placed` is None where too few victims answered to compare any force."""

    heading: str
    lead: str
    notes: tuple[str, ...]
    placed: funnels.FunnelLayout | None
    words: funnels.FunnelWords
    alternative: str


@dataclass(frozen=True, kw_only=True)
class AlertNote:
    title: str
    statement: str


@dataclass(frozen=True, kw_only=True)
class AlertsSection:
    heading: str
    lead: str
    notes: tuple[AlertNote, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """`share` of all recorded; None where the count is suppressed."""

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
    """What every page has. `simulated` is empty for real data, else the word that marks the report
    as simulated."""

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
class FirstPage:
    """What victims said."""

    headline: HeadlineSection
    comparison: ComparisonSection
    trend: TrendSection


@dataclass(frozen=True, kw_only=True)
class SecondPage:
    """How to read it."""

    title: str
    funnel: FunnelSection
    alerts: AlertsSection
    coverage: CoverageSection
    method: MethodSection


@dataclass(frozen=True, kw_only=True)
class QuarterlyReport:
    cover: Cover
    first_page: FirstPage
    second_page: SecondPage
