from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import intervals, svg
from analytics.disclosure.places import NATION
from analytics.figures.presenters.charts import safe, simulation_stamp
from analytics.models import CountedRate
from analytics.records.selectors import RecordPage
from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.suppression import Audience, Mark, mark_for
from analytics.tables import LEVELS, Dimension
from analytics.words import EstimateWords, FigureWords
from ui import formatting

HIDDEN = FigureWords(mark=Mark.CONFIDENTIAL.value.strip("[]"))
NO_KAPPA = EstimateWords(mark=HIDDEN.mark)


@dataclass(frozen=True, kw_only=True)
class RateRow:
    label: str
    cells: Sequence[EstimateWords]
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class RateTable:
    identity: str
    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[RateRow]


@dataclass(frozen=True, kw_only=True)
class RatePicture:
    caption: str
    drawing: SafeString


@dataclass(frozen=True, kw_only=True)
class DrawnRate:
    label: str
    own: CountedRate | None
    nation: CountedRate | None


def crime_names() -> dict[str, str]:
    dimension = Dimension.CRIME_GROUP
    return {level: words.level_name(dimension, level) for level in LEVELS[dimension]}


def figure(rate: CountedRate | None) -> FigureWords:
    if rate is None:
        return HIDDEN
    share = interval_of(rate)
    return FigureWords(
        value=words.percent(rate.found / rate.people),
        interval=formatting.format_interval(share.lower, share.upper, language=words.language()),
        base=words.number(rate.people),
        mark=mark_for(base=rate.people, audience=Audience.STAFF).value.strip("[]"),
    )


def kappa(rate: CountedRate | None) -> EstimateWords:
    if rate is None or rate.kappa is None:
        return NO_KAPPA
    value, lower, upper = (
        formatting.format_number(each, language=words.language(), decimals=2)
        for each in (rate.kappa, rate.kappa_lower or 0.0, rate.kappa_upper or 0.0)
    )
    return EstimateWords(value=value, interval=f"{lower}–{upper}")


def interval_of(rate: CountedRate) -> Interval:
    return wilson_interval(successes=rate.found, trials=rate.people)


def caption(page: RecordPage, name: str) -> str:
    return _("%(name)s, %(place)s, %(period)s") % {
        "name": name,
        "place": words.place_name(page.force),
        "period": words.period_name(page.period or ""),
    }


def force_rows(page: RecordPage, rates: Iterable[str]) -> Iterator[RateRow]:
    codes = list(rates)
    for force in page.forces:
        cells = [figure(page.rate(code, area=force.code)) for code in codes]
        if not all(cell.is_hidden for cell in cells):
            yield RateRow(label=words.place_name(force), cells=cells, address=force.code)


def picture(page: RecordPage, name: str, rows: Iterable[DrawnRate]) -> RatePicture | None:
    drawn = [_interval_row(page, row, row.own) for row in rows if row.own]
    if not drawn:
        return None
    title = caption(page, name)
    key = intervals.Key(
        subject=words.place_name(page.force), nation=_("The nation") if page.force else ""
    )
    drawings = [
        intervals.draw(
            intervals.place(drawn, is_wide=is_wide),
            key=key,
            identity=f"rates-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(f"{row.label}: {row.value}" for row in drawn),
            stamp=simulation_stamp(is_simulated=page.is_simulated),
            colour=svg.FORCE,
        )
        for is_wide in (True, False)
    ]
    return RatePicture(caption=title, drawing=safe("".join(drawings)))


def drawn(page: RecordPage, names: Mapping[str, str | Promise]) -> Iterator[DrawnRate]:
    for code, name in names.items():
        yield DrawnRate(label=str(name), own=page.rate(code), nation=page.rate(code, area=NATION))


def _interval_row(page: RecordPage, row: DrawnRate, own: CountedRate) -> intervals.IntervalRow:
    share, beside = interval_of(own), row.nation if page.force else None
    return intervals.IntervalRow(
        label=row.label,
        value=figure(own).line,
        detail=_("%(people)s people") % {"people": words.number(own.people)},
        share=own.found / own.people,
        lower=share.lower,
        upper=share.upper,
        nation=beside.found / beside.people if beside else None,
    )
