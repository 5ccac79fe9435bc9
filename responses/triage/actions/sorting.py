"""Writes what the rules say of a text, and carries further what was let lie. Done by the worker."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from responses.models import WrittenText
from responses.triage.deadlines import due_at
from responses.triage.risk.reading import STAFFED_TIME, RiskReading, TriageClock
from responses.triage.risk.reading_texts import read_text
from responses.triage.rota import Rota, due_after
from responses.triage.selectors import desks, texts

BATCH = 200
MOST_A_RUN = 5_000
"""What is left comes a minute later."""
State = WrittenText.TextState

logger = logging.getLogger(__name__)


def sort_texts(*, by: Actor, at: datetime) -> int:
    """Let the rules read what they have not read yet. Returns how many texts that were. They order
    the queue and close nothing. A text that cannot be read keeps the shortest clock, and keeps no
    other from being sorted."""
    done, after, rotas = 0, 0, _Rotas(at)
    while done < MOST_A_RUN and (batch := texts.unsorted(after=after, most=BATCH)):
        done += sum(_sort_or_leave(text, rotas, at=at) for text in batch)
        after = batch[-1].pk
    if done:
        audit.record(AuditKind.TEXTS_SORTED, by=by, at=at, texts=done)
    return done


class _Rotas:
    """The rota of each desk, read once a run: of the desk that a text was sent to, or of the force
    that this one has become part of."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.heirs = access_selectors.heirs()
        self.known: dict[desks.Desk, Rota] = {}

    def of(self, text: WrittenText) -> Rota:
        desk = desks.NATIONAL if text.is_national else desks.Desk(self.heirs[text.force_id])
        if desk not in self.known:
            self.known[desk] = desks.rota_of(desk, at=self.at)
        return self.known[desk]


def _sort_or_leave(text: WrittenText, rotas: _Rotas, *, at: datetime) -> int:
    try:
        return _sort(text, rotas, at=at)
    except Exception as error:  # whatever it is, the others are read
        # No words: what an error says may quote what it was about.
        name = type(error).__name__
        logger.error("Text %s cannot be sorted: %s", text.pk, name)  # noqa: TRY400
        return 0


def _sort(text: WrittenText, rotas: _Rotas, *, at: datetime) -> int:
    """Each of the two texts is read by itself; the more urgent reading counts. Of words that were
    withdrawn after somebody read them, nothing is left to sort."""
    words = texts.words_of(text)
    readings = [
        read_text(each, language=text.language) for each in (words.well, words.better) if each
    ]
    found = _found(readings, rotas.of(text), text) if readings else {}
    unsorted = WrittenText.objects.filter(pk=text.pk, sorted_at=None)
    return unsorted.update(sorted_at=max(at, text.sent_at), **found)


def _found(readings: Sequence[RiskReading], rota: Rota, text: WrittenText) -> dict[str, Any]:
    first = min(readings, key=lambda each: each.clock)
    return {
        "category": first.category,
        "clock": first.clock,
        "due_at": due_at(first.clock, rota=rota, sent_at=text.sent_at),
        "signs": sorted({reason.rule for each in readings for reason in each.reasons}),
        "is_unsure": any(each.is_unsure for each in readings),
    }


def escalate_texts(*, by: Actor, at: datetime) -> int:
    """Carry further what waits although its clock has run out: first to the force's lead, and after
    as long again to the national desk. Returns how many texts that were."""
    return sum(_escalate(pk, by=by, at=at) for pk in texts.overdue(at).values_list("pk", flat=True))


@transaction.atomic
def _escalate(text_id: int, *, by: Actor, at: datetime) -> int:
    text = WrittenText.objects.select_for_update(of=("self",)).get(pk=text_id)
    if text.state != State.WAITING or text.due_at > at:
        return 0
    step = texts.TO_THE_NATION if _second_due(text, at=at) <= at else 1
    if step <= text.escalated:
        return 0
    text.escalated = step
    text.save(update_fields=["escalated"])
    audit.record(AuditKind.TEXT_ESCALATED, target=text, by=by, at=at, step=step)
    return 1


def _second_due(text: WrittenText, *, at: datetime) -> datetime:
    """When as much time again has gone by as the clock allowed."""
    again = STAFFED_TIME.get(TriageClock(text.clock), timedelta(days=1))
    if text.clock == TriageClock.WORKING_DAY:
        return text.due_at + again
    return due_after(again, rota=_Rotas(at).of(text), at=text.due_at)
