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
from analytics.disclosure.places import NATION
from analytics.figures import similar_forces
from analytics.figures.selectors.figures import with_silent
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.models import PeerGroup, StandardisedShare
from analytics.refresh.selectors import progress
from analytics.stats import judgement, peers
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Interval, Proportion
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import EVERYBODY


class Beside(StrEnum):
    OTHERS = "others"
    REGION = "region"
    SIMILAR = "similar"
    QUARTER_BEFORE = "quarter_before"
    YEAR_BEFORE = "year_before"


PAST = frozenset({Beside.QUARTER_BEFORE, Beside.YEAR_BEFORE})


@dataclass(frozen=True, kw_only=True)
class Gap:
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
    """None if either side is too small to compare."""
    standardised: Estimate | None
    """With the nation's mix of crime, stage, sex and age; None if the share is not compared."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    force: Force
    period: str
    items: tuple[ItemComparison, ...]
    groups: Mapping[Beside, tuple[Force, ...]]
    source: str


@dataclass(frozen=True, kw_only=True)
class ForceGap:
    force: Force
    share: Share
    gap: Gap | None


@dataclass(frozen=True, kw_only=True)
class ForceGaps:
    force: Force
    items: Mapping[str, Mapping[Beside, Gap | None]]

    def gap(self, item: str, beside: Beside) -> Gap | None:
        return self.items[item][beside]


@dataclass(frozen=True, kw_only=True)
class Family:
    contrasts: "Contrasts"
    confidence: float
    confidence_of_past: float

    def gap(self, beside: Beside, item: str) -> Gap | None:
        contrast = self.contrasts.get((beside, item))
        if contrast is None:
            return None
        confidence = self.confidence_of_past if beside in PAST else self.confidence
        return Gap(
            other=contrast.second.share,
            judged=judgement.judged(contrast, confidence=confidence),
        )


@dataclass(frozen=True, kw_only=True)
class ComparedWith:
    members: Mapping[Beside, tuple[Force, ...]]
    source: str


Items = Mapping[str, Mapping[str, Proportion]]
"""By item and force, what is large enough to compare."""


def comparison_of(shown: Shown, *, force: Force, period: str) -> Comparison:
    """`shown` must hold every force and the force's own past."""
    groups = _groups([force], period)
    family = _families(shown, groups, period=period)[force.code]
    rows = StandardisedShare.objects.filter(force=force, period=period)
    standardised = {
        row.item: Estimate(share=row.share, interval=Interval(lower=row.lower, upper=row.upper))
        for row in rows
    }
    return Comparison(
        force=force,
        period=period,
        groups=groups[force.code].members,
        source=groups[force.code].source,
        items=tuple(
            _item(item, shown, family, standardised, force=force, period=period)
            for item in item_codes()
        ),
    )


def gaps_of_forces(shown: Shown, forces: Sequence[Force], *, period: str) -> Sequence[ForceGaps]:
    """`shown` must hold all forces and their past."""
    families = _families(shown, _groups(forces, period), period=period)
    return [
        ForceGaps(
            force=force,
            items={
                item: {beside: families[force.code].gap(beside, item) for beside in Beside}
                for item in item_codes()
            },
        )
        for force in forces
    ]


def similar_gaps(
    viewer: Viewer, shown: Shown, *, item: str, period: str, with_events: Collection[str] = ()
) -> tuple[ForceGap, ...]:
    forces = access_selectors.forces_for(viewer)
    shares = with_silent(shown, shown.with_line(period, item), with_events, period=period)
    families = _families(shown, _groups(forces, period), period=period)
    return tuple(
        ForceGap(
            force=force,
            share=shares[force.code, EVERYBODY],
            gap=families[force.code].gap(Beside.SIMILAR, item),
        )
        for force in forces
        if (force.code, EVERYBODY) in shares
    )


def with_figures(shown: Shown, forces: Sequence[Force], *, period: str) -> list[Force]:
    known = {code for item in item_codes() for code, _ in shown.all_victims(period, item)}
    return [force for force in forces if force.code in known]


def _item(
    item: str,
    shown: Shown,
    family: Family,
    standardised: Mapping[str, Estimate],
    *,
    force: Force,
    period: str,
) -> ItemComparison:
    share = shown.with_line(period, item).get((force.code, EVERYBODY), NO_ANSWERS)
    is_compared = share.is_comparable and not shown.is_provisional(period)
    return ItemComparison(
        item=item,
        share=share,
        gaps={beside: family.gap(beside, item) for beside in Beside},
        standardised=standardised.get(item) if is_compared else None,
    )


def _families(
    shown: Shown, groups: Mapping[str, ComparedWith], *, period: str
) -> Mapping[str, Family]:
    contrasts = _contrasts(shown, groups, period=period)
    confidences = judgement.confidences_of(
        {
            (force, is_past): [one for (each, _), one in own.items() if (each in PAST) is is_past]
            for force, own in contrasts.items()
            for is_past in (False, True)
        },
        awaited=_awaited(shown, contrasts, period=period),
    )
    return {
        force: Family(
            contrasts=own,
            confidence=confidences[force, False],
            confidence_of_past=confidences[force, True],
        )
        for force, own in contrasts.items()
    }


Contrasts = dict[tuple[Beside, str], ShareContrast | None]
"""The comparator and the item, for one force."""


def quarters_before(period: str) -> dict[Beside, str]:
    return {
        Beside.QUARTER_BEFORE: timing.quarter_before(period),
        Beside.YEAR_BEFORE: timing.year_before(period),
    }


def awaited_past(items: Collection[str], compared: Mapping[str, Collection[str]]) -> int:
    return len(items) * progress.awaited(each for each, known in compared.items() if not known)


def _awaited(
    shown: Shown, contrasts: Mapping[str, Contrasts], *, period: str
) -> Mapping[tuple[str, bool], int]:
    now, past = _comparable(shown, period), quarters_before(period)
    return {
        (force, True): awaited_past(
            [item for item, by_force in now.items() if force in by_force],
            {
                quarter: [item for each, item in own if each is beside]
                for beside, quarter in past.items()
            },
        )
        for force, own in contrasts.items()
    }


def _contrasts(
    shown: Shown, groups: Mapping[str, ComparedWith], *, period: str
) -> dict[str, Contrasts]:
    now, past = _comparable(shown, period), quarters_before(period)
    found = _beside_groups(now, groups) | {
        beside: _beside_past(now, _comparable(shown, before), groups)
        for beside, before in past.items()
    }
    contrasts: dict[str, Contrasts] = {force: {} for force in groups}
    for beside, by_place in found.items():
        for (force, item), contrast in by_place.items():
            contrasts[force][beside, item] = contrast
    return contrasts


def _beside_groups(
    now: Items, groups: Mapping[str, ComparedWith]
) -> dict[Beside, dict[tuple[str, str], ShareContrast | None]]:
    only_forces = _without_regions(now, groups)
    spreads = peers.spreads_of_others(only_forces)
    return {
        beside: {
            (force, item): contrast
            for item, forces in only_forces.items()
            for force, contrast in peers.contrasts_with_groups(
                forces,
                groups={
                    code: [member.code for member in group.members[beside]]
                    for code, group in groups.items()
                },
                spread=spreads[item],
            ).items()
        }
        for beside in (Beside.OTHERS, Beside.REGION, Beside.SIMILAR)
    }


def _without_regions(now: Items, groups: Mapping[str, ComparedWith]) -> Items:
    others = {one.code for group in groups.values() for one in group.members[Beside.OTHERS]}
    forces = groups.keys() | others
    return {
        item: {code: share for code, share in areas.items() if code in forces}
        for item, areas in now.items()
    }


def _beside_past(
    now: Items, before: Items, forces: Collection[str]
) -> dict[tuple[str, str], ShareContrast | None]:
    return {
        (force, item): ShareContrast(first=own, second=before[item][force])
        for item, by_force in now.items()
        for force, own in by_force.items()
        if force in forces and force in before[item]
    }


def _comparable(shown: Shown, period: str) -> Items:
    if shown.is_provisional(period):
        return {item: {} for item in item_codes()}
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


def _groups(forces: Sequence[Force], period: str) -> Mapping[str, ComparedWith]:
    day = date(int(period[:4]), 3 * int(period[-1]) - 2, 1)
    standing, listed = access_selectors.forces_on(day), _peers(day, forces)
    return {
        force.code: _group(
            force, [other for other in standing if other != force], listed.get(force.code, {})
        )
        for force in forces
    }


def _peers(day: date, forces: Sequence[Force]) -> Mapping[str, Mapping[str, str]]:
    rows = PeerGroup.objects.filter(valid_from__lte=day, force__in=forces).filter(
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
