"""Writes what respondents send in their own words, and takes it back."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from responses.models import Response, WrittenText
from responses.triage.risk.reading import STAFFED_TIME, TriageClock
from responses.triage.rota import due_after
from responses.triage.selectors import desks
from responses.vault.sealed import written_texts
from responses.vault.sealed.written_texts import OwnWords

SORT_TEXTS = "responses.tasks.sort_texts"
State = WrittenText.TextState
SHORTEST = STAFFED_TIME[TriageClock.HALF_HOUR]


@transaction.atomic
def send_words(
    *,
    response_id: int,
    words: OwnWords,
    language: str,
    may_be_quoted: bool = False,
    by: Actor,
    at: datetime,
) -> bool:
    """Seal the words and put them in the queue, with the shortest clock until rules have sorted
    them, which the worker is asked for at once. Returns whether they were sent now: not where a
    press came twice, or where the answers were sent in or withdrawn meanwhile."""
    locked = Response.objects.select_for_update(of=("self",)).select_related("invitation")
    response = locked.get(pk=response_id)
    if not words or response.is_closed or _has_text(response):
        return False
    desk = desks.desk_of(response.invitation)
    text = WrittenText.objects.create(
        response=response,
        force_id=desks.force_of(response.invitation),
        is_national=desk == desks.NATIONAL,
        language=language,
        may_be_quoted=may_be_quoted,
        sent_at=at,
        clock=TriageClock.HALF_HOUR,
        due_at=due_after(SHORTEST, rota=desks.rota_of(desk, at=at), at=at),
    )
    written_texts.seal(words, response_id=response.pk, at=at)
    audit.record(AuditKind.TEXT_SENT, target=text, by=by, at=at)
    task_queue.enqueue(SORT_TEXTS, at=at)
    return True


@transaction.atomic
def take_back(*, response_id: int, is_final: bool, by: Actor, at: datetime) -> None:
    """The answers are withdrawn, and the words with them: what nobody has read leaves the queue.
    What somebody has read stays there without its words, since a danger once known is not
    unknown. `is_final` destroys the words at once; else they lie sealed with the answers."""
    text = WrittenText.objects.select_for_update().filter(response=response_id).first()
    if text is None:
        return
    if text.state == State.WAITING and text.first_read_at is None:
        text.state = State.TAKEN_BACK
        text.save(update_fields=["state"])
    if is_final:
        written_texts.forget([response_id])
    audit.record(AuditKind.TEXT_TAKEN_BACK, target=text, by=by, at=at)


@transaction.atomic
def bring_back(*, response_id: int, by: Actor, at: datetime) -> None:
    """The answers are back, and the words wait to be read as before."""
    text = WrittenText.objects.select_for_update().filter(response=response_id).first()
    if text is None:
        return
    if text.state == State.TAKEN_BACK:
        text.state = State.WAITING
        text.save(update_fields=["state"])
    audit.record(AuditKind.TEXT_BROUGHT_BACK, target=text, by=by, at=at)


def _has_text(response: Response) -> bool:
    return WrittenText.objects.filter(response=response).exists()
