import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import CodedText, Response, WrittenText
from responses.themes import batches
from responses.themes.frame import SIDES, coding_frame, suggest
from responses.themes.selectors import coding
from responses.triage.redaction.redacting import redact
from responses.triage.selectors import texts
from responses.vault import person_keys
from responses.vault.sealed import redacted_texts
from responses.vault.sealed.redacted_texts import RedactedWords

MOST_A_RUN = 2_000
"""The rest is redacted an hour later."""
AT_ONCE = 500
"""Rows that one statement writes."""
LAST_NUMBER = 2**53
"""Texts' numbers, used in addresses, are drawn at random so as not to show which came first."""

logger = logging.getLogger(__name__)


def redact_texts(*, by: Actor, at: datetime, chance: random.Random | None = None) -> int:
    """In batches of ten people or more. Returns how many texts."""
    drawn = chance or random.SystemRandom()
    waiting = coding.to_redact(most=MOST_A_RUN)
    done = sum(_redact_or_leave(text, chance=drawn) for text in waiting)
    found = coding.at_hand()
    if batches.dissolved(found) or batches.new_batches(found, chance=drawn):
        _write_batches(chance=drawn)
    if done:
        audit.record(AuditKind.TEXTS_REDACTED, by=by, at=at, texts=done)
    return done


def _redact_or_leave(text: WrittenText, *, chance: random.Random) -> int:
    try:
        return _redact(text, chance=chance)
    except Exception as error:  # whatever it is, the others are redacted
        # An error's message may quote words.
        name = type(error).__name__
        logger.error("Text %s cannot be redacted: %s", text.pk, name)  # noqa: TRY400
        return 0


@transaction.atomic
def _redact(text: WrittenText, *, chance: random.Random) -> int:
    """Nothing where the words were withdrawn meanwhile."""
    Response.objects.select_for_update().get(pk=text.response_id)
    words = texts.words_of(text)
    if not words or CodedText.objects.filter(response=text.response_id).exists():
        return 0
    redacted = RedactedWords(well=redact(words.well).text, better=redact(words.better).text)
    redacted_texts.seal(redacted, response_id=text.response_id, at=text.sent_at)
    CodedText.objects.create(
        pk=chance.randrange(1, LAST_NUMBER),
        response_id=text.response_id,
        force_id=text.force_id,
        is_national=text.is_national,
        language=text.language,
        person_key=person_keys.key_of_case(coding.case_of(text.response_id)),
        sent_at=text.sent_at,
        is_doubled=batches.is_doubled(chance),
        suggested=[
            f"{side}:{code}"
            for side in SIDES
            for code in suggest(
                getattr(redacted, side), language=text.language, frame=coding_frame()
            )
        ],
    )
    return 1


@transaction.atomic
def _write_batches(*, chance: random.Random) -> None:
    """Worked out again under the lock of all rows, so that two workers give no text to two
    batches."""
    waiting = CodedText.objects.select_for_update().filter(state=coding.State.WAITING)
    list(waiting.order_by("pk").values("pk"))
    found = coding.at_hand()
    ended = batches.dissolved(found)
    last = CodedText.objects.aggregate(last=Max("batch"))["last"] or 0
    left = [replace(text, batch=None) if text.pk in ended else text for text in found]
    made = batches.new_batches(left, chance=chance)
    rows = [
        CodedText(pk=pk, batch=number, place=place)
        for number, (_, ids) in enumerate(sorted(made.items()), start=last + 1)
        for place, pk in enumerate(ids)
    ]
    again = {row.pk for row in rows}
    for some in _in_parts(sorted(ended - again)):
        CodedText.objects.filter(pk__in=some).update(batch=None)
    CodedText.objects.bulk_update(rows, ["batch", "place"], batch_size=AT_ONCE)


def _in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
