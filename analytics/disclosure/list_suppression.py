"""Turns the answers to an item into figures: every force and level of a table at once, so that all
pages and the API suppress the same ones. Pure.

A reader of one page may know another, so a level is suppressed for a force if either its list of
levels or the list of forces at that level would disclose it (decision 4)."""

from collections.abc import Iterable, Mapping, Sequence, Set

from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins, Tally
from analytics.stats.suppression import (
    Audience,
    Published,
    Share,
    Suppressed,
    SuppressionReason,
    Topic,
    suppress_list,
)
from analytics.tables import EVERYBODY
from survey.definition.types import Meaning

NATION = "nation"
Place = tuple[str, str]
"""Force code or NATION, and level."""


def protected_shares(
    *,
    bins: Mapping[Place, Bins],
    levels: Sequence[str],
    meanings: Mapping[str, Meaning],
    audience: Audience = Audience.STAFF,
    topic: Topic = Topic.ORDINARY,
    also_hidden: Set[Place] = frozenset(),
) -> dict[Place, Share]:
    """The figure of every force and of the nation at every level, suppressed where it must be.
    `bins` are one item's by force and level; the nation is the sum of its forces. `topic` is that
    of the levels; the total beside them is of an ordinary topic. `also_hidden` are the places
    suppressed for the sake of other tables of the quarter."""
    forces = sorted({force for force, _ in bins})
    tallies = _tallies(bins, forces, levels, meanings)
    bases = {place: tally.base for place, tally in tallies.items()}
    shares = {
        place: bins_to_shares.share_of(
            tally=tally,
            audience=audience,
            topic=Topic.ORDINARY if place[1] == EVERYBODY else topic,
            is_by_force=place[0] != NATION,
        )
        for place, tally in tallies.items()
    }
    _hide_that_nobody_answered(shares, bases)
    if topic is Topic.SPECIAL:
        _hide_partly_shown_topics(shares, bases, (*forces, NATION))
    lists = _lists_with_totals(forces, levels)
    while _secondary_suppression_round(shares, bases, lists):
        pass
    protects = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
    shown = [place for place, share in shares.items() if isinstance(share, Published)]
    return shares | {place: protects for place in shown if place in also_hidden}


def _hide_that_nobody_answered(shares: dict[Place, Share], bases: Mapping[Place, int]) -> None:
    """A force without answers at a level that others answered at looks like one with few: that
    nobody who was asked answered would reveal who did not (decision 14)."""
    for force, level in shares:
        if force != NATION and not bases[force, level] and bases[NATION, level]:
            shares[force, level] = Suppressed(reason=SuppressionReason.SMALL_BASE)


def _hide_partly_shown_topics(
    shares: dict[Place, Share], bases: Mapping[Place, int], areas: Iterable[str]
) -> None:
    """A special topic is shown whole in an area or not at all: if one of two levels were shown and
    the other suppressed or empty, it would reveal whether anybody is at the other."""
    for area in areas:
        own = [place for place in shares if place[0] == area and place[1] != EVERYBODY]
        is_whole = all(isinstance(shares[place], Published) for place in own)
        if not is_whole and any(bases[place] for place in own):
            shares |= {place: Suppressed(reason=SuppressionReason.SMALL_BASE) for place in own}


def _tallies(
    bins: Mapping[Place, Bins],
    forces: Iterable[str],
    levels: Iterable[str],
    meanings: Mapping[str, Meaning],
) -> dict[Place, Tally]:
    tallies = {}
    for level in levels:
        cells = {force: bins.get((force, level), {}) for force in forces}
        for force, cell in cells.items():
            tallies[force, level] = bins_to_shares.tally_of(bins=cell, meanings=meanings)
        tallies[NATION, level] = bins_to_shares.tally_of(
            bins=bins_to_shares.add_bins(cells.values()), meanings=meanings
        )
    return tallies


def _lists_with_totals(
    forces: Sequence[str], levels: Sequence[str]
) -> list[tuple[dict[str, Place], Place]]:
    """Every list shown beside its total: the forces at a level, the levels of an area."""
    parts = [level for level in levels if level != EVERYBODY]
    lists = [({force: (force, level) for force in forces}, (NATION, level)) for level in levels]
    if EVERYBODY in levels:
        lists += [
            ({level: (area, level) for level in parts}, (area, EVERYBODY))
            for area in (*forces, NATION)
        ]
    return lists


def _secondary_suppression_round(
    shares: dict[Place, Share],
    bases: Mapping[Place, int],
    lists: Iterable[tuple[dict[str, Place], Place]],
) -> bool:
    """One round over every list. True if it suppressed something, which may expose another list."""
    before = sum(isinstance(share, Published) for share in shares.values())
    for places, total in lists:
        protected = suppress_list(
            shares={name: shares[place] for name, place in places.items()},
            bases={name: bases[place] for name, place in places.items()},
            has_shown_total=isinstance(shares[total], Published),
        )
        shares.update({place: protected[name] for name, place in places.items()})
    return sum(isinstance(share, Published) for share in shares.values()) < before
