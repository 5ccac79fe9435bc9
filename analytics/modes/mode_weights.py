from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analytics.stats.weights import weighting
from analytics.stats.weights.weighting import Margin, WeightingRefusedError
from analytics.weighting.force_weights import MARGINS, ORDERED, ordered_levels
from responses.extract_rows import AnswerRow, FrameRow


def mode_weights_of(rows: Sequence[AnswerRow], asked: Iterable[FrameRow]) -> Mapping[int, float]:
    """Sum to the number asked: raked to stage, crime, sex and age of `asked`."""
    totals: dict[str, Counter[str]] = {name: Counter() for name in MARGINS}
    for each in asked:
        for name, counts in totals.items():
            counts[getattr(each, name)] += each.events
    margins = [_margin(name, rows, counts) for name, counts in totals.items()]
    try:
        found = weighting.weigh(start=[1.0] * len(rows), margins=margins)
    except WeightingRefusedError:
        return {}
    return {
        row.response_id: weight for row, weight in zip(rows, found.weights.tolist(), strict=True)
    }


def _margin(name: str, rows: Sequence[AnswerRow], totals: Counter[str]) -> Margin:
    return Margin(
        name=name,
        levels=[getattr(row, name) for row in rows],
        totals=ordered_levels(name, totals),
        is_ordered=name in ORDERED,
    )
