from collections.abc import Mapping, Sequence
from math import ceil, floor

from analytics.disclosure.places import Place
from analytics.stats import shares as bins_to_shares
from analytics.stats.modelled.figure import Modelled
from analytics.stats.proportions import Interval
from analytics.stats.shares import Bins
from analytics.stats.suppression import NO_ANSWERS, Audience, Share, Suppressed
from survey.definition.types import Meaning


def line_share(
    shares: Mapping[Place, Share],
    bins: Mapping[Place, Bins],
    meanings: Mapping[str, Meaning],
    codes: Sequence[str],
    level: str,
) -> Share | None:
    """`codes` are the force and its predecessors."""
    if not codes:
        return None
    known = [(code, level) for code in codes if (code, level) in shares]
    places = [place for place in known if shares[place] != NO_ANSWERS]
    if len(places) <= 1:
        return shares[places[0]] if places else NO_ANSWERS
    hidden = [shares[place] for place in places if isinstance(shares[place], Suppressed)]
    if hidden:
        return hidden[0]
    summed = bins_to_shares.add_bins(bins.get(place, {}) for place in places)
    tally = bins_to_shares.tally_of(bins=summed, meanings=meanings)
    return bins_to_shares.share_of(tally=tally, audience=Audience.STAFF)


def lines_of(
    shares: Mapping[Place, Share],
    bins: Mapping[Place, Bins],
    meanings: Mapping[str, Meaning],
    codes: Sequence[str],
) -> dict[Place, Share]:
    """Nothing for a force without predecessors."""
    if len(codes) <= 1:
        return {}
    levels = {level for code, level in shares if code in codes}
    found = {level: line_share(shares, bins, meanings, codes, level) for level in levels}
    return {(codes[0], level): share for level, share in found.items() if share is not None}


def line_modelled(parts: Mapping[str, Modelled], events: Mapping[str, int]) -> Modelled | None:
    """Weighted by events in scope. None if a predecessor with events has no figure."""
    weights = {force: count for force, count in events.items() if count}
    if not weights or weights.keys() - parts.keys():
        return None
    if len(weights) == 1:
        return parts[next(iter(weights))]

    def points(of: Mapping[str, float]) -> float:
        total = sum(weights.values())
        return round(sum(100 * of[force] * count for force, count in weights.items()) / total, 6)

    lower = points({force: one.interval.lower for force, one in parts.items()})
    upper = points({force: one.interval.upper for force, one in parts.items()})
    share = round(points({force: one.share for force, one in parts.items()}))
    return Modelled(
        share=share / 100, interval=Interval(lower=floor(lower) / 100, upper=ceil(upper) / 100)
    )
