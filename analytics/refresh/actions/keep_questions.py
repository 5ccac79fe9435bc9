"""Keeps the figures of what not everybody is asked, beside those of the closed list."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.question_tables import DRAWN_AND_CHOSEN, EVERY_QUESTION
from analytics.models import Cell, ShownTable
from analytics.refresh.selectors.showable_questions import ShowableQuestions
from analytics.stats.shares import Bins

BATCH = 500


def keep_questions(period: str, questions: ShowableQuestions) -> None:
    """Replace those of a quarter. Call it in the transaction that replaces the figures."""
    Cell.objects.filter(period=period, dimension=EVERY_QUESTION).delete()
    ShownTable.objects.filter(
        period=period, dimension__in=(EVERY_QUESTION, DRAWN_AND_CHOSEN)
    ).delete()
    Cell.objects.bulk_create(
        (
            Cell(
                period=period,
                force_id=force,
                dimension=EVERY_QUESTION,
                level=stage,
                bins=by_item,
            )
            for (force, stage), by_item in _cells(questions).items()
        ),
        batch_size=BATCH,
    )
    ShownTable.objects.bulk_create(
        ShownTable(period=period, dimension=EVERY_QUESTION, area=area, shares=shares)
        for area, shares in _shares(questions).items()
    )
    if questions.pairs:
        ShownTable.objects.create(
            period=period, dimension=DRAWN_AND_CHOSEN, area=NATION, shares=questions.pairs
        )


def _cells(questions: ShowableQuestions) -> Mapping[tuple[str, str], dict[str, Bins]]:
    found: dict[tuple[str, str], dict[str, Bins]] = defaultdict(dict)
    for item, one in questions.items.items():
        for place, bins in one.bins.items():
            found[place][item] = bins
    return found


def _shares(questions: ShowableQuestions) -> Mapping[str, Mapping[str, Any]]:
    """By area: {item: {level: figure}}."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for item, one in questions.items.items():
        for (area, level), packed in one.shares.items():
            found[area][item][level] = packed
    return found
