"""Writes about accounts that are there: switched off and on, and emptied when nobody came back."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from access import audit, retention
from access.actor import Actor
from access.audit import AuditKind
from access.models import Membership, User


def switch_off(*, user: User, by: Actor, at: datetime) -> None:
    """Nobody signs in with it any more, and its keys open nothing."""
    _switch(user, is_active=False, by=by, at=at)


def switch_on(*, user: User, by: Actor, at: datetime) -> None:
    """As if it were made today, so that it is not switched off again tonight."""
    _switch(user, is_active=True, by=by, at=at)


@transaction.atomic
def _switch(user: User, *, is_active: bool, by: Actor, at: datetime) -> None:
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.is_active == is_active:
        return
    held.is_active = is_active
    if is_active:
        held.date_joined = at
    held.save(update_fields=["is_active", "date_joined"])
    kind = AuditKind.USER_SWITCHED_ON if is_active else AuditKind.USER_SWITCHED_OFF
    audit.record(kind, target=held, by=by, at=at)


@transaction.atomic
def end_idle_accounts(*, by: Actor, at: datetime) -> None:
    """Switch off what nobody has signed in with, and empty what has been off for as long again.
    Doing it twice changes nothing."""
    for user in retention.accounts_to_empty(at):
        _empty(user, by=by, at=at)
    for user in retention.idle_accounts(at):
        switch_off(user=user, by=by, at=at)


def _empty(user: User, *, by: Actor, at: datetime) -> None:
    """The row stays, for what it did in the audit trail, and says of nobody who it was."""
    user.email, user.name = f"{user.pk}{retention.EMPTIED}", ""
    user.set_unusable_password()
    user.last_login = None
    user.save(update_fields=["email", "name", "password", "last_login"])
    Membership.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    audit.record(AuditKind.USER_EMPTIED, target=user, by=by, at=at)
