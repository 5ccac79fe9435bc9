"""The words and the picture of what goes with being satisfied overall."""

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
from analytics.let_down.region_names import region_name
from analytics.stats.judgement import Judged
from analytics.words import FigureWords
from ui import formatting

SCALE_STEP = 0.2
"""The scale of the picture ends at the next fifth, so that its four lines are whole per cents."""


@dataclass(frozen=True, kw_only=True)
class DriverRow:
    """One question in the table. `behind` says how it stands to the first; `nation` is the nation's
    share, "" where it does not stand beside; `favourable` is None where it is not known here."""

    label: str
    share: str
    interval: str
    nation: str
    direction: str
    behind: str
    favourable: FigureWords | None


@dataclass(frozen=True, kw_only=True)
class StageLink:
    name: str
    url: str
    is_current: bool
    is_shown: bool


def place_name(page: DriversPage) -> str:
    return region_name(page.region) if page.region else words.place_name(page.force)


def stage_name(page: DriversPage) -> str:
    return findings.stage_name(page.stage.code)


def stage_links(page: DriversPage) -> list[StageLink]:
    return [
        StageLink(
            name=findings.stage_name(stage.code),
            url=f"{_address(page)}?period={page.period}&stage={stage.code}",
            is_current=stage == page.stage,
            is_shown=stage.code in page.shown_stages,
        )
        for stage in page.stages
    ]


def _address(page: DriversPage) -> str:
    if page.region:
        return reverse("analytics:drivers_region", args=[page.region.code])
    return reverse("analytics:drivers", args=[page.force.code] if page.force else [])


def lead(page: DriversPage) -> str:
    """What goes most closely with being satisfied, and whether it can be told from the others."""
    found, parts = page.found, _parts(page)
    if page.own is None and not page.is_of_nation:
        none = _(
            "In %(period)s too few victims of %(place)s answered at the stage “%(stage)s” to say "
            "what goes with being satisfied."
        )
        if found is None:
            return f"{none % parts} {_no_nation() % parts}"
        return f"{none % parts} {_first(found, {**parts, 'place': words.place_name(None)})}"
    if found is None:
        return _no_nation() % parts
    return _first(found, parts)


def _no_nation() -> str:
    return _(
        "In %(period)s too few victims in the nation answered at the stage “%(stage)s” to say what "
        "goes with being satisfied."
    )


def _parts(page: DriversPage) -> dict[str, str]:
    return {
        "period": words.period_name(page.period or ""),
        "place": place_name(page),
        "stage": stage_name(page),
    }


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
    return f"{sentence} {_apart(found)}"


def _apart(found: DriverFigures) -> str:
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
    """How much all of them together tell."""
    if page.found is None:
        return ""
    return _(
        "Together these questions explain %(share)s (R²) of how answers to “%(overall)s” differ "
        "from person to person; the rest comes from things that were not asked, or from chance. "
        "At least %(people)s people answered."
    ) % {
        "share": words.percent(page.found.explained),
        "overall": words.label(headline().code),
        "people": words.number(page.found.people),
    }


def interval(driver: Driver) -> str:
    return formatting.format_interval(driver.lower, driver.upper, language=words.language())


def direction(driver: Driver) -> str:
    return _("more satisfied") if driver.sign > 0 else _("less satisfied")


def behind(judged: Judged | None) -> str:
    """How a question stands to the first of the list."""
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
    if page.found is None:
        return []
    beside = _beside(page)
    return [
        DriverRow(
            label=words.label(each.item),
            share=words.percent(each.share),
            interval=interval(each),
            nation=words.percent(beside[each.item]) if each.item in beside else "",
            direction=direction(each),
            behind=behind(each.behind),
            favourable=words.figure_words(page.favourable[each.item])
            if each.item in page.favourable
            else None,
        )
        for each in page.found.drivers
    ]


def _beside(page: DriversPage) -> dict[str, float]:
    """The nation's shares, where they stand beside an area's own."""
    if page.is_of_nation or page.own is None or page.nation is None:
        return {}
    return {each.item: each.share for each in page.nation.drivers}


def subject(page: DriversPage) -> str:
    """Whose figures stand in the picture."""
    return place_name(page) if page.own else words.place_name(None)


def caption(page: DriversPage) -> str:
    return _(
        "%(place)s, %(period)s, stage “%(stage)s”. What goes with being satisfied overall: shares "
        "that add up to 100 per cent, with 95 per cent intervals"
    ) % {**_parts(page), "place": subject(page)}


def picture(page: DriversPage) -> SafeString:
    """The picture, drawn for wide and for narrow screens; the style sheet shows one of them."""
    if page.found is None:
        return SafeString()
    beside, told = _beside(page), rows(page)
    drawn = [
        intervals.IntervalRow(
            label=row.label,
            value=f"{row.share} ({row.interval})",
            detail=row.direction,
            share=each.share,
            lower=each.lower,
            upper=each.upper,
            nation=beside.get(each.item),
        )
        for row, each in zip(told, page.found.drivers, strict=True)
    ]
    highest = max(max(each.upper for each in page.found.drivers), *beside.values(), 0.0)
    return charts.safe(
        "".join(_drawing(page, drawn, highest, is_wide=wide) for wide in (True, False))
    )


def _drawing(
    page: DriversPage, drawn: Sequence[intervals.IntervalRow], highest: float, *, is_wide: bool
) -> str:
    most = min(1.0, SCALE_STEP * ceil(highest / SCALE_STEP))
    return intervals.draw(
        intervals.place(drawn, is_wide=is_wide, most=most),
        key=intervals.Key(subject=subject(page), nation=_("The nation") if _beside(page) else ""),
        identity=f"drivers-{'wide' if is_wide else 'narrow'}",
        title=caption(page),
        description="; ".join(f"{row.label}: {row.value}, {row.detail}" for row in drawn),
        stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
    )


def fewest() -> str:
    return words.number(FEWEST_PEOPLE)
