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
from analytics.records.selectors import KEPT_INFORMED, OutcomePage, RecordPage
from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.suppression import NO_ANSWERS, Audience, Mark, mark_for
from analytics.tables import EVERYBODY, LEVELS, Dimension
from analytics.timeliness.presenters import days_in_words
from analytics.words import EstimateWords, FigureWords
from responses.extract_rows import CaseStep
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


def table(page: OutcomePage) -> RateTable:
    name = _("How long it took, beside being kept informed")
    return RateTable(
        identity="days",
        name=name,
        caption=caption(page.records, name),
        heads=[
            _("Days to an outcome"),
            _("Days from outcome to being told"),
            words.label(KEPT_INFORMED),
        ],
        rows=list(_rows(page)),
    )


def _rows(page: OutcomePage) -> Iterator[RateRow]:
    area, force = page.records.area, page.records.force
    everybody = (Dimension.ALL.value, EVERYBODY)
    yield from _row(page, words.place_name(force), area, *everybody)
    if force:
        yield from _row(page, words.place_name(None), NATION, *everybody)
    for level, label in crime_names().items():
        yield from _row(page, label, area, Dimension.CRIME_GROUP.value, level)


def _row(page: OutcomePage, label: str, area: str, dimension: str, level: str) -> Iterator[RateRow]:
    took, waited = (
        page.times.get((area, step, dimension, level)) for step in (CaseStep.OUTCOME, CaseStep.TOLD)
    )
    informed = page.informed.get((area, level), NO_ANSWERS)
    if took or waited or informed != NO_ANSWERS:
        days = [EstimateWords(value=days_in_words(time)) for time in (took, waited)]
        yield RateRow(label=label, cells=[*days, words.figure_words(informed)])
