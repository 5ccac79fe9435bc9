import secrets
from datetime import datetime, timedelta

from django.db import transaction

from access import selectors as access_selectors
from access.actor import Actor
from access.administration import letters
from access.administration.letters import LINKS
from access.background import task_queue
from access.digests.carriers import Carrier, Letter
from access.models import AccountMail, User

Kind = AccountMail.MailKind
TASK = "access.tasks.send_account_mail"
LIVES = {Kind.JOIN: timedelta(days=7)}
LIVES_ELSE = timedelta(hours=24)
"""Lifetime of other links after sending."""


@transaction.atomic
def write(
    *, user: User, kind: Kind, by: Actor | None, at: datetime, needs_second: bool = False
) -> AccountMail:
    if kind in LINKS:
        end_links(user=user, at=at)
    mail = AccountMail.objects.create(
        user=user,
        kind=kind,
        needs_second=needs_second,
        asked_at=at,
        asked_by_id=by.user_id if by else None,
        nonce=secrets.token_hex(16) if kind in LINKS else "",
    )
    if not needs_second:
        task_queue.enqueue(TASK, mail.pk, at=at)
    return mail


def end_links(*, user: User, at: datetime) -> None:
    links = AccountMail.objects.filter(user=user, kind__in=LINKS)
    links.filter(used_at__isnull=True, ended_at__isnull=True).update(ended_at=at)


def end_all(*, at: datetime) -> None:
    """End links and unsent mails of a restored database: some were used or sent since."""
    AccountMail.objects.filter(used_at=None, ended_at=None).update(ended_at=at)


def send(*, pk: int, carrier: Carrier, at: datetime) -> None:
    """A repeated call may send it twice. Raises NotTakenError or UncertainEndError."""
    mail = AccountMail.objects.select_related("user").get(pk=pk)
    if (
        mail.sent_at
        or mail.ended_at
        or mail.is_refused
        or (mail.needs_second and mail.decided_by_id is None)
    ):
        return
    subject, body = letters.subject_and_body(mail, is_simulated=access_selectors.is_simulated())
    carrier.send(
        Letter(
            reference=f"account-{mail.pk}-{mail.nonce[:8]}",
            to=mail.user.email,
            subject=subject,
            body=body,
        )
    )
    lives = LIVES.get(Kind(mail.kind), LIVES_ELSE) if mail.kind in LINKS else None
    AccountMail.objects.filter(pk=pk).update(sent_at=at, expires_at=at + lives if lives else None)
