from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.figures.presenters import gaps
from analytics.figures.presenters.figures import OptionGroup, Picture, SelectOption
from analytics.figures.presenters.gaps import GapWords
from analytics.figures.selectors.disparities import Count, GroupGap
from analytics.tables import SELF_REPORTED, Dimension
from analytics.words import FigureWords


@dataclass(frozen=True, kw_only=True)
class GapRow:
    label: str
    figure: FigureWords
    reference: FigureWords
    raw: GapWords
    standardised: GapWords


def options(current: Dimension) -> list[OptionGroup]:
    found = [
        SelectOption(code=each.value, label=words.dimension_name(each), is_current=each is current)
        for each in SELF_REPORTED
    ]
    return [OptionGroup(options=found)]


def rows(found: Sequence[GroupGap], *, dimension: Dimension, item: str) -> list[GapRow]:
    return [
        GapRow(
            label=words.level_name(dimension, one.level),
            figure=words.figure_words(one.share),
            reference=words.figure_words(one.reference_share),
            raw=gaps.difference_words(one.gap.raw) if one.gap else gaps.NOT_COMPARED,
            standardised=_words(one, item),
        )
        for one in found
    ]


def lead(found: Sequence[GroupGap], *, dimension: Dimension, item: str, period: str) -> str:
    parts = {
        "period": words.period_name(period),
        "item": words.label(item),
        "reference": words.level_name(dimension, found[0].reference) if found else "",
    }
    compared = [one.gap.standardised for one in found if one.gap is not None]
    if not compared:
        return _("Too few victims answered in %(period)s to compare groups here.") % parts
    clear = sum(judged.is_clear for judged in compared)
    told = _none_clear(len(compared)) if not clear else _some_clear(clear, of=len(compared))
    said = told % {
        **parts,
        "clear": words.number(clear),
        "compared": words.number(len(compared)),
    }
    return f"{said} {gaps.seen_sentence(compared)}".strip()


def _none_clear(compared: int) -> str:
    if compared == 1:
        return _(
            "In %(period)s, the one group that can be compared does not differ clearly from "
            "“%(reference)s” on “%(item)s”, with the same mix of cases."
        )
    return ngettext(
        "In %(period)s, of %(compared)s group that can be compared none differs clearly from "
        "“%(reference)s” on “%(item)s”, with the same mix of cases.",
        "In %(period)s, of %(compared)s groups that can be compared none differs clearly from "
        "“%(reference)s” on “%(item)s”, with the same mix of cases.",
        compared,
    )


def _some_clear(clear: int, *, of: int) -> str:
    if of == 1:
        return _(
            "In %(period)s, the one group that can be compared differs clearly from "
            "“%(reference)s” on “%(item)s”, with the same mix of cases."
        )
    return ngettext(
        "In %(period)s, %(clear)s of %(compared)s groups differs clearly from “%(reference)s” on "
        "“%(item)s”, with the same mix of cases.",
        "In %(period)s, %(clear)s of %(compared)s groups differ clearly from “%(reference)s” on "
        "“%(item)s”, with the same mix of cases.",
        clear,
    )


def picture(
    found: Sequence[GroupGap],
    *,
    dimension: Dimension,
    item: str,
    period: str,
    is_simulated: bool,
) -> Picture:
    caption = _("%(item)s, %(period)s, England and Wales: each group less “%(reference)s”") % {
        "item": words.label(item),
        "period": words.period_name(period),
        "reference": words.level_name(dimension, found[0].reference) if found else "",
    }
    drawn = [
        gaps.gap_row(
            words.level_name(dimension, one.level),
            _words(one, item),
            one.gap.standardised if one.gap else None,
        )
        for one in found
    ]
    drawing = gaps.gap_picture(
        drawn, title=caption, identity="disparity", is_simulated=is_simulated
    )
    return Picture(caption=caption, drawing=drawing)


def summary_rows(counts: Mapping[str, Count]) -> list[tuple[str, str, str, str]]:
    return [
        (
            item,
            words.label(item),
            words.number(count.compared),
            words.number(count.clear) if count.compared else "–",
        )
        for item, count in counts.items()
    ]


def _words(one: GroupGap, item: str) -> GapWords:
    if one.gap is None:
        return gaps.NOT_COMPARED
    return gaps.judged_words(one.gap.standardised, item=item)
