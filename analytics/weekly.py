"""Weekly series of each item, for the nation and for each force, from answers in the week they
were received. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.modes import WEB_MODES
from analytics.protection import NATION
from analytics.stats.change import Week
from analytics.stats.proportions import effective_base
from responses.extract import AnswerRow
from survey.definition import Meaning

FIRST_MONDAY = date(1970, 1, 5)
Series = tuple[str, str]
"""Item, and a force's code or NATION."""


@dataclass
class _Sums:
    base: int = 0
    sum_w: float = 0.0
    sum_w2: float = 0.0
    positive: float = 0.0


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    return (day - FIRST_MONDAY).days // 7


def weekly_series(
    rows: Iterable[AnswerRow], meanings: Mapping[str, Mapping[str, Meaning]]
) -> dict[Series, list[Week]]:
    """Weighted by design alone: a week is too thin to rake, and alerts compare a series with
    its own past, where the lean of who answers is much the same."""
    sums: dict[tuple[str, str, int], _Sums] = defaultdict(_Sums)
    for row in rows:
        if row.mode in WEB_MODES and row.is_in_frame:
            _add(sums, row, meanings)
    series: dict[Series, list[Week]] = defaultdict(list)
    for (item, area, number), found in sorted(sums.items()):
        series[item, area].append(
            Week(
                number=number,
                share=found.positive / found.sum_w,
                base=found.base,
                effective_base=effective_base(sum_w=found.sum_w, sum_w2=found.sum_w2),
            )
        )
    return dict(series)


def _add(
    sums: dict[tuple[str, str, int], _Sums],
    row: AnswerRow,
    meanings: Mapping[str, Mapping[str, Meaning]],
) -> None:
    weight, number = 1 / row.selection_probability, week_number(row.completed_on)
    for item, known in meanings.items():
        picked = row.answers.get(item)
        meaning = known[picked[0]] if picked else Meaning.OUT_OF_BASE
        if meaning is Meaning.OUT_OF_BASE:
            continue
        for area in (NATION, row.force):
            found = sums[item, area, number]
            found.base += 1
            found.sum_w += weight
            found.sum_w2 += weight * weight
            found.positive += weight if meaning is Meaning.POSITIVE else 0.0
