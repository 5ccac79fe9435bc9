"""Publishable figures of questions that only some victims are asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from access.models import Force
from analytics.cube import meanings
from analytics.disclosure import question_tables, shown_tables
from analytics.disclosure.question_tables import CHOSEN, DRAWN, TOTAL, ItemTable, Place
from analytics.disclosure.shown_tables import Packed
from analytics.items import bank_facts
from analytics.refresh.selectors.counted import CountedRows
from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins
from survey.definition.types import Meaning

Pair = Mapping[str, Packed]
"""The estimate from people selected at random, and from volunteers who answered more."""


@dataclass(frozen=True, kw_only=True)
class StoredItem:
    """A stored item of a quarter: sums by force and stage, and what is shown."""

    bins: dict[tuple[str, str], Bins] = field(default_factory=dict)
    shares: dict[Place, Packed] = field(default_factory=dict)


if TYPE_CHECKING:
    from analytics.weighting.further_weights import ItemCounts


@dataclass(frozen=True, kw_only=True)
class ShowableQuestions:
    items: Mapping[str, StoredItem]
    pairs: Mapping[str, Pair]


NO_QUESTIONS = ShowableQuestions(items={}, pairs={})


def questions_to_show(counted: CountedRows) -> ShowableQuestions:
    # Keeps the weighting libraries out of web processes.
    from analytics.weighting import further_weights

    further = meanings.further_meanings()
    counts = further_weights.count_items(
        counted.rows,
        weights=counted.weights,
        runs=counted.runs,
        meanings=meanings.meanings(),
        further=further,
        rotating=meanings.rotating_codes(),
    )
    tables = _tables(counts, further)
    return ShowableQuestions(
        items={item: _to_store(counts[item], table) for item, table in tables.items()},
        pairs=dict(_pairs(counts, tables, further)),
    )


def _tables(
    counts: Mapping[str, "ItemCounts"], further: Mapping[str, Mapping[str, Meaning]]
) -> dict[str, ItemTable]:
    forces, found = (
        tuple(Force.objects.order_by("pk").values_list("pk", flat=True)),
        dict[str, ItemTable](),
    )

    def table(item: str) -> ItemTable:
        if item not in found:
            parent = bank_facts()[item].parent
            found[item] = question_tables.item_table(
                item,
                bins=counts[item].bins,
                effective=counts[item].effective,
                meanings=further[item],
                forces=forces,
                parent=table(parent) if parent in counts else None,
            )
        return found[item]

    return {item: table(item) for item in counts}


def _to_store(counts: "ItemCounts", table: ItemTable) -> StoredItem:
    return StoredItem(
        bins=dict(counts.bins),
        shares={place: shown_tables.pack(share) for place, share in table.shares.items()},
    )


def _pairs(
    counts: Mapping[str, "ItemCounts"],
    now: Mapping[str, ItemTable],
    further: Mapping[str, Mapping[str, Meaning]],
) -> Iterator[tuple[str, Pair]]:
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
