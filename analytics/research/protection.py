from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analytics.research.recoding import ANY, KEYS, UNSAID, ResearchRecord

LEAST = 10
"""As for figures: smaller groups are never shown (decision 4)."""


@dataclass(frozen=True)
class ProtectedRecords:
    """`coarsened` counts records by the suppressed key, `silenced` removed answers; `smallest` is
    the smallest group."""

    records: Sequence[ResearchRecord]
    coarsened: dict[str, int]
    silenced: int
    dropped: int
    smallest: int


def protect(records: Sequence[ResearchRecord], *, k: int = LEAST) -> ProtectedRecords:
    """Suppress one key after another in groups of fewer than `k`, then drop the records that
    remain too few.
    """
    held, coarsened = list(records), dict[str, int]()
    for place, name in enumerate(KEYS):
        sizes = _sizes(held)
        coarsened[name] = sum(
            sizes[record.keys] < k and record.keys[place] != ANY for record in held
        )
        held = [_without(record, place) if sizes[record.keys] < k else record for record in held]
    sizes = _sizes(held)
    kept = [record for record in held if sizes[record.keys] >= k]
    spoken = list(_without_shared_answers(kept))
    return ProtectedRecords(
        records=sorted(spoken, key=_order),
        coarsened=coarsened,
        silenced=sum(map(_answers, kept)) - sum(map(_answers, spoken)),
        dropped=len(records) - len(kept),
        smallest=min(_sizes(spoken).values(), default=0),
    )


def _sizes(records: Sequence[ResearchRecord]) -> Counter[tuple[str, ...]]:
    return Counter(record.keys for record in records)


def _without(record: ResearchRecord, place: int) -> ResearchRecord:
    keys = (*record.keys[:place], ANY, *record.keys[place + 1 :])
    return replace(record, keys=keys)


def _without_shared_answers(records: Sequence[ResearchRecord]) -> Iterator[ResearchRecord]:
    groups: dict[tuple[str, ...], list[ResearchRecord]] = defaultdict(list)
    for record in records:
        groups[record.keys].append(record)
    for group in groups.values():
        shared = {
            item
            for item in group[0].said
            if len({record.said[item] for record in group} - {UNSAID}) == 1
        }
        for record in group:
            said = {item: UNSAID if item in shared else what for item, what in record.said.items()}
            yield replace(record, said=said)


def _answers(record: ResearchRecord) -> int:
    return sum(what != UNSAID for what in record.said.values())


def _order(record: ResearchRecord) -> tuple[object, ...]:
    return (record.keys, tuple(sorted(record.said.items())), record.weight)
