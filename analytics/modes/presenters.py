from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.figures.presenters import gaps as gap_presenters
from analytics.items import item_codes
from analytics.modes import adjusting
from analytics.modes.counting import APART, PAPER, TELEPHONE, WEB, ModeFigures, ModeShare, WayEffect
from analytics.modes.selectors import ModesPage
from analytics.stats import judgement
from analytics.stats.judgement import Judged
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Published, Share
from analytics.words import FigureWords
from ui import formatting

NAMES: Mapping[str, Promise] = {
    WEB: gettext_lazy("On the web"),
    TELEPHONE: gettext_lazy("By telephone"),
    PAPER: gettext_lazy("On paper"),
}
ARMS = (250, 1000, 4361)
"""Example numbers of answers in each mode for which the detectable difference is shown."""


@dataclass(frozen=True, kw_only=True)
class ModeAskedRow:
    name: str
    asked: str
    answered: str
    rate: str


@dataclass(frozen=True, kw_only=True)
class ModeShareRow:
    label: str
    people: str
    share: str
    interval: str
    web: FigureWords | None
    adjusted: str
    together: str


@dataclass(frozen=True, kw_only=True)
class ModeShareTable:
    caption: str
    has_adjusted: bool
    rows: Sequence[ModeShareRow]


@dataclass(frozen=True, kw_only=True)
class ModeEffectRow:
    label: str
    people: str
    raw: str
    held: str
    interval: str
    verdict: str


def lead(page: ModesPage) -> str:
    assert page.found is not None and page.period is not None  # noqa: S101, PT018  # the view has asked
    apart = [way for way in APART if page.found.shares.get(way)]
    parts = {"period": words.period_name(page.period)}
    if not apart:
        return (
            _(
                "In %(period)s fewer than thirty people answered by telephone, and fewer than "
                "thirty on paper: every figure is of the web."
            )
            % parts
        )
    named = formatting.format_words(
        [str(NAMES[way]).lower() for way in apart], language=words.language()
    )
    return _(
        "In %(period)s people answered %(ways)s too. What they said stands here alone, and in no "
        "figure of the web."
    ) % {**parts, "ways": named}


def asked_rows(found: ModeFigures) -> list[ModeAskedRow]:
    return [
        ModeAskedRow(
            name=str(NAMES[way]),
            asked=words.number(each.asked),
            answered=words.number(each.answered) if each.answered is not None else "[c]",
            rate=words.percent(each.answered / each.asked)
            if each.answered is not None and each.asked
            else "[c]",
        )
        for way, each in found.asked.items()
    ]


def share_tables(page: ModesPage) -> list[ModeShareTable]:
    assert page.found is not None  # noqa: S101  # the view has asked
    return [
        ModeShareTable(
            caption=_caption(page.found, way),
            has_adjusted=bool(page.found.effects.get(way)),
            rows=list(_share_rows(page.found, way, page.web)),
        )
        for way in APART
        if page.found.shares.get(way)
    ]


def _caption(found: ModeFigures, way: str) -> str:
    if way in found.weighted:
        told = _("%(way)s: share positive of all who were asked so, with 95 per cent interval")
    else:
        told = _("%(way)s: share positive, with 95 per cent interval")
    return told % {"way": NAMES[way]}


def _share_rows(found: ModeFigures, way: str, web: Mapping[str, Share]) -> Iterator[ModeShareRow]:
    for item in item_codes():
        if item in found.shares[way]:
            share = found.shares[way][item]
            yield ModeShareRow(
                label=words.label(item),
                people=words.number(share.people),
                share=words.percent(share.share),
                interval=_interval(share.interval.lower, share.interval.upper),
                web=words.figure_words(web[item]) if item in web else None,
                adjusted=_adjusted(found, way, item, share),
                together=_together(found, way, item, web.get(item)),
            )


def _adjusted(found: ModeFigures, way: str, item: str, share: ModeShare) -> str:
    measured = found.effects.get(way, {}).get(item)
    if measured is None:
        return ""
    return _adjusted_words(*adjusting.adjusted(share, measured))


def _together(found: ModeFigures, way: str, item: str, web: Share | None) -> str:
    measured = found.effects.get(way, {}).get(item)
    if measured is None or not isinstance(web, Published):
        return ""
    both = adjusting.together(web=web, of=found.shares[way][item], by=measured, asked=found.asked)
    return _adjusted_words(*both) if both else ""


def _adjusted_words(share: float, interval: Interval) -> str:
    return _("%(share)s (%(interval)s) [adjusted]") % {
        "share": words.percent(share),
        "interval": _interval(interval.lower, interval.upper),
    }


def effect_rows(found: ModeFigures) -> list[ModeEffectRow]:
    effects = found.effects.get(TELEPHONE, {})
    judged = judgement.judge({item: each.held for item, each in effects.items()})
    return [
        _effect_row(effects[item], item, judged[item]) for item in item_codes() if item in effects
    ]


def _effect_row(measured: WayEffect, item: str, judged: Judged | None) -> ModeEffectRow:
    assert judged is not None  # noqa: S101  # each has its contrast
    web, other = (words.number(arm) for arm in measured.arms)
    return ModeEffectRow(
        label=words.label(item),
        people=_("%(web)s and %(other)s") % {"web": web, "other": other},
        raw=gap_presenters.points(measured.raw),
        held=gap_presenters.points(measured.held.value),
        interval=gap_presenters.interval_words(judged.difference),
        verdict=gap_presenters.verdict(judged),
    )


def power_words(found: ModeFigures) -> list[str]:
    told = [
        _("%(answers)s answers each way show a difference of %(points)s points.")
        % {
            "answers": words.number(each),
            "points": formatting.format_number(
                100 * adjusting.smallest_difference(each), language=words.language(), decimals=1
            ),
        }
        for each in ARMS
    ]
    if not found.effects.get(TELEPHONE):
        told.insert(
            0,
            _(
                "Chance has not yet decided the way of enough people to measure what the way does, "
                "so nothing here is adjusted."
            ),
        )
    return told


def _interval(lower: float, upper: float) -> str:
    return formatting.format_interval(lower, upper, language=words.language())
