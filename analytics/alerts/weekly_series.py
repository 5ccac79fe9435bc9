"""Weekly series of each item, for the nation and for each force, from answers in the week they
were received. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from analytics.disclosure.list_suppression import NATION
from analytics.modes import WEB_MODES
from analytics.stats.proportions import effective_base
from analytics.stats.series.change import Week
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

FIRST_MONDAY = date(1970, 1, 5)
Series = tuple[str, str]
"""Item, and a force's code or NATION."""
KEYS = ("item", "area", "number")


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_number(day: date) -> int:
    return (day - FIRST_MONDAY).days // 7


def weekly_series(
    rows: Iterable[AnswerRow], meanings: Mapping[str, Mapping[str, Meaning]]
) -> dict[Series, list[Week]]:
    """Weighted by design alone: a week is too thin to rake, and alerts compare a series with
    its own past, where the lean of who answers is much the same."""
    # Only the weekly job counts weeks: pandas stays out of the process of the pages.
    import pandas as pd

    answers = pd.DataFrame(_answers(rows, meanings), columns=[*KEYS, "weight", "positive"])
    counted = (
        pd.concat([answers, answers.assign(area=NATION)])
        .assign(squared=lambda frame: frame["weight"] ** 2)
        .groupby(list(KEYS), sort=True)
        .agg(base=("weight", "size"), sum_w=("weight", "sum"), sum_w2=("squared", "sum"),
             positive=("positive", "sum"))
    )  # fmt: skip
    series: dict[Series, list[Week]] = defaultdict(list)
    for (item, area, number), base, sum_w, sum_w2, positive in counted.itertuples(name=None):
        series[item, area].append(
            Week(
                number=int(number),
                share=float(positive / sum_w),
                base=int(base),
                effective_base=effective_base(sum_w=float(sum_w), sum_w2=float(sum_w2)),
            )
        )
    return dict(series)


def _answers(
    rows: Iterable[AnswerRow], meanings: Mapping[str, Mapping[str, Meaning]]
) -> Iterator[tuple[str, str, int, float, float]]:
    """Item, force, week, weight, and the weight again where the answer is positive."""
    for row in rows:
        if row.mode not in WEB_MODES or not row.is_in_frame:
            continue
        weight, number = 1 / row.selection_probability, week_number(row.completed_on)
        for item, known in meanings.items():
            picked = row.answers.get(item)
            meaning = known[picked[0]] if picked else Meaning.OUT_OF_BASE
            if meaning is not Meaning.OUT_OF_BASE:
                is_positive = meaning is Meaning.POSITIVE
                yield item, row.force, number, weight, weight if is_positive else 0.0
