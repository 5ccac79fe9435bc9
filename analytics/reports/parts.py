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
    """`figure` stands alone in large type: the share, or the mark of a suppressed one. `key` says
    which interval is drawn where that is not the share's own, empty where it is."""

    label: str
    figure: str
    sentence: str
    key: str
    placed: intervals.PlacedInterval
    alternative: str


@dataclass(frozen=True, kw_only=True)
class ComparisonSection:
    """`key` explains the marks between the columns."""

    heading: str
    lead: str
    key: str
    columns: tuple[str, ...]
    measures: tuple[QuestionRow, ...]


@dataclass(frozen=True, kw_only=True)
class ChangedSection:
    """What truly changed of all questions, and the main one quarter by quarter."""

    heading: str
    lead: str
    caption: str
    since: str
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
class PaperRow:
    """`placed` is the dot and interval drawn beside the words, None where the table has no
    picture."""

    cells: tuple[str, ...]
    placed: intervals.PlacedInterval | None = None


@dataclass(frozen=True, kw_only=True)
class PaperTable:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, kw_only=True)
class FoundSection:
    """A finding with the tables that it is read from; `more` says what is left out."""

    heading: str
    leads: tuple[str, ...]
    tables: tuple[PaperTable, ...]
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class DoneNote:
    """`state` says whose the alert is and until when; `acts` what was done and came of it."""

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
    """What every page has. `others` names the line that a share stands beside, empty in the
    nation's report. `simulated` is empty for real data, else the word that marks a simulated
    one."""

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
    """In the order in which it is read: what was said and what changed, where the journey fails,
    who is let down, what was done, and how to read it all."""

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
