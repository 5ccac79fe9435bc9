"""Writes what the rules say of a text. Done by the worker."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import WrittenText
from responses.triage.deadlines import due_at
from responses.triage.risk.learned import SIGN, RiskModel
from responses.triage.risk.reading import DOUBT_CLOCK, RiskReading
from responses.triage.risk.reading_texts import read_text
from responses.triage.rota import Rota
from responses.triage.selectors import desks, models, texts
from responses.vault.sealed.written_texts import OwnWords

BATCH = 200
MOST_A_RUN = 5_000
"""What is left comes a minute later."""

logger = logging.getLogger(__name__)


def sort_texts(*, by: Actor, at: datetime) -> int:
    """Let the rules read what they have not read yet. Returns how many texts that were. They order
    the queue and close nothing. A text that cannot be read keeps the shortest clock, and keeps no
    other from being sorted."""
    done, after, rotas = 0, 0, KnownRotas(at)
    while done < MOST_A_RUN and (batch := texts.unsorted(after=after, most=BATCH)):
        done += sum(_sort_or_leave(text, rotas, at=at) for text in batch)
        after = batch[-1].pk
    if done:
        audit.record(AuditKind.TEXTS_SORTED, by=by, at=at, texts=done)
    return done


class KnownRotas:
    """What a run needs of every text, read once: the model, where one is in use, and the rota of
    each desk: of the one that a text was sent to, or of the force that this one has become part
    of."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.known: dict[desks.Desk, Rota] = {}

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

    def of(self, text: WrittenText) -> Rota:
        desk = desks.desk_of_row(text)
        if desk not in self.known:
            self.known[desk] = desks.rota_of(desk, at=self.at)
        return self.known[desk]


def _sort_or_leave(text: WrittenText, rotas: KnownRotas, *, at: datetime) -> int:
    try:
        return _sort(text, rotas, at=at)
    except Exception as error:  # whatever it is, the others are read
        # No words: what an error says may quote what it was about.
        name = type(error).__name__
        logger.error("Text %s cannot be sorted: %s", text.pk, name)  # noqa: TRY400
        return 0


def _sort(text: WrittenText, rotas: KnownRotas, *, at: datetime) -> int:
    """Each of the two texts is read by itself; the more urgent reading counts. Of words that were
    withdrawn after somebody read them, nothing is left to sort."""
    words = texts.words_of(text)
    readings = [
        read_text(each, language=text.language) for each in (words.well, words.better) if each
    ]
    is_raised = bool(readings) and rotas.raises(words)
    found = _found(readings, rotas.of(text), text, is_raised=is_raised) if readings else {}
    unsorted = WrittenText.objects.filter(pk=text.pk, sorted_at=None)
    return unsorted.update(sorted_at=max(at, text.sent_at), **found)


def _found(
    readings: Sequence[RiskReading], rota: Rota, text: WrittenText, *, is_raised: bool
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
