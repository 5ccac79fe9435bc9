"""What may be shown of the items that not everybody is asked: of all in the nation and in each
force, and in the nation by stage. No other table: bases are small, and each further table would
take most of these away again. Pure.

A list beside its total, forces or stages of one nation, is protected here by arithmetic: with the
total shown, what is hidden of a list is known as a sum, so a hidden cell lies between that sum less
what the others can hold at most, and the sum. It must be left as wide as everywhere else
(methods/goals.py). Two lists of one total tell nothing of each other."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from math import inf

from analytics.bank_facts import bank_facts
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.goals import goal_for
from analytics.items import further_items
from analytics.stats import shares as bins_to_shares
from analytics.stats.proportions import wilson_interval
from analytics.stats.shares import Bins, Tally
from analytics.stats.suppression import (
    HIDDEN_LEVELS,
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

SmallBins = Mapping[tuple[str, str], Bins]
"""By force and stage."""
Place = tuple[str, str]
"""Area and level: a force or the nation, everybody or a stage."""
TOTAL: Place = (NATION, EVERYBODY)
EVERY_QUESTION = "every_question"
"""The name under which these tables are stored beside those of the closed list."""
DRAWN_AND_CHOSEN = "drawn_and_chosen"
"""That of the nation's pairs of estimates that say how well the second phase is weighed."""
DRAWN, CHOSEN = "drawn", "chosen"
PROTECTS = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
NOT_BY_FORCE = Suppressed(reason=SuppressionReason.NOT_BY_FORCE)


@dataclass(frozen=True, kw_only=True)
class ItemTable:
    """One item: the people in its base at each place, and what may be shown there."""

    people: Mapping[Place, int]
    shares: Mapping[Place, Share]

    @property
    def shown(self) -> frozenset[Place]:
        return frozenset(place for place, one in self.shares.items() if isinstance(one, Published))


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The most people there can be at a place, as readers know it: how many answered at all. What
    is missing is not known."""

    most: Mapping[Place, int]

    def at(self, place: Place) -> float:
        return self.most.get(place, inf)


def item_table(
    item: str,
    *,
    bins: SmallBins,
    effective: Mapping[str, float],
    meanings: Mapping[str, Meaning],
    forces: Sequence[str],
    answered: Answered,
    always_hidden: Set[Place] = frozenset(),
) -> ItemTable:
    """One item of a quarter. `effective` are the nation's effective bases by level;
    `always_hidden` are places that were hidden when the same people were shown before."""
    tallies = tallies_of(bins, meanings, forces)
    topic = topic_of(item)
    is_conditional = bank_facts()[item].is_conditional
    shares: dict[Place, Share] = {}
    for place, tally in tallies.items():
        if place[0] != NATION and is_conditional:
            shares[place] = NOT_BY_FORCE
        elif place in always_hidden:
            shares[place] = PROTECTS
        else:
            base = effective.get(place[1]) if place[0] == NATION else None
            shares[place] = share_at(tally, topic, effective_base=base)
    people = {place: tally.base for place, tally in tallies.items()}
    _hide_who_did_not_answer(shares, people)
    limit = POLICY[Audience.STAFF, topic].hide_below
    _protect_lists(shares, people, answered, limit)
    return ItemTable(people=people, shares=shares)


def judged_with_parents(tables: Mapping[str, ItemTable]) -> dict[str, ItemTable]:
    """An item that is asked because of another answer tells how many gave that answer. It is shown
    where the other is, and where both groups, those asked and those not, are ten people or
    none."""
    least = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below
    judged = dict(tables)
    for item, table in tables.items():
        parent = tables.get(bank_facts()[item].parent)
        if parent is None:
            continue
        hidden = {
            place: PROTECTS
            for place in table.shown
            if place not in parent.shown or 0 < parent.people[place] - table.people[place] < least
        }
        judged[item] = replace(table, shares={**table.shares, **hidden})
    return judged


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
    """As staff may see it, with the interval of an effective base where one is given."""
    share = bins_to_shares.share_of(tally=tally, audience=Audience.STAFF, topic=topic)
    if not isinstance(share, Published) or not effective_base:
        return share
    interval = wilson_interval(successes=share.positive * effective_base, trials=effective_base)
    return replace(share, effective_base=effective_base, interval=interval)


def topic_of(item: str) -> Topic:
    return Topic.SPECIAL if further_items()[item].is_special else Topic.ORDINARY


def _hide_who_did_not_answer(shares: dict[Place, Share], people: Mapping[Place, int]) -> None:
    """Where nobody answered looks like where few did: it would tell who did not say more."""
    if people[TOTAL]:
        for place in shares:
            if not people[place] and not isinstance(shares[place], Published):
                shares[place] = Suppressed(reason=SuppressionReason.SMALL_BASE)


def _protect_lists(
    shares: dict[Place, Share], people: Mapping[Place, int], answered: Answered, limit: int
) -> None:
    lists = [
        [place for place in shares if place[0] != NATION],
        [place for place in shares if place[0] == NATION and place != TOTAL],
    ]
    are_safe = [_protect_list(own, shares, people, answered, limit) for own in lists]
    if not (isinstance(shares[TOTAL], Published) and all(are_safe)):
        shares |= {place: PROTECTS for place in shares if isinstance(shares[place], Published)}


def _protect_list(
    places: Sequence[Place],
    shares: dict[Place, Share],
    people: Mapping[Place, int],
    answered: Answered,
    limit: int,
) -> bool:
    """Hide the smallest shown until what is hidden is safe. False where all are hidden and their
    total would still tell too much of a small one."""
    while True:
        hidden = [place for place in places if not isinstance(shares[place], Published)]
        shown = [place for place in places if isinstance(shares[place], Published)]
        if _is_safe(hidden, people, answered, limit):
            return True
        if not shown:
            return _is_wide_enough(hidden, people, answered, limit)
        shares[min(shown, key=lambda place: (people[place], place))] = PROTECTS


def _is_safe(
    hidden: Sequence[Place], people: Mapping[Place, int], answered: Answered, limit: int
) -> bool:
    """Whether the sum of the hidden leaves each small one as uncertain as it must be."""
    filled = [place for place in hidden if people[place]]
    if not filled:
        return True
    together = sum(people[place] for place in filled)
    if len(filled) < HIDDEN_LEVELS or together < limit:
        return False
    return _is_wide_enough(hidden, people, answered, limit)


def _is_wide_enough(
    hidden: Sequence[Place], people: Mapping[Place, int], answered: Answered, limit: int
) -> bool:
    together = sum(people[place] for place in hidden)
    most = {place: answered.at(place) for place in hidden}
    others = sum(most.values())
    return all(
        _is_wide(people[place], together, most[place], others - most[place])
        for place in hidden
        if 0 < people[place] < limit
    )


def _is_wide(people: int, together: int, own_most: float, others_most: float) -> bool:
    goal = goal_for((), people, most=own_most)
    lower, upper = max(0.0, together - others_most), min(float(together), own_most)
    return lower <= goal.lower and upper >= goal.upper
