"""A force beside others: the rest of the nation, its region, forces like it, and its own past.
Everything here is made of figures that may be shown, so it shows nothing that they do not."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure.list_suppression import NATION, Place
from analytics.figures import similar_forces
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.models import PeerGroup, StandardisedShare
from analytics.stats import comparison, multiplicity, peers, proportions
from analytics.stats.proportions import Interval, Proportion, ShareDifference
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import EVERYBODY

FALSE_SHARE = 0.05
"""Of the differences called clear beside one group, so many are chance on average at the most."""


class Beside(StrEnum):
    """What a force is held against. The others never include the force itself."""

    OTHERS = "others"
    REGION = "region"
    SIMILAR = "similar"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A force's share less the other's. `is_clear` has paid for looking at every item."""

    other: float
    value: ShareDifference
    is_clear: bool


@dataclass(frozen=True, kw_only=True)
class Estimate:
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class ItemComparison:
    item: str
    share: Share
    gaps: Mapping[Beside, Gap | None]
    """None where there is too little on either side to compare."""
    standardised: Estimate | None
    """With the nation's mix of crime, stage, sex and age; None where the share is not compared."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`groups` are those that the force is compared with, by name; `source` says who made the
    list of similar forces, empty where the nearest stand in."""

    force: Force
    period: str
    items: tuple[ItemComparison, ...]
    groups: Mapping[Beside, tuple[Force, ...]]
    source: str


@dataclass(frozen=True, kw_only=True)
class ForceGap:
    """One force less the forces like it, for one item; forces stand in the order of names."""

    force: Force
    share: Share
    gap: Gap | None


@dataclass(frozen=True, kw_only=True)
class _Found:
    other: float
    value: ShareDifference
    p_value: float


def comparison_of(shown: Shown, *, force: Force, period: str) -> Comparison:
    """The page's force, of figures that were read of every force."""
    groups, source = _groups(force, period, _peers(period, force.code))
    now = {item: shown.with_line(period, item) for item in item_codes()}
    before = {item: shown.with_line(year_before(period), item) for item in item_codes()}
    found = {
        item: _beside_all(item, force, groups, now[item], before[item]) for item in item_codes()
    }
    standardised = _standardised(force, period)
    clear = {
        beside: _clear({item: each[beside] for item, each in found.items()}) for beside in Beside
    }
    return Comparison(
        force=force,
        period=period,
        groups=groups,
        source=source,
        items=tuple(
            ItemComparison(
                item=item,
                share=now[item].get((force.code, EVERYBODY), NO_ANSWERS),
                gaps={
                    beside: _gap(gap, is_clear=item in clear[beside])
                    for beside, gap in each.items()
                },
                standardised=standardised.get(item) if _comparable(now[item], force.code) else None,
            )
            for item, each in found.items()
        ),
    )


def _standardised(force: Force, period: str) -> dict[str, Estimate]:
    rows = StandardisedShare.objects.filter(force=force, period=period)
    return {
        row.item: Estimate(share=row.share, interval=Interval(lower=row.lower, upper=row.upper))
        for row in rows
    }


def similar_gaps(viewer: Viewer, shown: Shown, *, item: str, period: str) -> tuple[ForceGap, ...]:
    """Every force that the viewer may see less the forces like it."""
    shares, listed = shown.of_everybody(period, item), _peers(period)
    between = _between(shares)
    forces = [
        force for force in access_selectors.forces_for(viewer) if (force.code, EVERYBODY) in shares
    ]
    similar = {force.code: _groups(force, period, listed)[0][Beside.SIMILAR] for force in forces}
    found = {
        force.code: _from_group(force, similar[force.code], shares, between=between)
        for force in forces
    }
    clear = _clear(found)
    return tuple(
        ForceGap(
            force=force,
            share=shares[force.code, EVERYBODY],
            gap=_gap(found[force.code], is_clear=force.code in clear),
        )
        for force in forces
    )


def year_before(period: str) -> str:
    year, quarter = period.split("-")
    return f"{int(year) - 1}-{quarter}"


Listed = Mapping[str, Mapping[str, str]]
"""Force, then the members of the group it is compared with, each with who made the list."""


def _peers(period: str, *force_codes: str) -> Listed:
    """Of the forces named, or of all, as the lists stood on the first day of a quarter."""
    day = _first_day(period)
    rows = PeerGroup.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    if force_codes:
        rows = rows.filter(force__in=force_codes)
    listed: dict[str, dict[str, str]] = defaultdict(dict)
    for force, member, source in rows.values_list("force_id", "member_id", "source"):
        listed[force][member] = source
    return listed


def _groups(
    force: Force, period: str, listed: Listed
) -> tuple[dict[Beside, tuple[Force, ...]], str]:
    others = [
        other
        for other in access_selectors.forces_on(_first_day(period))
        if other.code != force.code
    ]
    similar, source = _similar(force, others, listed.get(force.code, {}))
    return {
        Beside.OTHERS: tuple(others),
        Beside.REGION: tuple(
            other
            for other in others
            if other.is_territorial and other.region_code == force.region_code
        ),
        Beside.SIMILAR: similar,
    }, source


def _similar(
    force: Force, others: Sequence[Force], members: Mapping[str, str]
) -> tuple[tuple[Force, ...], str]:
    if members:
        return tuple(o for o in others if o.code in members), next(iter(members.values()))
    near = similar_forces.nearest(force.code, among=[other.code for other in others])
    return tuple(other for other in others if other.code in near), ""


def _first_day(period: str) -> date:
    year, quarter = period.split("-Q")
    return date(int(year), 3 * int(quarter) - 2, 1)


def _beside_all(
    item: str,
    force: Force,
    groups: Mapping[Beside, Sequence[Force]],
    now: Mapping[Place, Share],
    before: Mapping[Place, Share],
) -> dict[Beside, _Found | None]:
    between = _between(now)
    found = {
        beside: _from_group(force, members, now, between=between)
        for beside, members in groups.items()
    }
    own = _comparable(now, force.code), _comparable(before, force.code)
    return found | {Beside.YEAR_BEFORE: _from_past(*own)}


def _from_group(
    force: Force, members: Collection[Force], shares: Mapping[Place, Share], *, between: float
) -> _Found | None:
    own = _comparable(shares, force.code)
    others = [
        share for member in members if (share := _comparable(shares, member.code)) is not None
    ]
    if own is None:
        return None
    found = peers.difference_from(own, others, between=between)
    if found is None:
        return None
    return _Found(other=found.pool.share, value=found.value, p_value=found.p_value)


def _between(shares: Mapping[Place, Share]) -> float:
    """τ² of all forces that can be compared, the funnel's own."""
    everybody = {
        code: share
        for code, level in shares
        if code != NATION and level == EVERYBODY and (share := _comparable(shares, code))
    }
    funnel = comparison.funnel(everybody)
    return funnel.between if funnel else 0.0


def _from_past(now: Proportion | None, before: Proportion | None) -> _Found | None:
    if now is None or before is None:
        return None
    return _Found(
        other=before.share,
        value=proportions.newcombe_difference(first=now, second=before),
        p_value=peers.arcsine_p(first=now, second=before),
    )


def _comparable(shares: Mapping[Place, Share], code: str) -> Proportion | None:
    share = shares.get((code, EVERYBODY))
    if not isinstance(share, Published) or not share.is_comparable:
        return None
    return Proportion(successes=share.positive * share.effective_base, trials=share.effective_base)


def _clear(found: Mapping[str, _Found | None]) -> set[str]:
    tested = {key: each.p_value for key, each in found.items() if each is not None}
    adjusted = multiplicity.benjamini_hochberg(list(tested.values()))
    return {key for key, value in zip(tested, adjusted, strict=True) if value <= FALSE_SHARE}


def _gap(found: _Found | None, *, is_clear: bool) -> Gap | None:
    if found is None:
        return None
    return Gap(other=found.other, value=found.value, is_clear=is_clear)
