from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from analytics import words
from analytics.charts import gaps
from analytics.figures.presenters import charts
from analytics.items import every_item
from analytics.stats.judgement import Judged
from analytics.stats.proportions import ShareDifference
from analytics.stats.rounding import whole_points
from analytics.words import EstimateWords
from ui import formatting
from ui.languages import gettext as _


@dataclass(frozen=True, kw_only=True)
class GapWords(EstimateWords):
    other: str = ""
    verdict: str = ""
    kind: str = ""


NOT_COMPARED = GapWords(mark="low")
"""Too few answers on either side, or a suppressed figure."""


def judged_words(found: Judged, *, item: str, other: float | None = None) -> GapWords:
    """The interval is the one tested."""
    return GapWords(
        value=points(found.difference.value),
        interval=interval_words(found.difference),
        other="" if other is None else words.percent(other),
        verdict=verdict(found),
        kind=every_item()[item].judgement(is_higher=found.difference.value > 0)
        if found.is_clear
        else "",
    )


def difference_words(value: ShareDifference) -> GapWords:
    return GapWords(value=points(value.value), interval=interval_words(value))


def verdict(found: Judged) -> str:
    if not found.is_clear:
        return _("no clear difference; %(points)s points would have been seen") % {
            "points": size(found.detectable)
        }
    return _("higher") if found.difference.value > 0 else _("lower")


def short_verdict(found: Judged) -> str:
    return _("no clear difference (%(points)s)") % {"points": size(found.detectable)}


def interval_words(value: ShareDifference) -> str:
    ends = whole_points.told_ends(value)
    lower, upper = (_end(end) for end in (ends.lower, ends.upper))
    return _("%(lower)s to %(upper)s") % {"lower": lower, "upper": upper}


def _end(end: float) -> str:
    return points(end, decimals=1 if abs(end) == whole_points.SHORT_OF_NOTHING else 0)


def points(gap: float, *, decimals: int = 0) -> str:
    return formatting.format_points(gap, language=words.language(), decimals=decimals)


def size(gap: float) -> str:
    return words.number(100 * whole_points.told_up(gap))


def seen_sentence(judged: Collection[Judged]) -> str:
    unclear = [one.detectable for one in judged if not one.is_clear]
    if not unclear:
        return ""
    least, most = size(min(unclear)), size(max(unclear))
    if least == most:
        return _(
            "Where no difference is clear, a difference of %(most)s points would have been seen."
        ) % {"most": most}
    return _(
        "Where no difference is clear, a difference of %(least)s to %(most)s points would have "
        "been seen, depending on how many answered and how."
    ) % {"least": least, "most": most}


def gap_row(label: str, found: GapWords, judged: Judged | None) -> gaps.GapChartRow:
    if judged is None:
        return gaps.GapChartRow(label=label, value=found.line)
    return gaps.GapChartRow(
        label=label,
        value=found.line,
        detail=found.verdict if judged.is_clear else short_verdict(judged),
        gap=judged.difference.value,
        lower=judged.difference.interval.lower,
        upper=judged.difference.interval.upper,
        detectable=judged.detectable,
        kind=found.kind,
    )


def gap_picture(
    rows: Sequence[gaps.GapChartRow], *, title: str, identity: str, is_simulated: bool
) -> SafeString:
    drawings = [
        gaps.draw(
            gaps.place(rows, is_wide=is_wide),
            words=gaps.GapAxisWords(lower=_("lower"), higher=_("higher")),
            identity=f"{identity}-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(f"{row.label}: {row.value}" for row in rows),
            stamp=charts.simulation_stamp(is_simulated=is_simulated),
        )
        for is_wide in (True, False)
    ]
    return charts.safe("".join(drawings))
