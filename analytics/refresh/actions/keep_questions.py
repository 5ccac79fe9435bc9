"""Storage of figures for questions that only some victims are asked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.disclosure.places import NATION
from analytics.disclosure.question_tables import DRAWN_AND_CHOSEN, EVERY_QUESTION
from analytics.models import (
    Cell,
    CharacteristicGap,
    ExpectedShares,
    Intersection,
    ShownTable,
    StandardisedShare,
)
from analytics.refresh.selectors.mixes import Mixes
from analytics.refresh.selectors.showable_questions import ShowableQuestions
from analytics.stats.shares import Bins


def keep_mixes(*, mixes: Mixes, period: str, by: Actor, at: datetime) -> None:
    for model in (StandardisedShare, CharacteristicGap, ExpectedShares, Intersection):
        model.objects.filter(period=period).delete()
    StandardisedShare.objects.bulk_create(mixes.shares)
    CharacteristicGap.objects.bulk_create(mixes.gaps)
    ExpectedShares.objects.bulk_create(mixes.expected, batch_size=BATCH)
    Intersection.objects.bulk_create(mixes.intersections)
    audit.record(
        AuditKind.MIXES_COMPARED,
        target=period,
        by=by,
        at=at,
        shares=len(mixes.shares),
        gaps=len(mixes.gaps),
    )


BATCH = 500


def keep_questions(*, questions: ShowableQuestions, period: str, by: Actor, at: datetime) -> None:
    Cell.objects.filter(period=period, dimension=EVERY_QUESTION).delete()
    Cell.objects.bulk_create(_cell_rows(period, questions), batch_size=BATCH)
    tables = (EVERY_QUESTION, DRAWN_AND_CHOSEN)
    ShownTable.objects.filter(period=period, dimension__in=tables).delete()
    ShownTable.objects.bulk_create(_table_rows(period, questions))
    audit.record(
        AuditKind.QUESTIONS_KEPT,
        target=period,
        by=by,
        at=at,
        questions=len(questions.items),
        pairs=len(questions.pairs),
    )


def _cell_rows(period: str, questions: ShowableQuestions) -> Iterator[Cell]:
    for (force, stage), bins in _cells(questions).items():
        yield Cell(period=period, force_id=force, dimension=EVERY_QUESTION, level=stage, bins=bins)


def _table_rows(period: str, questions: ShowableQuestions) -> Iterator[ShownTable]:
    for area, shares in _shares(questions).items():
        yield ShownTable(period=period, dimension=EVERY_QUESTION, area=area, shares=shares)
    if questions.pairs:
        yield ShownTable(
            period=period, dimension=DRAWN_AND_CHOSEN, area=NATION, shares=questions.pairs
        )


def _cells(questions: ShowableQuestions) -> Mapping[tuple[str, str], dict[str, Bins]]:
    found: dict[tuple[str, str], dict[str, Bins]] = defaultdict(dict)
    for item, one in questions.items.items():
        for place, bins in one.bins.items():
            found[place][item] = bins
    return found


def _shares(questions: ShowableQuestions) -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for item, one in questions.items.items():
        for (area, level), packed in one.shares.items():
            found[area][item][level] = packed
    return found
