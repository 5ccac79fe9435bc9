from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from access import audit
from access.actor import Actor
from access.administration import letters, mails, rules
from access.administration.actions.roles import UnableToDoItError, end_every_role
from access.administration.rules import LinkFor, WhyNot
from access.approval.decisions import lock_for_second, record_approval, set_aside_request
from access.audit import AuditKind
from access.background import task_queue
from access.models import AccountMail, Membership, ProviderSubject, User
from access.sign_in import actions as sign_in_actions

Kind = AccountMail.MailKind
RECOVERS = frozenset(kind.value for kind in LinkFor)


class LinkIsOverError(Exception):
    pass


@transaction.atomic
def ask_for_link(*, user: User, kind: LinkFor, by: Actor, at: datetime) -> AccountMail:
    """Raises UnableToDoItError."""
    if user.pk == by.user_id:
        raise UnableToDoItError(WhyNot.THEMSELVES)
    held = User.objects.select_for_update().get(pk=user.pk)
    if why := _why_no_link(held, kind):
        raise UnableToDoItError(why)
    since = at - rules.LINKS_STAND_FOR_A_WEEK
    asked = AccountMail.objects.filter(user=user, kind__in=RECOVERS, asked_at__gt=since)
    takes_two = rules.takes_two(
        kind,
        has_second_factor=_authenticators(user).exists(),
        was_asked_lately=asked.filter(is_refused=False).exists(),
    )
    mail = mails.write(user=user, kind=Kind(kind.value), by=by, at=at, needs_second=takes_two)
    if takes_two:
        mails.write(user=user, kind=Kind.SECOND_ASKED, by=by, at=at)
    _record(AuditKind.LINK_ASKED, mail, by=by, at=at)
    return mail


def _why_no_link(user: User, kind: LinkFor) -> WhyNot | None:
    if not user.has_usable_password():
        return WhyNot.NOT_JOINED
    if kind is not LinkFor.BACK:
        return None if user.is_active else WhyNot.NOT_JOINED
    if user.is_active:
        return WhyNot.IN_USE
    has_role = Membership.objects.current().filter(user=user).exists()
    return None if has_role else WhyNot.NO_ROLE


def _authenticators(user: User) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return found


@transaction.atomic
def invite_again(*, user: User, by: Actor, at: datetime) -> None:
    """Raises UnableToDoItError."""
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.has_usable_password() or not held.memberships.exists():
        raise UnableToDoItError(WhyNot.JOINED)
    mail = mails.write(user=held, kind=Kind.JOIN, by=by, at=at)
    _record(AuditKind.LINK_ASKED, mail, by=by, at=at)


@transaction.atomic
def allow_link(*, mail: AccountMail, by: Actor, at: datetime) -> None:
    """Raises UnableToDoItError or ApprovalError."""
    waits = lock_for_second(mail, by=by, at=at)
    if by.user_id == waits.user_id:
        raise UnableToDoItError(WhyNot.THEMSELVES)
    record_approval(waits, AuditKind.LINK_ALLOWED, by=by, at=at)
    task_queue.enqueue(mails.TASK, waits.pk, at=at)


def refuse_link(*, mail: AccountMail, by: Actor, at: datetime) -> None:
    """Also withdraws one's own. Raises RequestDecidedError."""
    set_aside_request(mail, refused=AuditKind.LINK_REFUSED, by=by, at=at)


@transaction.atomic
def use_link(*, token: str, password: str, by: Actor, at: datetime) -> User:
    """Raises LinkIsOverError."""
    found = letters.mail_of(token, at=at)
    used = found and letters.live(at).filter(pk=found.pk).update(used_at=at)
    if not (found and used):
        raise LinkIsOverError
    user = User.objects.select_for_update().get(pk=found.user_id)
    user.set_password(password)
    if found.kind in {Kind.JOIN, Kind.BACK}:
        user.is_active, user.date_joined = True, at
    user.save(update_fields=["password", "is_active", "date_joined"])
    if found.kind in {Kind.PHONE, Kind.BOTH}:
        _authenticators(user).delete()
    _record(AuditKind.LINK_USED, found, by=by, at=at)
    if found.kind == Kind.BACK:
        audit.record(AuditKind.USER_SWITCHED_ON, target=user, by=by, at=at)
    if found.kind != Kind.JOIN:
        mails.write(user=user, kind=Kind.LINK_USED, by=None, at=at)
    return user


def _record(kind: AuditKind, mail: AccountMail, *, by: Actor, at: datetime) -> None:
    audit.record(kind, target=mail.audit_target(), by=by, at=at, **mail.audit_details())


@transaction.atomic
def leave(*, user: User, by: Actor, at: datetime) -> None:
    """Raises UnableToDoItError."""
    if user.pk == by.user_id:
        raise UnableToDoItError(WhyNot.THEMSELVES)
    sign_in_actions.switch_off(user=user, by=by, at=at)
    held = User.objects.select_for_update().get(pk=user.pk)
    held.set_unusable_password()
    held.save(update_fields=["password"])
    end_every_role(user=held, by=by, at=at)
    mails.end_links(user=held, at=at)
    _authenticators(held).delete()
    ProviderSubject.objects.filter(user=held).delete()
    audit.record(AuditKind.USER_LEFT, target=held, by=by, at=at)
