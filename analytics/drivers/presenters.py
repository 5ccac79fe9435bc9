from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import intervals
from analytics.drivers.counting import FEWEST_PEOPLE, Driver, DriverFigures
from analytics.drivers.selectors import DriversPage
from analytics.figures.presenters import charts, gaps
from analytics.items import headline
from analytics.journey.presenters import findings
from analytics.stats.judgement import Judged
from analytics.words import FigureWords
from ui import formatting

SCALE_STEP = 0.2
"""The scale ends at the next fifth, so that its four lines are whole percentages."""


@dataclass(frozen=True, kw_only=True)
class DriverRow:
    label: str
    share: str
    interval: str
    direction: str
    behind: str
    favourable: FigureWords | None


@dataclass(frozen=True, kw_only=True)
class StageLink:
    name: str
    url: str
    is_current: bool
    is_shown: bool


def stage_name(page: DriversPage) -> str:
    return findings.stage_name(page.stage.code)


def stage_links(page: DriversPage) -> list[StageLink]:
    return [
        StageLink(
            name=findings.stage_name(stage.code),
            url=f"{reverse('analytics:drivers')}?period={page.period}&stage={stage.code}",
            is_current=stage == page.stage,
            is_shown=stage.code in page.shown_stages,
        )
        for stage in page.stages
    ]


def lead(page: DriversPage) -> str:
    parts = {
        "period": words.period_name(page.period or ""),
        "place": words.place_name(None),
        "stage": stage_name(page),
    }
    if page.figures is not None:
        return _first(page.figures, parts)
    return (
        _(
            "In %(period)s too few victims in the nation answered at the stage “%(stage)s” to say "
            "what goes with being satisfied."
        )
        % parts
    )


def _first(found: DriverFigures, parts: dict[str, str]) -> str:
    first = found.drivers[0]
    sentence = _(
        "In %(period)s, at the stage “%(stage)s” in %(place)s, “%(item)s” goes most closely with "
        "“%(overall)s”. Its share is %(share)s (%(interval)s) of what all these questions "
        "together explain."
    ) % {
        **parts,
        "item": words.label(first.item),
        "overall": words.label(headline().code),
        "share": words.percent(first.share),
        "interval": interval(first),
    }
    return f"{sentence} {_lead_over_others(found)}"


def _lead_over_others(found: DriverFigures) -> str:
    unclear = [each for each in found.drivers[1:] if each.behind and not each.behind.is_clear]
    if not unclear:
        return _("It is clearly ahead of each of the others.")
    names = [_("“%(item)s”") % {"item": words.label(each.item)} for each in unclear]
    seen = max(each.behind.detectable for each in unclear if each.behind)
    return _(
        "It is not clearly ahead of %(items)s: a difference of %(points)s points would have been "
        "seen."
    ) % {
        "items": formatting.format_words(names, language=words.language()),
        "points": gaps.size(seen),
    }


def explained(page: DriversPage) -> str:
    if page.figures is None:
        return ""
    return _(
        "Together these questions explain %(share)s (R²) of how answers to “%(overall)s” differ "
        "from person to person; the rest comes from things that were not asked, or from chance. "
        "At least %(people)s people answered."
    ) % {
        "share": words.percent(page.figures.explained),
        "overall": words.label(headline().code),
        "people": words.number(page.figures.people),
    }


def interval(driver: Driver) -> str:
    return formatting.format_interval(driver.lower, driver.upper, language=words.language())


def direction(driver: Driver) -> str:
    return _("more satisfied") if driver.sign > 0 else _("less satisfied")


def behind(judged: Judged | None) -> str:
    if judged is None:
        return _("the first")
    parts = {
        "points": gaps.size(judged.difference.value),
        "interval": gaps.interval_words(judged.difference),
        "seen": gaps.size(judged.detectable),
    }
    if judged.is_clear:
        return _("clearly behind, by %(points)s points (%(interval)s)") % parts
    return _("not clearly behind; %(seen)s points would have been seen") % parts


def rows(page: DriversPage) -> list[DriverRow]:
    if page.figures is None:
        return []
    return [
        DriverRow(
            label=words.label(each.item),
            share=words.percent(each.share),
            interval=interval(each),
            direction=direction(each),
            behind=behind(each.behind),
            favourable=words.figure_words(page.favourable[each.item])
            if each.item in page.favourable
            else None,
        )
        for each in page.figures.drivers
    ]


def caption(page: DriversPage) -> str:
    return _(
        "%(place)s, %(period)s, stage “%(stage)s”. What goes with being satisfied overall: shares "
        "that add up to 100 per cent, with 95 per cent intervals"
    ) % {
        "period": words.period_name(page.period or ""),
        "place": words.place_name(None),
        "stage": stage_name(page),
    }


def picture(page: DriversPage) -> SafeString:
    if page.figures is None:
        return SafeString()
    drawn = [
        intervals.IntervalRow(
            label=row.label,
            value=f"{row.share} ({row.interval})",
            detail=row.direction,
            share=each.share,
            lower=each.lower,
            upper=each.upper,
            nation=None,
        )
        for row, each in zip(rows(page), page.figures.drivers, strict=True)
    ]
    highest = max(each.upper for each in page.figures.drivers)
    return charts.safe(
        "".join(_drawing(page, drawn, highest, is_wide=wide) for wide in (True, False))
    )


def _drawing(
    page: DriversPage, drawn: Sequence[intervals.IntervalRow], highest: float, *, is_wide: bool
) -> str:
    most = min(1.0, SCALE_STEP * ceil(highest / SCALE_STEP))
    return intervals.draw(
        intervals.place(drawn, is_wide=is_wide, most=most),
        key=intervals.Key(subject=words.place_name(None)),
        identity=f"drivers-{'wide' if is_wide else 'narrow'}",
        title=caption(page),
        description="; ".join(f"{row.label}: {row.value}, {row.detail}" for row in drawn),
        stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
    )


def fewest() -> str:
    return words.number(FEWEST_PEOPLE)
