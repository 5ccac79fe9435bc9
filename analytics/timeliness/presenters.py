from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.charts import intervals, svg
from analytics.disclosure.places import NATION
from analytics.figures.presenters.charts import safe, simulation_stamp
from analytics.models import StepTime
from analytics.stats.proportions import Interval, wilson_interval
from analytics.tables import EVERYBODY, LEVELS, Dimension
from analytics.timeliness.selectors import TimesPage
from analytics.timeliness.tables import LEAST_CASES, OUTCOME_GROUP
from responses.extract_rows import CaseStep
from ui import formatting

NONE = "–"


@dataclass(frozen=True, kw_only=True)
class TimeRow:
    label: str
    cases: str
    to_outcome: str
    to_told: str
    in_time: str
    nation: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class TimeTable:
    identity: str
    name: str
    caption: str
    rows: Sequence[TimeRow]
    has_outcome_step: bool


def lead(page: TimesPage) -> str:
    outcome = page.times.get((page.area, CaseStep.OUTCOME, Dimension.ALL, EVERYBODY))
    told = page.times.get((page.area, CaseStep.TOLD, Dimension.ALL, EVERYBODY))
    if outcome is None or page.period is None:
        return _("Fewer than %(least)s cases were reported: too few to say how long they took.") % {
            "least": words.number(LEAST_CASES)
        }
    return " ".join([_outcome_sentence(outcome), *([_informed_sentence(told)] if told else [])])


def _outcome_sentence(time: StepTime) -> str:
    parts = {"period": words.period_name(time.period), "cases": words.number(time.cases)}
    if time.median is None:
        told = _(
            "Of %(cases)s cases reported in %(period)s, fewer than half have an outcome so far."
        )
        return told % parts
    return ngettext(
        "Half of the %(cases)s cases that were reported in %(period)s had an outcome within "
        "%(median)s day (%(interval)s).",
        "Half of the %(cases)s cases that were reported in %(period)s had an outcome within "
        "%(median)s days (%(interval)s).",
        time.median,
    ) % {**parts, "median": words.number(time.median), "interval": _bounds(time)}


def _informed_sentence(time: StepTime) -> str:
    if not (share := _share_in_time(time)):
        return _("Of too few of them it is known whether the victim was told in time.")
    return _(
        "Of the victims of those with an outcome, %(share)s were told of it within five working "
        "days (%(interval)s)."
    ) % {"share": words.percent(time.in_time / time.judged), "interval": _interval(share)}


def tables(page: TimesPage) -> Iterator[TimeTable]:
    crimes = {code: words.level_name(Dimension.CRIME_GROUP, code) for code in _crimes()}
    yield _table(page, "crime", _("By crime"), Dimension.CRIME_GROUP, crimes)
    outcomes = {code: str(name) for code, name in words.OUTCOMES.items()}
    yield _table(page, "outcome", _("By outcome"), OUTCOME_GROUP, outcomes)
    if page.force is None and page.forces:
        yield TimeTable(
            identity="force",
            name=_("By force"),
            caption=_caption(page, _("By force")),
            rows=[
                _row(page, words.place_name(force), force.code, Dimension.ALL, EVERYBODY)
                for force in page.forces
            ],
            has_outcome_step=True,
        )


def _crimes() -> tuple[str, ...]:
    return LEVELS[Dimension.CRIME_GROUP]


def _caption(page: TimesPage, name: str) -> str:
    return _("%(name)s, %(place)s, cases reported in %(period)s") % {
        "name": name,
        "place": words.place_name(page.force),
        "period": words.period_name(page.period or ""),
    }


def _table(
    page: TimesPage, identity: str, name: str, dimension: str, levels: Mapping[str, str]
) -> TimeTable:
    return TimeTable(
        identity=identity,
        name=name,
        caption=_caption(page, name),
        rows=[
            _row(page, label, page.area, dimension, level)
            for level, label in levels.items()
            if any((page.area, step, dimension, level) in page.times for step in CaseStep)
        ],
        has_outcome_step=dimension != OUTCOME_GROUP,
    )


def _row(page: TimesPage, label: str, area: str, dimension: str, level: str) -> TimeRow:
    outcome = page.times.get((area, CaseStep.OUTCOME, dimension, level))
    told = page.times.get((area, CaseStep.TOLD, dimension, level))
    nation = page.times.get((NATION, CaseStep.TOLD, dimension, level))
    counted = told if dimension == OUTCOME_GROUP else outcome
    return TimeRow(
        label=label,
        cases=words.number(counted.cases) if counted else NONE,
        to_outcome=days_in_words(outcome),
        to_told=days_in_words(told),
        in_time=_informed_in_time(told),
        nation=_informed_in_time(nation),
        address="" if area == page.area else area,
    )


def days_in_words(time: StepTime | None) -> str:
    if time is None:
        return NONE
    if time.median is None:
        return _("not yet half")
    return _("%(median)s (%(interval)s)") % {
        "median": words.number(time.median),
        "interval": _bounds(time),
    }


def _bounds(time: StepTime) -> str:
    if time.lower is None:
        return _("interval not known")
    if time.upper is None:
        return _("%(lower)s or more") % {"lower": words.number(time.lower)}
    return f"{words.number(time.lower)}–{words.number(time.upper)}"


def _share_in_time(time: StepTime | None) -> Interval | None:
    if time is None or time.judged < LEAST_CASES:
        return None
    return wilson_interval(successes=time.in_time, trials=time.judged)


def _informed_in_time(time: StepTime | None) -> str:
    if time is None or (share := _share_in_time(time)) is None:
        return NONE
    return f"{words.percent(time.in_time / time.judged)} ({_interval(share)})"


def _interval(share: Interval) -> str:
    return formatting.format_interval(share.lower, share.upper, language=words.language())


def picture(page: TimesPage) -> SafeString:
    rows = [row for row in (_interval_row(page, code) for code in _crimes()) if row]
    nation = _("The nation") if page.force else ""
    key = intervals.Key(subject=words.place_name(page.force), nation=nation)
    drawings = [
        intervals.draw(
            intervals.place(rows, is_wide=is_wide),
            key=key,
            identity=f"told-{'wide' if is_wide else 'narrow'}",
            title=picture_caption(page),
            description="; ".join(f"{row.label}: {row.value}" for row in rows),
            stamp=simulation_stamp(is_simulated=page.is_simulated),
            colour=svg.FORCE,
        )
        for is_wide in (True, False)
    ]
    return safe("".join(drawings)) if rows else SafeString("")


def picture_caption(page: TimesPage) -> str:
    return _caption(page, _("Told of the outcome within five working days"))


def _interval_row(page: TimesPage, crime: str) -> intervals.IntervalRow | None:
    own = page.times.get((page.area, CaseStep.TOLD, Dimension.CRIME_GROUP, crime))
    if own is None or (share := _share_in_time(own)) is None:
        return None
    nation = page.times.get((NATION, CaseStep.TOLD, Dimension.CRIME_GROUP, crime))
    is_beside = page.force is not None and _share_in_time(nation) is not None
    return intervals.IntervalRow(
        label=words.level_name(Dimension.CRIME_GROUP, crime),
        value=_informed_in_time(own),
        detail=_("%(cases)s cases") % {"cases": words.number(own.judged)},
        share=own.in_time / own.judged,
        lower=share.lower,
        upper=share.upper,
        nation=nation.in_time / nation.judged if nation and is_beside else None,
    )
