import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from responses.models import DangerReply
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory
from responses.vault import person_keys
from responses.vault.encryption import UnreadableError
from responses.vault.sealed import replies
from responses.vault.sealed.replies import SentBack

READ_WITHIN = timedelta(minutes=30)
"""By day and night: the sender may be in danger now."""
MOST_WORDS = 20
"""Replies of one number that are kept while the desk has not closed them: of more, the first and
the last, so that many texts push out no earlier and no later words."""
ORDER = tuple(RiskCategory)
TELL = "responses.tasks.tell_of_danger_replies"

State = DangerReply.ReplyState

logger = logging.getLogger(__name__)


class ReplyClosedError(Exception):
    """Another reader closed the reply meanwhile."""


class ReplyTakenError(Exception):
    pass


class FurtherReplyError(Exception):
    pass


@transaction.atomic
def hand_to_desk(
    *,
    mobile: str,
    message: str,
    category: RiskCategory,
    case_id: int | None,
    by: Actor,
    at: datetime,
) -> DangerReply:
    """Sealed, and the national readers are emailed."""
    reply, is_new = DangerReply.objects.select_for_update().get_or_create(
        person_key=person_keys.person_key(mobile=mobile),
        state=State.WAITING,
        defaults={
            "case_id": case_id,
            "category": category.value,
            "received_at": at,
            "due_at": at + READ_WITHIN,
        },
    )
    words = (*(() if is_new else _words_before(reply)), message)
    replies.seal(SentBack(mobile, _first_and_last(words)), reply_id=reply.pk, at=at)
    audit.record(AuditKind.DANGER_REPLY_RECEIVED, target=reply, by=by, at=at)
    is_graver = ORDER.index(category) < ORDER.index(RiskCategory(reply.category))
    is_seen = reply.held_by_id is not None and len(words) <= MOST_WORDS
    if is_graver or is_seen:
        reply.category = category.value if is_graver else reply.category
        reply.emailed_at = None
        reply.save(update_fields=["category", "emailed_at"])
    if is_new or is_graver or is_seen:
        task_queue.enqueue(TELL, at=at)
    return reply


def _words_before(reply: DangerReply) -> Sequence[str]:
    try:
        before = replies.open_reply(reply.pk)
    except UnreadableError:
        logger.error("Reply %s cannot be opened", reply.pk)  # noqa: TRY400
        return ()
    return before.words if before else ()


def _first_and_last(words: tuple[str, ...]) -> tuple[str, ...]:
    half = MOST_WORDS // 2
    return words if len(words) <= MOST_WORDS else words[:half] + words[-half:]


def record_list_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.DANGER_REPLY_LIST_READ, by=by, at=at, rows=rows)


@transaction.atomic
def open_words(*, reply: DangerReply, by: Actor, at: datetime) -> SentBack | None:
    """Audited."""
    audit.record(AuditKind.DANGER_REPLY_READ, target=reply, by=by, at=at)
    try:
        return replies.open_reply(reply.pk)
    except UnreadableError:
        logger.error("Reply %s cannot be opened", reply.pk)  # noqa: TRY400
        return None


@transaction.atomic
def take(*, reply: DangerReply, by: Actor, at: datetime, instead_of: int | None) -> None:
    """Raises ReplyClosedError, and ReplyTakenError where it isn't with `instead_of`."""
    held = _open(reply)
    if held.held_by_id not in {instead_of, by.user_id}:
        raise ReplyTakenError
    held.held_by_id = by.user_id
    held.save(update_fields=["held_by"])
    audit.record(AuditKind.DANGER_REPLY_TAKEN, target=held, by=by, at=at)


@transaction.atomic
def show_number(*, reply: DangerReply, reason: str, by: Actor, at: datetime) -> None:
    """The number and case, audited with the reason. Raises ReplyClosedError, and ReplyTakenError
    unless the reader has taken it."""
    held = _open(reply)
    if held.held_by_id != by.user_id:
        raise ReplyTakenError
    audit.record(AuditKind.DANGER_REPLY_NUMBER_SHOWN, target=held, by=by, at=at, reason=reason)


@transaction.atomic
def close(
    *, reply: DangerReply, outcome: TextOutcome, version: str, by: Actor, at: datetime
) -> None:
    """`version` is that of the words on the page. Raises ReplyClosedError, ReplyTakenError, and
    FurtherReplyError where newer words came."""
    held = _open(reply)
    if held.held_by_id != by.user_id:
        raise ReplyTakenError
    if version != replies.version_of(held.pk):
        raise FurtherReplyError
    held.state, held.outcome = State.CLOSED, outcome.value
    held.closed_at, held.closed_by = at, by.name
    held.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    audit.record(AuditKind.DANGER_REPLY_CLOSED, target=held, by=by, at=at, outcome=outcome.value)


def _open(reply: DangerReply) -> DangerReply:
    held = DangerReply.objects.select_for_update().get(pk=reply.pk)
    if held.state != State.WAITING:
        raise ReplyClosedError
    return held
