"""Writes what the rules say of a text. Done by the worker."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import WrittenText
from responses.triage.actions import notices, unreadable
from responses.triage.deadlines import due_at
from responses.triage.risk.learned import SIGN, RiskModel
from responses.triage.risk.reading import DOUBT_CLOCK, RiskReading, TriageClock
from responses.triage.risk.reading_texts import read_text
from responses.triage.rota import Rota
from responses.triage.selectors import desks, models, texts
from responses.triage.selectors.duty import Rotas
from responses.vault.encryption import UnreadableError
from responses.vault.sealed.written_texts import OwnWords

BATCH = 200
MOST_A_RUN = 5_000
"""What is left comes a minute later."""

logger = logging.getLogger(__name__)


def sort_texts(*, by: Actor, at: datetime) -> int:
    """Let the rules read what they have not read yet. Returns how many texts that were. They order
    the queue and close nothing. A text that cannot be decrypted is set aside, and its desk is told;
    it keeps the shortest clock, and is tried again in the next run."""
    done, after, rotas = 0, 0, KnownRotas(at)
    while done < MOST_A_RUN and (batch := texts.unsorted(after=after, most=BATCH)):
        done += sum(_sort_or_leave(text, rotas, by=by, at=at) for text in batch)
        after = batch[-1].pk
    if done:
        audit.record(AuditKind.TEXTS_SORTED, by=by, at=at, texts=done)
    return done


def sort_now(*, text: WrittenText, words: OwnWords, by: Actor, at: datetime) -> None:
    """Let the rules sort one text in the caller's transaction, which tells the desk of it where it
    is urgent. The worker sorts it again where it is not, since a model may raise it, and where the
    rules fail."""
    try:
        with transaction.atomic():
            found = _found(_readings(words, text), KnownRotas(at).rota_for_text(text), text)
            if found["clock"] < TriageClock.WORKING_DAY:
                found["sorted_at"] = max(at, text.sent_at)
            _keep(text, found, by=by, at=at)
    except Exception as error:  # whatever it is, the text is kept, under the shortest clock
        logger.error("Text %s cannot be sorted: %s", text.pk, type(error).__name__)  # noqa: TRY400


class KnownRotas(Rotas):
    """What a run needs of every text, read once: the model, where one is in use, and the rota of
    each desk: of the one that a text was sent to, or of the force that this one has become part
    of."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)

    @cached_property
    def model(self) -> RiskModel | None:
        """Opened once a run, and not before a text is there to be read. Where it cannot be opened
        the rules go on alone."""
        try:
            return models.in_use(at=self.at)
        except Exception as error:  # whatever it is, the rules read
            logger.error("The model cannot be opened: %s", type(error).__name__)  # noqa: TRY400
            return None

    def raises(self, words: OwnWords) -> bool:
        """Whether a model would have the words read sooner. Without one, none is."""
        return self.model is not None and self.model.raises(words.as_one)

    def rota_for_text(self, text: WrittenText) -> Rota:
        return self.rota(desks.desk_of_row(text))


def _sort_or_leave(text: WrittenText, rotas: KnownRotas, *, by: Actor, at: datetime) -> int:
    try:
        with transaction.atomic():
            return _sort(text, rotas, by=by, at=at)
    except Exception as error:  # whatever it is, the others are read
        # No words: what an error says may quote what it was about.
        name = type(error).__name__
        logger.error("Text %s cannot be sorted: %s", text.pk, name)  # noqa: TRY400
        if isinstance(error, UnreadableError):
            unreadable.set_text_aside(text=text, by=by, at=at)
        return 0


def _sort(text: WrittenText, rotas: KnownRotas, *, by: Actor, at: datetime) -> int:
    """Of words that were destroyed nothing is left to sort."""
    words = texts.words_of(text)
    found: dict[str, Any] = {}
    if readings := _readings(words, text):
        is_raised = rotas.raises(words)
        found = _found(readings, rotas.rota_for_text(text), text, is_raised=is_raised)
    return _keep(text, found | {"sorted_at": max(at, text.sent_at)}, by=by, at=at)


def _readings(words: OwnWords, text: WrittenText) -> Sequence[RiskReading]:
    """Each of the two texts is read by itself; the more urgent reading counts."""
    return [read_text(each, language=text.language) for each in (words.well, words.better) if each]


def _keep(text: WrittenText, found: Mapping[str, Any], *, by: Actor, at: datetime) -> int:
    unsorted = WrittenText.objects.filter(pk=text.pk, sorted_at=None)
    if not unsorted.update(**found, unreadable_at=None):
        return 0
    for name, value in found.items():
        setattr(text, name, value)
    if text.category and text.sorted_at and texts.is_urgent(text):
        notices.tell_of_arrival(text=text, by=by, at=at)
    return 1


def _found(
    readings: Sequence[RiskReading], rota: Rota, text: WrittenText, *, is_raised: bool = False
) -> dict[str, Any]:
    """A model can bring a clock forward to that of a doubt, and change nothing else."""
    first = min(readings, key=lambda each: each.clock)
    clock = min(first.clock, DOUBT_CLOCK) if is_raised else first.clock
    rules = {reason.rule for each in readings for reason in each.reasons}
    return {
        "category": first.category,
        "rules_category": first.category,
        "clock": clock,
        "due_at": due_at(clock, rota=rota, sent_at=text.sent_at),
        "signs": sorted(rules | ({SIGN} if is_raised else set())),
        "is_unsure": any(each.is_unsure for each in readings),
    }
