from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import intervals, svg
from analytics.disparities.combined_selectors import CombinedGroup, CombinedPage
from analytics.figures.presenters import charts, gaps
from analytics.figures.presenters.gaps import GapWords
from analytics.tables import COMBINED, LEVELS
from ui import formatting

MOST_DRAWN = 12


@dataclass(frozen=True, kw_only=True)
class CombinedRow:
    label: str
    value: str
    people: str
    of_parts: str
    difference: GapWords


def lead(page: CombinedPage) -> str:
    parts = {"period": words.period_name(page.period or ""), "item": words.label(page.item)}
    if not page.groups:
        return (
            _(
                "In %(period)s no combination of groups can be shown on “%(item)s”: a few "
                "answers could move each figure."
            )
            % parts
        )
    clear = [group for group in page.groups if group.judged and group.judged.is_clear]
    return _clear_differences(clear, parts) if clear else _no_differences(page, parts)


def _no_differences(page: CombinedPage, parts: Mapping[str, str]) -> str:
    said = (
        _(
            "In %(period)s, on “%(item)s”, no combination of sex, age and ethnic group differs "
            "clearly from what these groups, one by one, would lead to expect."
        )
        % parts
    )
    seen = gaps.seen_sentence([group.judged for group in page.groups if group.judged])
    return f"{said} {seen}".strip()


def _clear_differences(clear: Sequence[CombinedGroup], parts: Mapping[str, str]) -> str:
    named = [
        _("%(group)s (%(points)s points)")
        % {
            "group": label(group),
            "points": gaps.points(group.share - group.of_parts),
        }
        for group in clear
    ]
    return _(
        "In %(period)s, on “%(item)s”, these combinations differ clearly from what their groups, "
        "one by one, would lead to expect: %(named)s."
    ) % {**parts, "named": formatting.format_words(named, language=words.language())}


def count_combinations(page: CombinedPage) -> str:
    if not page.groups and not page.unstable:
        return ""
    return _(
        "%(shown)s combinations are shown; %(unstable)s are not, because fewer than thirty people "
        "are in them or nine answers could move them by two points."
    ) % {"shown": words.number(len(page.groups)), "unstable": words.number(page.unstable)}


def label(group: CombinedGroup) -> str:
    names = (
        words.level_name(dimension, level)
        for dimension, level in zip(COMBINED, group.levels, strict=True)
    )
    return ", ".join(names)


def rows(page: CombinedPage) -> list[CombinedRow]:
    return [
        CombinedRow(
            label=label(group),
            value=_value(group),
            people=words.number(group.people),
            of_parts=words.percent(group.of_parts),
            difference=gaps.judged_words(group.judged, item=page.item)
            if group.judged
            else GapWords(),
        )
        for group in _in_order(page.groups)
    ]


def caption(page: CombinedPage) -> str:
    return _("%(item)s, %(period)s: combinations of sex, age and ethnic group, modelled") % {
        "item": words.label(page.item),
        "period": words.period_name(page.period or ""),
    }


def picture(page: CombinedPage) -> SafeString | None:
    by_size = sorted(
        page.groups,
        key=lambda group: (not (group.judged is not None and group.judged.is_clear), -group.people),
    )
    drawn = [_interval_row(group) for group in _in_order(by_size[:MOST_DRAWN])]
    if not drawn:
        return None
    drawings = [
        intervals.draw(
            intervals.place(drawn, is_wide=is_wide),
            key=intervals.Key(
                subject=_("modelled, all together"),
                nation=_("what the groups, one by one, would give"),
            ),
            identity=f"combined-{'wide' if is_wide else 'narrow'}",
            title=caption(page),
            description="; ".join(f"{row.label}: {row.value}" for row in drawn),
            stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
            colour=svg.FORCE,
        )
        for is_wide in (True, False)
    ]
    return charts.safe("".join(drawings))


def _interval_row(group: CombinedGroup) -> intervals.IntervalRow:
    return intervals.IntervalRow(
        label=label(group),
        value=f"{_value(group)} {words.MODELLED}",
        detail=gaps.verdict(group.judged) if group.judged and group.judged.is_clear else "",
        share=round(group.share, 2),
        lower=round(group.interval.lower, 2),
        upper=round(group.interval.upper, 2),
        nation=round(group.of_parts, 2),
    )


def _value(group: CombinedGroup) -> str:
    return _("%(value)s (%(interval)s)") % {
        "value": words.percent(group.share),
        "interval": formatting.format_interval(
            group.interval.lower, group.interval.upper, language=words.language()
        ),
    }


def _in_order(groups: Sequence[CombinedGroup]) -> list[CombinedGroup]:
    def places(group: CombinedGroup) -> tuple[int, ...]:
        return tuple(
            LEVELS[dimension].index(level)
            for dimension, level in zip(COMBINED, group.levels, strict=True)
        )

    return sorted(groups, key=places)
