"""The one place where the answers of an item become figures: every force and level of a table
at once, so that each page and the API hide the same ones. Pure.

A reader of one page may know another, so a level is hidden for a force if either its list of
levels or the list of forces at that level would give it away (decision 4)."""

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
    """The figure of every force and of the nation at every level, hidden where it must be.
    `bins` are one item's by force and level; a nation is the sum of its forces. `topic` is that
    of the levels: all victims, who stand beside every table, are an ordinary one. `also_hidden`
    are the places that the quarter as a whole hides for the sake of other tables."""
    forces = sorted({force for force, _ in bins})
    tallies = _tallies(bins, forces, levels, meanings)
    shares = {
        place: bins_to_shares.share_of(
            tally=tally,
            audience=audience,
            topic=Topic.ORDINARY if place[1] == EVERYBODY else topic,
            is_by_force=place[0] != NATION,
        )
        for place, tally in tallies.items()
    }
    for force, level in shares:
        is_empty = force != NATION and not tallies[force, level].base
        if is_empty and tallies[NATION, level].base:
            # That none of those who were asked answered would tell who did not (decision 14).
            shares[force, level] = Suppressed(reason=SuppressionReason.SMALL_BASE)
    bases = {place: tally.base for place, tally in tallies.items()}
    lists = _lists_with_totals(forces, levels)
    if topic is Topic.SPECIAL:
        _hide_what_is_shown_in_part(shares, bases, (*forces, NATION))
    while _hide_more(shares, bases, lists):
        pass
    protects = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
    shown = [place for place, share in shares.items() if isinstance(share, Published)]
    return shares | {place: protects for place in shown if place in also_hidden}


def _hide_what_is_shown_in_part(
    shares: dict[Place, Share], bases: Mapping[Place, int], areas: Iterable[str]
) -> None:
    """A special topic stands whole in an area or not at all: of two levels, that one is shown
    and the other hidden or empty would tell whether anybody is at the other."""
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
    """Every list that stands beside its total: the forces of a level, the levels of an area."""
    parts = [level for level in levels if level != EVERYBODY]
    lists = [({force: (force, level) for force in forces}, (NATION, level)) for level in levels]
    if parts and EVERYBODY in levels:
        lists += [
            ({level: (area, level) for level in parts}, (area, EVERYBODY))
            for area in (*forces, NATION)
        ]
    return lists


def _hide_more(
    shares: dict[Place, Share],
    bases: Mapping[Place, int],
    lists: Iterable[tuple[dict[str, Place], Place]],
) -> bool:
    """One round over every list; True where it hid something, which may expose another list."""
    before = sum(isinstance(share, Published) for share in shares.values())
    for places, total in lists:
        protected = suppress_list(
            shares={name: shares[place] for name, place in places.items()},
            bases={name: bases[place] for name, place in places.items()},
            has_shown_total=isinstance(shares[total], Published),
        )
        shares.update({place: protected[name] for name, place in places.items()})
    return sum(isinstance(share, Published) for share in shares.values()) < before
