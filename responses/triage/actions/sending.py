from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from responses.models import Response, WrittenText
from responses.triage.actions import notices, sorting
from responses.triage.risk.reading import OF_RISK, RiskCategory, TriageClock
from responses.triage.rota import Rota, due_at
from responses.triage.selectors import desks, texts
from responses.vault.sealed import written_texts
from responses.vault.sealed.written_texts import OwnWords

SORT_TEXTS = "responses.tasks.sort_texts"
State = WrittenText.TextState
NOTHING_TYPED = "An interviewer pressed “In danger” during a call."


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
    """Seal, queue and sort the words in one transaction; urgent ones notify the team. Returns False
    where a press came twice, or the answers were sent in or withdrawn meanwhile."""
    locked = Response.objects.select_for_update(of=("self",)).select_related("invitation")
    response = locked.get(pk=response_id)
    if not words or response.is_closed or WrittenText.objects.filter(response=response).exists():
        return False
    desk = desks.desk_of(response.invitation)
    text = WrittenText.objects.create(
        response=response,
        force_id=desks.force_of(response.invitation),
        is_national=desks.is_hidden_from_force(response.invitation),
        language=language,
        may_be_quoted=may_be_quoted,
        sent_at=at,
        clock=TriageClock.HALF_HOUR,
        due_at=_shortest(at),
    )
    written_texts.seal(words, response_id=response.pk, at=at)
    audit.record(AuditKind.TEXT_SENT, target=text, by=by, at=at)
    if texts.reading_hours(response.invitation, at=at).desk != desk:
        # The page named the national team, since the force has no reader now or within the hour.
        notices.pass_to_nation(text=text, by=by, at=at)
    sorting.sort_now(text=text, words=words, by=by, at=at)
    task_queue.enqueue(SORT_TEXTS, at=at)
    return True


def _shortest(at: datetime) -> datetime:
    return due_at(TriageClock.HALF_HOUR, rota=Rota(), sent_at=at)


@transaction.atomic
def add_words(*, response_id: int, words: OwnWords, by: Actor, at: datetime) -> bool:
    """Appends words from a second reading of a form. Returns whether there were any."""
    Response.objects.select_for_update(of=("self",)).get(pk=response_id)
    text = WrittenText.objects.select_for_update().filter(response=response_id).first()
    before = written_texts.held([response_id]).get(response_id)
    if text is None or before is None or _has_said(before, words):
        return False
    joined = OwnWords(well=before.well, better=f"{before.better}\n{words.as_one}")
    written_texts.replace(joined, response_id=response_id, at=at)
    _wait_again(text, at=at)
    audit.record(AuditKind.TEXT_SENT, target=text, by=by, at=at)
    if text.sorted_at is None:
        sorting.sort_now(text=text, words=joined, by=by, at=at)
    else:
        notices.tell_of_arrival(text=text, by=by, at=at)
    task_queue.enqueue(SORT_TEXTS, at=at)
    return True


@transaction.atomic
def report_danger(*, response_id: int, heard: str, language: str, by: Actor, at: datetime) -> None:
    """As immediate danger, also where the answers were sent in."""
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("invitation")
        .get(pk=response_id)
    )
    text = WrittenText.objects.select_for_update().filter(response=response).first()
    is_known = text is not None and (text.state, text.category) == (
        State.WAITING,
        RiskCategory.IMMEDIATE,
    )
    if is_known and not heard:
        return
    if text is None:
        text = WrittenText(
            response=response,
            force_id=desks.force_of(response.invitation),
            is_national=desks.is_hidden_from_force(response.invitation),
            language=language,
        )
    before = written_texts.held([response_id]).get(response_id, OwnWords())
    if not is_known:
        text.category, text.sorted_at = RiskCategory.IMMEDIATE, at
        _wait_again(text, at=at)
    joined = "\n".join(filter(None, (before.better, heard or NOTHING_TYPED)))
    words = OwnWords(well=before.well, better=joined)
    written_texts.replace(words, response_id=response_id, at=at)
    audit.record(AuditKind.TEXT_SENT, target=text, by=by, at=at)
    if text.held_by_id is not None:
        notices.tell_again(text=text, people={text.held_by_id}, by=by, at=at)
    notices.tell_of_arrival(text=text, by=by, at=at)


def _has_said(before: OwnWords, words: OwnWords) -> bool:
    told, added = (" ".join(each.as_one.casefold().split()) for each in (before, words))
    return added in told


def _wait_again(text: WrittenText, *, at: datetime) -> None:
    text.state, text.sent_at, text.clock = State.WAITING, at, TriageClock.HALF_HOUR
    text.due_at = _shortest(at)
    if text.category not in OF_RISK:
        text.category, text.sorted_at = "", None
    text.held_by = text.lowered_by = text.first_read_at = text.closed_at = text.second_at = None
    text.overdue_at = None
    text.closed_by = text.outcome = text.told = text.second_category = ""
    text.is_drawn, text.escalated = False, 0
    text.save()
