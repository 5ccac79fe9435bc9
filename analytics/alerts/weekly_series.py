"""Weekly series of each item, for the nation and for each force, from answers in the week they
were received. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.cube.ledger_entries import countable
from analytics.disclosure.places import NATION
from analytics.stats.proportions import effective_base
from analytics.stats.series.change import Week
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

FIRST_MONDAY = date(1970, 1, 5)
Series = tuple[str, str]
"""Item, and a force's code or NATION."""
Meanings = Mapping[str, Mapping[str, Meaning]]
"""Item, choice code, meaning."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    """Weeks since the first Monday of 1970."""
    return (day - FIRST_MONDAY).days // 7


@dataclass(slots=True)
class WeekSums:
    """The sums of the answers to one item in one week: people, Σw, Σw² and Σw of the positive."""

    people: int = 0
    sum_w: float = 0.0
    sum_w2: float = 0.0
    positive_w: float = 0.0

    def add(self, other: "WeekSums") -> None:
        self.people += other.people
        self.sum_w += other.sum_w
        self.sum_w2 += other.sum_w2
        self.positive_w += other.positive_w

    def week(self, number: int) -> Week:
        return Week(
            number=number,
            share=self.positive_w / self.sum_w,
            base=self.people,
            effective_base=effective_base(sum_w=self.sum_w, sum_w2=self.sum_w2),
        )


Sums = dict[Series, dict[int, WeekSums]]


def weekly_series(rows: Iterable[AnswerRow], meanings: Meanings) -> dict[Series, list[Week]]:
    """By item and area, the weeks that have answers in the base, in order of time.

    Weighted by design alone: a week has too few answers to rake, and alerts compare a series with
    its own past, in which non-response has about the same pattern."""
    sums = _sums_of_forces(rows, meanings)
    for (item, _force), weeks in list(sums.items()):
        for number, of_force in weeks.items():
            sums[item, NATION][number].add(of_force)
    return {
        series: [weeks[number].week(number) for number in sorted(weeks)]
        for series, weeks in sorted(sums.items())
    }


def _sums_of_forces(rows: Iterable[AnswerRow], meanings: Meanings) -> Sums:
    sums: Sums = defaultdict(lambda: defaultdict(WeekSums))
    for row in countable(rows):
        weight, number = row.design_weight, week_number(row.completed_on)
        for item, is_positive in _answers_in_base(row, meanings):
            week = sums[item, row.force][number]
            week.people += 1
            week.sum_w += weight
            week.sum_w2 += weight * weight
            if is_positive:
                week.positive_w += weight
    return sums


def _answers_in_base(row: AnswerRow, meanings: Meanings) -> Iterator[tuple[str, bool]]:
    """Each item that the response answered in its base, and whether positively."""
    for item, known in meanings.items():
        picked = row.answers.get(item)
        meaning = known[picked[0]] if picked else Meaning.OUT_OF_BASE
        if meaning is not Meaning.OUT_OF_BASE:
            yield item, meaning is Meaning.POSITIVE
