from collections.abc import Callable, Mapping

from analytics.disclosure.places import NATION
from analytics.figures.selectors import comparisons
from analytics.figures.selectors.comparisons import Beside, Gap
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.stats import judgement
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Proportion
from analytics.stats.suppression import Published, Share
from analytics.tables import EVERYBODY


def past_gaps(shown: Shown, *, period: str) -> Mapping[str, Mapping[Beside, Gap | None]]:
    return gaps_with_past(lambda quarter: _own_comparable(shown, quarter), period=period)


def gaps_with_past(
    comparable: Callable[[str], Mapping[str, Proportion]], *, period: str
) -> Mapping[str, Mapping[Beside, Gap | None]]:
    """With the quarter and the year before, judged together. Comparisons awaiting first figures
    count (ADR 114), so a clear difference stays clear."""
    now = comparable(period)
    quarters = comparisons.quarters_before(period)
    past = {beside: comparable(quarter) for beside, quarter in quarters.items()}
    family = {
        (item, beside): ShareContrast(first=now[item], second=before[item])
        for beside, before in past.items()
        for item in now.keys() & before.keys()
    }
    compared = {quarter: now.keys() & past[beside].keys() for beside, quarter in quarters.items()}
    awaited = comparisons.awaited_past(now, compared)
    judged = judgement.judge(family, awaited=awaited)
    return {
        item: {beside: _gap(past[beside].get(item), judged.get((item, beside))) for beside in past}
        for item in item_codes()
    }


def _gap(other: Proportion | None, judged: Judged | None) -> Gap | None:
    return Gap(other=other.share, judged=judged) if other and judged else None


def _own_comparable(shown: Shown, period: str) -> dict[str, Proportion]:
    if shown.is_provisional(period):
        return {}
    shares = {item: _own_share(shown, period, item) for item in item_codes()}
    return {
        item: share.proportion
        for item, share in shares.items()
        if isinstance(share, Published) and share.is_comparable
    }


def _own_share(shown: Shown, period: str, item: str) -> Share | None:
    if shown.area.force is not None:
        return shown.own_all_victims(period, item)
    return shown.all_victims(period, item).get((NATION, EVERYBODY))
