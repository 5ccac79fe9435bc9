"""Being asked discloses the parent answer, so an item's people are the parent's base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analytics.disclosure.places import NATION
from analytics.items import bank_facts, further_items
from analytics.stats import shares as bins_to_shares
from analytics.stats.proportions import wilson_interval
from analytics.stats.shares import Bins, Tally
from analytics.stats.suppression import (
    POLICY,
    Audience,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
    Topic,
)
from analytics.tables import EVERYBODY, LEVELS, Dimension
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.disclosure.suppression.item_tables import ItemTables, Marks

SmallBins = Mapping[tuple[str, str], Bins]
"""By force and stage."""
Place = tuple[str, str]
"""Area (a force or the nation) and level (everyone or a stage)."""
TOTAL: Place = (NATION, EVERYBODY)
EVERY_QUESTION = "every_question"
DRAWN_AND_CHOSEN = "drawn_and_chosen"
"""The stored name of the national estimates that check the second-phase weights."""
DRAWN, CHOSEN = "drawn", "chosen"
PROTECTS = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
NOT_BY_FORCE = Suppressed(reason=SuppressionReason.NOT_BY_FORCE)


@dataclass(frozen=True, kw_only=True)
class ItemTable:
    people: Mapping[Place, int]
    shares: Mapping[Place, Share]
    bases: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By force and stage, for items conditional on this one."""

    @property
    def shown(self) -> frozenset[Place]:
        return frozenset(place for place, one in self.shares.items() if isinstance(one, Published))


def item_table(
    item: str,
    *,
    bins: SmallBins,
    effective: Mapping[str, float],
    meanings: Mapping[str, Meaning],
    forces: Sequence[str],
    parent: ItemTable | None = None,
) -> ItemTable:
    """`effective` are national bases by level."""
    tallies = tallies_of(bins, meanings, forces)
    people = {place: tally.base for place, tally in tallies.items()}
    shares = _by_themselves(item, tallies, effective)
    _hide_non_response(shares, people)
    if parent is not None:
        _hide_beside_parent(shares, people, parent)
    table = ItemTable(
        people=people,
        shares=shares,
        bases={
            key: bins_to_shares.tally_of(bins=found, meanings=meanings).base
            for key, found in bins.items()
        },
    )
    return replace(table, shares=_protected(item, table, bins, meanings, forces, parent))


def _by_themselves(
    item: str, tallies: Mapping[Place, Tally], effective: Mapping[str, float]
) -> dict[Place, Share]:
    shares: dict[Place, Share] = {}
    for place, tally in tallies.items():
        if place[0] != NATION and bank_facts()[item].is_conditional:
            shares[place] = NOT_BY_FORCE
        else:
            base = effective.get(place[1]) if place[0] == NATION else None
            shares[place] = share_at(tally, topic_of(item), effective_base=base)
    return shares


def _hide_beside_parent(
    shares: dict[Place, Share], people: Mapping[Place, int], parent: ItemTable
) -> None:
    least = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below
    for place, share in shares.items():
        rest = parent.people.get(place, 0) - people[place]
        if isinstance(share, Published) and (place not in parent.shown or 0 < rest < least):
            shares[place] = PROTECTS


def _protected(
    item: str,
    table: ItemTable,
    bins: SmallBins,
    meanings: Mapping[str, Meaning],
    forces: Sequence[str],
    parent: ItemTable | None,
) -> dict[Place, Share]:
    shares = dict(table.shares)
    if TOTAL not in table.shown:
        return {
            place: PROTECTS if place in table.shown else share for place, share in shares.items()
        }
    from analytics.disclosure import quarter_items
    from analytics.disclosure.suppression import gate

    policy = POLICY[Audience.STAFF, topic_of(item)]
    tables, first = quarter_items.further_item(
        quarter_items.counts_by_stage(bins, meanings, forces, parent.bases if parent else None),
        forces,
        shown=table.shown,
        policy=policy,
    )
    marks = gate.protect(tables, first, are_united=False).marks
    return {
        place: PROTECTS
        if place in table.shown and not _is_place_shown(place, tables, marks)
        else share
        for place, share in shares.items()
    }


def _is_place_shown(place: Place, tables: "ItemTables", marks: "Marks") -> bool:
    area, level = place
    number = tables.areas.codes.index(area)
    if level == EVERYBODY:
        return bool(marks.totals[number])
    return bool(marks.places[Dimension.STAGE][number, LEVELS[Dimension.STAGE].index(level)])


def tallies_of(
    bins: SmallBins, meanings: Mapping[str, Meaning], forces: Sequence[str]
) -> dict[Place, Tally]:
    at: dict[Place, list[Bins]] = {TOTAL: list(bins.values())}
    for force in forces:
        at[force, EVERYBODY] = [found for (of, _), found in bins.items() if of == force]
    stages = [stage for stage in LEVELS[Dimension.STAGE] if any(of == stage for _, of in bins)]
    for stage in stages if len(stages) > 1 else ():
        at[NATION, stage] = [found for (_, of), found in bins.items() if of == stage]
    return {
        place: bins_to_shares.tally_of(bins=bins_to_shares.add_bins(found), meanings=meanings)
        for place, found in at.items()
    }


def share_at(tally: Tally, topic: Topic, *, effective_base: float | None) -> Share:
    """`effective_base` sets the interval."""
    share = bins_to_shares.share_of(tally=tally, audience=Audience.STAFF, topic=topic)
    if not isinstance(share, Published) or not effective_base:
        return share
    interval = wilson_interval(successes=share.positive * effective_base, trials=effective_base)
    return replace(share, effective_base=effective_base, interval=interval)


def topic_of(item: str) -> Topic:
    return Topic.SPECIAL if further_items()[item].is_special else Topic.ORDINARY


def _hide_non_response(shares: dict[Place, Share], people: Mapping[Place, int]) -> None:
    if people[TOTAL]:
        for place in shares:
            if not people[place] and not isinstance(shares[place], Published):
                shares[place] = Suppressed(reason=SuppressionReason.SMALL_BASE)
