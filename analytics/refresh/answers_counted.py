"""Recount of closed quarters from their answer files."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from analytics.answer_store import selectors as answer_store
from analytics.refresh.selectors import stored_quarter
from analytics.stats.shares import Bins


@dataclass(frozen=True, kw_only=True)
class CountedFiles:
    period: str
    is_whole: bool = False
    files: int = 0
    rows: int = 0
    answers: int = 0
    cells: int = 0
    differing: int = 0
    left: int = 0


def count_again(periods: Sequence[str] | None = None) -> Iterator[CountedFiles]:
    for period in answer_store.periods() if periods is None else periods:
        found = answer_store.current_files(period)
        if found is None:
            yield CountedFiles(period=period)
            continue
        rows = answer_store.files_of(period).values()
        counted = answer_store.counted_cells(found.paths)
        stored = stored_quarter.counts_of(period).cells
        unlike = [
            key
            for key in stored.keys() | counted.keys()
            if (_plain(stored.get(key, {})) != _plain(counted.get(key, {})))
        ]
        # Fewer answers in the files than in the figures: some were withdrawn since.
        fewer = _forces_left(period, found.ids)
        left = [key for key in unlike if key[0] in fewer]
        yield CountedFiles(
            period=period,
            is_whole=True,
            files=len(rows),
            rows=sum(row.rows for row in rows),
            answers=sum(row.answers for row in rows),
            cells=len(counted),
            differing=len(unlike) - len(left),
            left=len(left),
        )


def _plain(items: Mapping[str, Bins]) -> dict[str, dict[str, list[float]]]:
    return {
        item: {choice: list(sums) for choice, sums in bins.items()}
        for item, bins in items.items()
        if bins
    }


def _forces_left(period: str, ids: Mapping[str, Set[int]]) -> set[str]:
    counted = stored_quarter.counted_by_force(period)
    return {force for force, numbers in counted.items() if numbers - ids.get(force, frozenset())}
