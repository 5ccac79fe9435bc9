from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.charts import sparks
from analytics.charts.sparks import SparkLayout
from analytics.disclosure.years import is_year, quarters_of
from analytics.figures.presenters import gaps
from analytics.scorecard.definitions import CardColumn, Source
from analytics.scorecard.readings import Measured, NoReading, Unmeasured
from analytics.scorecard.selectors.pages import CardCell, ScorecardPage
from analytics.stats.judgement import Judged
from analytics.stats.rounding import whole_points
from analytics.words import HIDDEN, FigureWords
from ui import formatting

SPAN_OF_SHARES = 0.4
SPAN_OF_DAYS = 0.5
"""The largest of the eight."""
WHY: Mapping[NoReading, Promise] = {
    NoReading.NOT_BY_GROUP: gettext_lazy("known only for all victims together"),
    NoReading.NOT_OF_GROUP: gettext_lazy("asked of other victims"),
    NoReading.NOT_KNOWN: gettext_lazy("not known of these victims"),
    NoReading.NOT_ASKED: gettext_lazy("nobody was asked"),
    NoReading.NOT_COUNTED: gettext_lazy("not compared yet: that is 17 weeks after the quarter"),
    NoReading.NOT_MEASURED: gettext_lazy("cases of this quarter are measured during the night"),
    NoReading.HIDDEN: gettext_lazy("showing it would tell how a small group answered"),
    NoReading.TOO_FEW_CASES: gettext_lazy("fewer than 10 cases"),
    NoReading.NOT_BY_FORCE: gettext_lazy("not shown by force"),
    NoReading.NOT_BY_SEX: gettext_lazy("told by kind of crime, not by sex in each"),
    NoReading.NOT_BY_YEAR: gettext_lazy("told by quarter: the line has eight of them"),
    NoReading.NOT_HALF: gettext_lazy("fewer than half of the cases have an outcome"),
}


class Change(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = ""


@dataclass(frozen=True, kw_only=True)
class CellWords(FigureWords):
    change: Change
    said: str
    spark: SparkLayout
    quarters: str

    @property
    def aloud(self) -> str:
        told = f"{self.line}, {self.said}" if self.said else self.line
        return f"{told}: {self.reason}" if self.reason else told

    @property
    def line(self) -> str:
        mark = f" [{self.mark}]" if self.mark else ""
        interval = f" ({self.interval})" if self.interval else ""
        return f"{self.value}{interval}{mark}".strip()


def quarter_names(page: ScorecardPage) -> Sequence[str]:
    return [words.period_name(period) for period in page.quarters]


def cell_words(
    page: ScorecardPage, row: str, column: CardColumn, quarters: Sequence[str]
) -> CellWords:
    cell = page.cells[row, column.code]
    reading, mark = cell.reading, cell.reading.mark.value.strip("[]")
    is_days = column.source is Source.DAYS
    line = cell.line if is_days else [whole_points.round_or_none(value) for value in cell.line]
    known = [value for value in line if value is not None]
    span = SPAN_OF_DAYS * max(known, default=0.0) if is_days else SPAN_OF_SHARES
    measured = reading if isinstance(reading, Measured) else None
    return CellWords(
        value=value_words(column, measured.value) if measured else "",
        interval=_interval(measured, is_days=is_days) if measured else "",
        base=words.number(measured.base) if measured else "",
        mark=mark,
        reason=why_words(reading) if isinstance(reading, Unmeasured) else "",
        change=change_of(cell.judged),
        said=change_words(cell.judged, is_of_year=is_year(page.period or "")),
        spark=sparks.place(line, span=span),
        quarters=_quarters(column, cell, quarters),
    )


def value_words(column: CardColumn, value: float) -> str:
    return words.number(value) if column.source is Source.DAYS else words.percent(value)


def why_words(reading: Unmeasured) -> str:
    if isinstance(reading.why, NoReading):
        return str(WHY[reading.why])
    return str(HIDDEN[reading.why])


def _interval(measured: Measured, *, is_days: bool) -> str:
    if measured.lower is None:
        return ""
    if is_days and measured.upper is None:
        return _("%(lower)s or more") % {"lower": words.number(measured.lower)}
    if measured.upper is None:
        return ""
    if is_days:
        return f"{words.number(measured.lower)}–{words.number(measured.upper)}"
    return formatting.format_interval(measured.lower, measured.upper, language=words.language())


def change_of(judged: Judged | None) -> Change:
    if judged is None or not judged.is_clear:
        return Change.NONE
    return Change.UP if judged.difference.value > 0 else Change.DOWN


def change_words(judged: Judged | None, *, is_of_year: bool) -> str:
    if judged is None or not judged.is_clear:
        return ""
    parts = {
        "points": gaps.points(judged.difference.value),
        "interval": gaps.interval_words(judged.difference),
    }
    if judged.difference.value > 0:
        told = (
            _("higher than the year before: %(points)s points (%(interval)s)")
            if is_of_year
            else _("higher than the quarter before: %(points)s points (%(interval)s)")
        )
    else:
        told = (
            _("lower than the year before: %(points)s points (%(interval)s)")
            if is_of_year
            else _("lower than the quarter before: %(points)s points (%(interval)s)")
        )
    return told % parts


def period_words(period: str) -> str:
    if not is_year(period):
        return words.period_name(period)
    first, *_between, last = quarters_of(period)
    return _("April %(first)s to March %(last)s") % {"first": first[:4], "last": last[:4]}


def _quarters(column: CardColumn, cell: CardCell, names: Sequence[str]) -> str:
    is_days, language = column.source is Source.DAYS, words.language()
    write = formatting.format_number if is_days else formatting.format_share
    return ", ".join(
        f"{name} {write(value, language=language) if value is not None else '–'}"
        for name, value in zip(names, cell.line, strict=True)
    )
