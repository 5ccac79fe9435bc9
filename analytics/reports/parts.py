"""The parts of a quarterly report: words, and where pictures put things, before anybody thinks of
paper. `document` composes them, `pdf` prints them. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.charts import funnels, intervals, trends


class Standing(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NOT_CLEAR = "not_clear"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One question: the cells of its row, and the marks beside them."""

    label: str
    cells: tuple[str, ...]
    standing: Standing
    placed: intervals.PlacedInterval


@dataclass(frozen=True, kw_only=True)
class Headline:
    """`figure` stands alone in large letters: the share, or the mark of what is hidden."""

    label: str
    figure: str
    sentence: str
    placed: intervals.PlacedInterval
    alternative: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`key` says what the marks between the columns mean."""

    heading: str
    lead: str
    key: str
    columns: tuple[str, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Trend:
    heading: str
    lead: str
    placed: trends.TrendLayout
    words: trends.TrendWords
    alternative: str


@dataclass(frozen=True, kw_only=True)
class Funnel:
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
class Alerts:
    heading: str
    lead: str
    notes: tuple[AlertNote, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """`share` of all recorded is None where the count is hidden."""

    cells: tuple[str, ...]
    share: float | None


@dataclass(frozen=True, kw_only=True)
class Coverage:
    heading: str
    lead: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Method:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What every page carries. `simulated` is empty for real data, else the word that marks all
    of it as made up."""

    language: str
    product: str
    kind: str
    force: str
    nation: str
    period: str
    issued: str
    simulated: str
    simulated_note: str

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.force}, {self.period}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """The first page: what victims said."""

    headline: Headline
    comparison: Comparison
    trend: Trend


@dataclass(frozen=True, kw_only=True)
class Read:
    """The second page: how to read it."""

    title: str
    funnel: Funnel
    alerts: Alerts
    coverage: Coverage
    method: Method


@dataclass(frozen=True, kw_only=True)
class Report:
    cover: Cover
    said: Said
    read: Read
