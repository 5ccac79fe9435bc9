from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics import words
from analytics.disclosure.places import NATION
from analytics.items import headline, item_codes, items
from analytics.releases.tables import FigureLine, ResponseLine
from analytics.tables import AGAINST_WOMEN_AND_GIRLS, EVERYBODY, Dimension
from ui import formatting

MOST = 5


@dataclass(frozen=True, kw_only=True)
class PrintedLines:
    figures: Mapping[tuple[str, str, str, str, str], FigureLine]
    responses: Mapping[str, ResponseLine]

    def figure(self, period: str, item: str, dimension: str, level: str) -> FigureLine | None:
        return self.figures.get((period, NATION, dimension, level, item))


def printed(figures: Sequence[FigureLine], responses: Sequence[ResponseLine]) -> PrintedLines:
    return PrintedLines(
        figures={tuple(line[:5]): line for line in figures if line.has_number},  # type: ignore[misc]
        responses={line.area: line for line in responses if line.dimension == Dimension.ALL},
    )


def sentences(
    lines: PrintedLines, *, periods: Sequence[str], name_of: Mapping[str, str]
) -> list[str]:
    quarter = periods[0]
    found = [
        *_headline(lines, quarter, name_of),
        *_highest_and_lowest(lines, quarter),
        *_women_and_girls(lines, quarter),
        *(line for year in periods[1:] for line in _headline(lines, year, name_of)),
        *_answered(lines),
    ]
    return found[:MOST]


def _headline(lines: PrintedLines, period: str, name_of: Mapping[str, str]) -> Iterator[str]:
    line = lines.figure(period, headline().code, Dimension.ALL.value, EVERYBODY)
    if line is None:
        yield _("No figure of all victims is published for %(period)s.") % {
            "period": name_of[period]
        }
        return
    yield _(
        "In %(period)s, %(share)s of victims who answered %(finding)s (%(interval)s, "
        "from %(base)s people)."
    ) % {
        "period": name_of[period],
        "finding": words.text_of(headline().finding),
        **_parts(line),
    }


def _highest_and_lowest(lines: PrintedLines, period: str) -> Iterator[str]:
    found = [
        line
        for code in item_codes()
        if (line := lines.figure(period, code, Dimension.ALL.value, EVERYBODY))
        and line.positive.isdigit()
    ]
    if len(found) < 2:
        return
    ordered = sorted(found, key=lambda line: int(line.positive))
    lowest, highest = ordered[0], ordered[-1]
    yield _(
        "Of the %(number)s questions the highest share of favourable answers is %(high)s, to "
        "“%(highest)s”; the lowest is %(low)s, to “%(lowest)s”."
    ) % {
        "number": words.number(len(found)),
        "high": _percent(highest.positive),
        "highest": words.text_of(items()[highest.item].label),
        "low": _percent(lowest.positive),
        "lowest": words.text_of(items()[lowest.item].label),
    }


def _women_and_girls(lines: PrintedLines, period: str) -> Iterator[str]:
    kind, code = Dimension.KIND.value, headline().code
    if line := lines.figure(period, code, kind, AGAINST_WOMEN_AND_GIRLS):
        yield _(
            "Of victims of crimes that disproportionately affect women and girls, %(share)s "
            "%(finding)s (%(interval)s, from %(base)s people)."
        ) % {"finding": words.text_of(headline().finding), **_parts(line)}


def _answered(lines: PrintedLines) -> Iterator[str]:
    line = lines.responses.get(NATION)
    if line is None or not (line.coverage.isdigit() and line.response.isdigit()):
        return
    yield _(
        "%(coverage)s of the stages of cases in scope could be asked about; of those who were "
        "asked, %(response)s answered. What the others think is not known."
    ) % {"coverage": _percent(line.coverage), "response": _percent(line.response)}


def _parts(line: FigureLine) -> dict[str, str]:
    lower, upper = (int(each) if each.isdigit() else 0 for each in (line.lower, line.upper))
    return {
        "share": _percent(line.positive),
        "interval": formatting.format_interval(lower / 100, upper / 100, language=words.language()),
        "base": words.number(int(line.base)),
    }


def _percent(share: str) -> str:
    return words.percent(int(share) / 100) if share.isdigit() else share
