"""A gap between two shares in words and as a row of a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import gaps
from analytics.figures.presenters import charts
from analytics.items import items
from analytics.stats.proportions import ShareDifference
from analytics.words import EstimateWords
from ui import formatting


@dataclass(frozen=True, kw_only=True)
class GapWords(EstimateWords):
    """A gap in words: `value` and `interval` are signed percentage points, `other` is the share
    that it is the distance to, `verdict` says whether it is clear, `kind` whether that is better or
    worse."""

    other: str = ""
    verdict: str = ""
    kind: str = ""


NOT_COMPARED = GapWords(mark="low")
"""Too few answers on either side, or a suppressed figure."""


def gap_words(
    value: ShareDifference, *, item: str, is_clear: bool, other: float | None = None
) -> GapWords:
    return GapWords(
        value=points(value.value),
        interval=_("%(lower)s to %(upper)s")
        % {"lower": points(value.interval.lower), "upper": points(value.interval.upper)},
        other="" if other is None else words.percent(other),
        verdict=_verdict(value, is_clear=is_clear),
        kind=kind_of(value, item=item, is_clear=is_clear),
    )


def points(gap: float) -> str:
    return formatting.format_points(gap, language=words.language())


def size(gap: float) -> str:
    """A distance in percentage points, without a sign."""
    return words.number(100 * gap)


def kind_of(value: ShareDifference, *, item: str, is_clear: bool) -> str:
    """Better or worse only for items where a higher share is better."""
    if not is_clear:
        return ""
    return items()[item].judgement(is_higher=value.value > 0)


def _verdict(value: ShareDifference, *, is_clear: bool) -> str:
    if not is_clear:
        return _("no clear difference")
    return _("higher") if value.value > 0 else _("lower")


def gap_row(
    label: str, found: GapWords, value: ShareDifference | None, *, detectable: float | None = None
) -> gaps.GapChartRow:
    if value is None:
        return gaps.GapChartRow(label=label, value=found.line)
    return gaps.GapChartRow(
        label=label,
        value=found.line,
        detail=found.verdict,
        gap=value.value,
        lower=value.interval.lower,
        upper=value.interval.upper,
        detectable=detectable,
        kind=found.kind,
    )


def gap_picture(
    rows: Sequence[gaps.GapChartRow], *, title: str, identity: str, is_simulated: bool
) -> SafeString:
    """Drawn for wide and for narrow screens; the style sheet shows one of them."""
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
