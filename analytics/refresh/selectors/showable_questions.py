"""What of the items that not everybody is asked may be shown now, ready to be kept."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from access.models import Force
from analytics.bank_facts import bank_facts
from analytics.cube import meanings
from analytics.disclosure import question_tables, shown_tables
from analytics.disclosure.places import NATION
from analytics.disclosure.question_tables import CHOSEN, DRAWN, TOTAL, ItemTable, Place
from analytics.disclosure.timing import LEAST_CHANGE
from analytics.refresh import question_movement
from analytics.refresh.selectors import stored_questions
from analytics.refresh.selectors.showable import ShowablePart
from analytics.refresh.selectors.stored_questions import Pair, StoredItem
from analytics.stats import shares as bins_to_shares
from analytics.stats.suppression import Published
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.weighting.further_weights import ItemCounts


@dataclass(frozen=True, kw_only=True)
class ShowableQuestions:
    """Every item as it is to be stored, moved or as before; and the pairs of estimates of those
    that were drawn."""

    items: Mapping[str, StoredItem]
    pairs: Mapping[str, Pair]


def questions_to_show(period: str, moved: ShowablePart, *, is_revision: bool) -> ShowableQuestions:
    """Of the responses that the other figures are made of, under the same floors. An item of which
    too few people came or went since it was shown stays as it was."""
    # Only background work weighs; imported here, it stays out of the process of the pages.
    from analytics.weighting import further_weights

    further = meanings.further_meanings()
    counts = further_weights.count_items(
        moved.rows,
        weights=moved.weights,
        runs=moved.every_run,
        meanings=meanings.meanings(),
        further=further,
        rotating=meanings.rotating_codes(),
    )
    stored = {} if is_revision else stored_questions.stored_items(period)
    before = {item: _as_stored(one, further[item]) for item, one in stored.items()}
    now = _tables(counts, further, before)
    free = {item for item in now if _is_free(before.get(item), now[item])}
    items = {
        **stored,
        **{item: _to_store(counts[item], now[item]) for item in counts if item in free},
    }
    return ShowableQuestions(items=items, pairs=_pairs(period, counts, now, free, further))


def _forces() -> Sequence[str]:
    return tuple(Force.objects.order_by("pk").values_list("pk", flat=True))


def _is_free(before: ItemTable | None, now: ItemTable) -> bool:
    return before is None or question_movement.may_move(before, now)


def _tables(
    counts: Mapping[str, "ItemCounts"],
    further: Mapping[str, Mapping[str, Meaning]],
    before: Mapping[str, ItemTable],
) -> dict[str, ItemTable]:
    """Of every item, those that others depend on first."""
    forces, found = _forces(), dict[str, ItemTable]()

    def table(item: str) -> ItemTable:
        if item not in found:
            parent = bank_facts()[item].parent
            found[item] = question_tables.item_table(
                item,
                bins=counts[item].bins,
                effective=counts[item].effective,
                meanings=further[item],
                forces=forces,
                always_hidden=_hidden_before(before.get(item)),
                parent=table(parent) if parent in counts else None,
            )
        return found[item]

    return {item: table(item) for item in counts}


def _hidden_before(before: ItemTable | None) -> Set[Place]:
    if before is None or TOTAL not in before.shown:
        return frozenset()
    return frozenset(before.people) - before.shown


def _as_stored(one: StoredItem, meanings_of_it: Mapping[str, Meaning]) -> ItemTable:
    """As it was shown."""
    shares = {place: shown_tables.unpack(packed) for place, packed in one.shares.items()}
    forces = [area for area, _ in shares if area != NATION]
    tallies = question_tables.tallies_of(one.bins, meanings_of_it, forces)
    return ItemTable(people={place: tally.base for place, tally in tallies.items()}, shares=shares)


def _to_store(counts: "ItemCounts", table: ItemTable) -> StoredItem:
    return StoredItem(
        bins=dict(counts.bins),
        shares={place: shown_tables.pack(share) for place, share in table.shares.items()},
    )


def _pairs(
    period: str,
    counts: Mapping[str, "ItemCounts"],
    now: Mapping[str, ItemTable],
    free: set[str],
    further: Mapping[str, Mapping[str, Meaning]],
) -> dict[str, Pair]:
    kept = stored_questions.stored_pairs(period)
    fresh = dict(_fresh_pairs(counts, now, further))
    moved = {item: pair for item, pair in fresh.items() if item in free and _may(kept, item, pair)}
    return kept | moved


def _may(kept: Mapping[str, Pair], item: str, pair: Pair) -> bool:
    """Whether so many came or went among those who chose that nobody is told of."""
    if item not in kept:
        return True
    before, now = (shown_tables.unpack(one[CHOSEN]) for one in (kept[item], pair))
    if not isinstance(before, Published) or not isinstance(now, Published):
        return False
    return now.base == before.base or abs(now.base - before.base) >= LEAST_CHANGE


def _fresh_pairs(
    counts: Mapping[str, "ItemCounts"],
    now: Mapping[str, ItemTable],
    further: Mapping[str, Mapping[str, Meaning]],
) -> Iterator[tuple[str, Pair]]:
    """Of the nation, where both have an effective base that may be compared."""
    for item, one in counts.items():
        drawn = now[item].shares[TOTAL]
        if one.others is None or not drawn.is_comparable:
            continue
        tally = bins_to_shares.tally_of(bins=one.others.bins, meanings=further[item])
        chosen = question_tables.share_at(
            tally, question_tables.topic_of(item), effective_base=one.others.effective_base
        )
        if chosen.is_comparable:
            yield item, {DRAWN: shown_tables.pack(drawn), CHOSEN: shown_tables.pack(chosen)}
