"""A force beside others and beside its own past, by the one judgement. Everything here is made of
figures that may be shown, so it shows nothing that they do not."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import timing
from analytics.disclosure.list_suppression import NATION
from analytics.figures import similar_forces
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.models import PeerGroup, StandardisedShare
from analytics.stats import judgement, peers, spread
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Interval, Proportion
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import EVERYBODY


class Beside(StrEnum):
    """What a force is held against. The others never include the force itself."""

    OTHERS = "others"
    REGION = "region"
    SIMILAR = "similar"
    QUARTER_BEFORE = "quarter_before"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A force's share less the other's."""

    other: float
    judged: Judged


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
    """`groups` are those that the force is compared with; `source` says who made the list of
    similar forces, empty where the nearest stand in."""

    force: Force
    period: str
    items: tuple[ItemComparison, ...]
    groups: Mapping[Beside, tuple[Force, ...]]
    source: str

    def gap(self, item: str, beside: Beside) -> Gap | None:
        return next(one.gaps[beside] for one in self.items if one.item == item)


@dataclass(frozen=True, kw_only=True)
class ForceGap:
    """One force less the forces like it, for one item; forces stand in the order of names."""

    force: Force
    share: Share
    gap: Gap | None


@dataclass(frozen=True, kw_only=True)
class ForceGaps:
    """One force less everything that it is held against, item by item."""

    force: Force
    items: Mapping[str, Mapping[Beside, Gap | None]]


FamilyKey = tuple[str, str]
"""Force and item."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """Every force and item of a quarter beside one thing. All of them are judged together, so that
    the word is the same on every page, in every file and in every call."""

    contrasts: Mapping[FamilyKey, ShareContrast | None]
    confidence: float

    def gap(self, force: str, item: str) -> Gap | None:
        contrast = self.contrasts.get((force, item))
        if contrast is None:
            return None
        return Gap(
            other=contrast.second.share,
            judged=judgement.judged(contrast, confidence=self.confidence),
        )


@dataclass(frozen=True, kw_only=True)
class ComparedWith:
    """The forces that one is compared with, and who made the list of those like it."""

    members: Mapping[Beside, tuple[Force, ...]]
    source: str


Items = Mapping[str, Mapping[str, Proportion]]
"""By item and force, what is large enough to compare."""


def comparison_of(shown: Shown, *, force: Force, period: str) -> Comparison:
    """The page's force, of figures that were read of every force and of its own past."""
    groups = _groups(period, also=force)
    families = _families(shown, groups, period=period)
    standardised = _standardised(force, period)
    return Comparison(
        force=force,
        period=period,
        groups=groups[force.code].members,
        source=groups[force.code].source,
        items=tuple(
            _item(item, shown, families, standardised, force=force, period=period)
            for item in item_codes()
        ),
    )


def gaps_of_forces(shown: Shown, forces: Sequence[Force], *, period: str) -> Sequence[ForceGaps]:
    """Some forces, or all, item by item beside everything."""
    families = _families(shown, _groups(period), period=period)
    return [
        ForceGaps(
            force=force,
            items={
                item: {beside: families[beside].gap(force.code, item) for beside in Beside}
                for item in item_codes()
            },
        )
        for force in forces
        if _has_figures(force, shown, period)
    ]


def similar_gaps(viewer: Viewer, shown: Shown, *, item: str, period: str) -> tuple[ForceGap, ...]:
    """Every force that the viewer may see less the forces like it."""
    shares = shown.with_line(period, item)
    similar = _families(shown, _groups(period), period=period, besides=(Beside.SIMILAR,))
    return tuple(
        ForceGap(
            force=force,
            share=shares[force.code, EVERYBODY],
            gap=similar[Beside.SIMILAR].gap(force.code, item),
        )
        for force in access_selectors.forces_for(viewer)
        if (force.code, EVERYBODY) in shares
    )


def _has_figures(force: Force, shown: Shown, period: str) -> bool:
    return any((force.code, EVERYBODY) in shown.of_everybody(period, item) for item in item_codes())


def _item(
    item: str,
    shown: Shown,
    families: Mapping[Beside, Family],
    standardised: Mapping[str, Estimate],
    *,
    force: Force,
    period: str,
) -> ItemComparison:
    share = shown.with_line(period, item).get((force.code, EVERYBODY), NO_ANSWERS)
    return ItemComparison(
        item=item,
        share=share,
        gaps={beside: families[beside].gap(force.code, item) for beside in Beside},
        standardised=standardised.get(item) if share.is_comparable else None,
    )


def _standardised(force: Force, period: str) -> dict[str, Estimate]:
    rows = StandardisedShare.objects.filter(force=force, period=period)
    return {
        row.item: Estimate(share=row.share, interval=Interval(lower=row.lower, upper=row.upper))
        for row in rows
    }


def _families(
    shown: Shown,
    groups: Mapping[str, ComparedWith],
    *,
    period: str,
    besides: Collection[Beside] = tuple(Beside),
) -> Mapping[Beside, Family]:
    now = _comparable(shown, period)
    spreads = spread.spreads_of_others(now)
    past = {
        Beside.QUARTER_BEFORE: timing.quarter_before(period),
        Beside.YEAR_BEFORE: timing.year_before(period),
    }
    return {
        beside: _family(
            _beside_past(now, _comparable(shown, past[beside]))
            if beside in past
            else _beside_groups(now, _members(groups, beside), spreads)
        )
        for beside in besides
    }


def _family(contrasts: Mapping[FamilyKey, ShareContrast | None]) -> Family:
    return Family(contrasts=contrasts, confidence=judgement.confidence_of(contrasts.values()))


def _beside_groups(
    now: Items,
    groups: Mapping[str, Collection[str]],
    spreads: Mapping[str, Mapping[str, float]],
) -> dict[FamilyKey, ShareContrast | None]:
    return {
        (force, item): contrast
        for item, forces in now.items()
        for force, contrast in peers.contrasts_with_groups(
            forces, groups=groups, spread=spreads[item]
        ).items()
    }


def _members(groups: Mapping[str, ComparedWith], beside: Beside) -> Mapping[str, Collection[str]]:
    return {
        code: [member.code for member in group.members[beside]] for code, group in groups.items()
    }


def _beside_past(now: Items, before: Items) -> dict[FamilyKey, ShareContrast | None]:
    """Beside its own past only chance counts."""
    return {
        (force, item): ShareContrast(first=own, second=before[item][force])
        for item, forces in now.items()
        for force, own in forces.items()
        if force in before[item]
    }


def _comparable(shown: Shown, period: str) -> Items:
    return {
        item: {
            code: share.proportion
            for (code, level), share in shown.with_line(period, item).items()
            if code != NATION
            and level == EVERYBODY
            and isinstance(share, Published)
            and share.is_comparable
        }
        for item in item_codes()
    }


def _groups(period: str, *, also: Force | None = None) -> Mapping[str, ComparedWith]:
    """Of every force of the quarter's first day, and of one that may have ended before."""
    day = date(int(period[:4]), 3 * int(period[-1]) - 2, 1)
    forces, listed = access_selectors.forces_on(day), _peers(day)
    every = forces if also is None or also in forces else [*forces, also]
    return {
        force.code: _group(
            force, [other for other in forces if other != force], listed.get(force.code, {})
        )
        for force in every
    }


def _peers(day: date) -> Mapping[str, Mapping[str, str]]:
    """Force, then the members of the group it is compared with, each with who made the list."""
    rows = PeerGroup.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    listed: dict[str, dict[str, str]] = defaultdict(dict)
    for force, member, source in rows.values_list("force_id", "member_id", "source"):
        listed[force][member] = source
    return listed


def _group(force: Force, others: Sequence[Force], members: Mapping[str, str]) -> ComparedWith:
    codes: Collection[str] = members or similar_forces.nearest(
        force.code, among=[other.code for other in others]
    )
    return ComparedWith(
        members={
            Beside.OTHERS: tuple(others),
            Beside.REGION: tuple(
                other
                for other in others
                if other.is_territorial and other.region_code == force.region_code
            ),
            Beside.SIMILAR: tuple(other for other in others if other.code in codes),
        },
        source=next(iter(members.values()), ""),
    )
