from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.digests import carriers, letter, selectors
from access.digests.cadences import HowOften, period_of
from access.digests.carriers import Carrier, Letter, NotTakenError, UncertainEndError
from access.models import DigestChoice, DigestMail

State = DigestMail.MailState
RETRY_DELAYS = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After the first to fourth refusal. After the fifth the mail is given up."""

KNOWN_AFTER = timedelta(minutes=10)
"""A mail begun so long ago was left by a killed worker."""

FORGOTTEN_AFTER = timedelta(days=6)
"""A carrier forgets a reference after seven days and would then deny the mail."""


class NobodyError(Exception):
    pass


@transaction.atomic
def choose(
    *, how_often: HowOften, topics: Sequence[str], language: str, by: Actor, at: datetime
) -> None:
    if by.user_id is None:
        raise NobodyError
    DigestChoice.objects.update_or_create(
        user_id=by.user_id,
        defaults={
            "how_often": how_often.value,
            "topics": list(topics),
            "language": language,
            "chosen_at": at,
            "period": period_of(how_often, timezone.localtime(at)),
        },
    )
    audit.record(
        AuditKind.DIGEST_CHOSEN, by=by, at=at, how_often=how_often.value, topics=list(topics)
    )


@transaction.atomic
def stop(*, user_id: int, by: Actor, at: datetime) -> None:
    wanted = DigestChoice.objects.filter(user_id=user_id).exclude(how_often=HowOften.NEVER)
    if wanted.update(how_often=HowOften.NEVER.value, chosen_at=at, period=""):
        audit.record(AuditKind.DIGEST_STOPPED, by=by, at=at, person=user_id)


def send_mails(*, carrier: Carrier, by: Actor, now: Callable[[], datetime]) -> None:
    """Also looks up mails whose end is unknown."""
    ends, faults = Counter[str](), []
    for pk in selectors.due_mails(now()):
        try:
            end = _deliver(pk, carrier, at=now())
        except Exception as fault:  # the mails of others do not wait for it
            faults.append(fault)
        else:
            ends.update([end] if end else [])
    if ends:
        audit.record(AuditKind.DIGESTS_SENT, by=by, at=now(), done=dict(ends))
    if faults:
        message = "Some mails could not be sent."
        raise ExceptionGroup(message, faults)


def _deliver(pk: int, carrier: Carrier, *, at: datetime) -> str:
    """Return its state; "" where another worker has it."""
    found = _claim(pk, at=at)
    if found is None:
        return ""
    mail, was_begun = found
    if was_begun and at - mail.made_at >= FORGOTTEN_AFTER:
        return _end(mail, State.UNKNOWN)
    try:
        known = carrier.check_delivery(str(mail.reference)) if was_begun else False
    except NotTakenError:
        return State.SENDING
    if known is not False:
        return _end(mail, State.SENT if known else State.UNKNOWN)
    try:
        return _send(mail, carrier, at=at)
    except NotTakenError:
        if mail.attempts >= len(RETRY_DELAYS):
            return _end(mail, State.FAILED)
        DigestMail.objects.filter(pk=mail.pk).update(
            state=State.WAITING,
            next_at=at + RETRY_DELAYS[mail.attempts],
            attempts=F("attempts") + 1,
        )
        return State.WAITING
    except UncertainEndError:
        return State.SENDING


def _claim(pk: int, *, at: datetime) -> tuple[DigestMail, bool] | None:
    """Committed as begun before anything leaves. Return also whether it was begun before."""
    with transaction.atomic():
        due = DigestMail.objects.select_for_update().filter(pk=pk, next_at__lte=at).first()
        if due is None:
            return None
        was_begun = due.state == State.SENDING
        due.state, due.next_at = State.SENDING, at + KNOWN_AFTER
        due.save(update_fields=["state", "next_at"])
    return due, was_begun


def _send(mail: DigestMail, carrier: Carrier, *, at: datetime) -> str:
    choice = DigestChoice.objects.select_related("user").filter(user_id=mail.user_id).first()
    waiting = selectors.waiting_for(choice, at=at) if choice else {}
    counts = {
        topic: len(set(keys) & set(waiting.get(topic, ()))) for topic, keys in mail.keys.items()
    }
    mail.counts = {topic: count for topic, count in counts.items() if count}
    if choice is None or not mail.counts:
        return _end(mail, State.DROPPED)
    subject, body = letter.subject_and_body(
        mail.counts, language=mail.language, is_simulated=access_selectors.is_simulated()
    )
    carrier.send(
        Letter(
            reference=str(mail.reference),
            to=choice.user.email,
            subject=subject,
            body=body,
            stop_at=carriers.stop_link(mail.user_id, on=timezone.localdate(at)),
        )
    )
    return _end(mail, State.SENT if carrier.delivers else State.KEPT)


def _end(mail: DigestMail, state: State) -> str:
    DigestMail.objects.filter(pk=mail.pk).update(
        state=state, next_at=None, keys={}, counts=mail.counts
    )
    return state
