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
from responses.triage.actions import notices
from responses.triage.risk.learned import SIGN, RiskModel
from responses.triage.risk.reading import DOUBT_CLOCK, RiskReading, TriageClock
from responses.triage.risk.reading_texts import read_text
from responses.triage.rota import Rota, due_at
from responses.triage.selectors import desks, models, texts
from responses.triage.selectors.duty import Rotas
from responses.vault.encryption import UnreadableError
from responses.vault.sealed.written_texts import OwnWords

BATCH = 200
MOST_A_RUN = 5_000
"""The rest is sorted a minute later."""

logger = logging.getLogger(__name__)


def sort_texts(*, by: Actor, at: datetime) -> int:
    """Returns how many texts."""
    done, after, rotas = 0, 0, KnownRotas(at)
    while done < MOST_A_RUN and (batch := texts.unsorted(after=after, most=BATCH)):
        done += sum(_sort_or_leave(text, rotas, by=by, at=at) for text in batch)
        after = batch[-1].pk
    if done:
        audit.record(AuditKind.TEXTS_SORTED, by=by, at=at, texts=done)
    return done


def sort_now(*, text: WrittenText, words: OwnWords, by: Actor, at: datetime) -> None:
    """In the caller's transaction."""
    try:
        with transaction.atomic():
            found = _found(_readings(words, text), KnownRotas(at).rota_for_text(text), text)
            if found["clock"] < TriageClock.WORKING_DAY:
                found["sorted_at"] = max(at, text.sent_at)
            _keep(text, found, by=by, at=at)
    except Exception as error:  # whatever it is, the text is kept, under the shortest clock
        logger.error("Text %s cannot be sorted: %s", text.pk, type(error).__name__)  # noqa: TRY400


class KnownRotas(Rotas):
    def __init__(self, at: datetime) -> None:
        super().__init__(at)

    @cached_property
    def model(self) -> RiskModel | None:
        """Opened once a run, when the first text is read."""
        try:
            return models.in_use(at=self.at)
        except Exception as error:  # whatever it is, the rules read
            logger.error("The model cannot be opened: %s", type(error).__name__)  # noqa: TRY400
            return None

    def raises(self, words: OwnWords) -> bool:
        return self.model is not None and self.model.raises(words.as_one)

    def rota_for_text(self, text: WrittenText) -> Rota:
        return self.rota(desks.desk_of_row(text))


def _sort_or_leave(text: WrittenText, rotas: KnownRotas, *, by: Actor, at: datetime) -> int:
    try:
        with transaction.atomic():
            return _sort(text, rotas, by=by, at=at)
    except Exception as error:  # whatever it is, the others are read
        # An error's message may quote words.
        name = type(error).__name__
        logger.error("Text %s cannot be sorted: %s", text.pk, name)  # noqa: TRY400
        if isinstance(error, UnreadableError):
            notices.set_text_aside(text=text, by=by, at=at)
        return 0


def _sort(text: WrittenText, rotas: KnownRotas, *, by: Actor, at: datetime) -> int:
    words = texts.words_of(text)
    found: dict[str, Any] = {}
    if readings := _readings(words, text):
        is_raised = rotas.raises(words)
        found = _found(readings, rotas.rota_for_text(text), text, is_raised=is_raised)
    return _keep(text, found | {"sorted_at": max(at, text.sent_at)}, by=by, at=at)


def _readings(words: OwnWords, text: WrittenText) -> Sequence[RiskReading]:
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
