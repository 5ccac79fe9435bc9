from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from access import audit, retention
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import ApiKey, DigestChoice, Membership, ProviderSubject, SavedView, User
from access.sign_in import allauth_adapter, key_forms


@transaction.atomic
def switch_off(*, user: User, by: Actor, at: datetime) -> None:
    _switch(user, is_active=False, by=by, at=at)
    for key in ApiKey.objects.filter(user=user, revoked_at__isnull=True).order_by("pk"):
        key.revoked_at, key.revoked_by = at, by.name
        key.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(AuditKind.API_KEY_ENDED, target=key, by=by, at=at)
        holding.note_stop(EntryKind.API_KEY_ENDED, at=at, key=key.pk)


def switch_on(*, user: User, by: Actor, at: datetime) -> None:
    """Counts as made at `at`, not unused tonight."""
    _switch(user, is_active=True, by=by, at=at)


@transaction.atomic
def end_sessions(*, user: User, by: Actor, at: datetime) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record(AuditKind.SESSIONS_ENDED, target=user, by=by, at=at)


@transaction.atomic
def _switch(user: User, *, is_active: bool, by: Actor, at: datetime) -> None:
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.is_active == is_active:
        return
    held.is_active = is_active
    held.session_epoch += 1
    if is_active:
        held.date_joined = at
    held.save(update_fields=["is_active", "date_joined", "session_epoch"])
    kind = AuditKind.USER_SWITCHED_ON if is_active else AuditKind.USER_SWITCHED_OFF
    audit.record(kind, target=held, by=by, at=at)
    noted = EntryKind.ACCOUNT_SWITCHED_ON if is_active else EntryKind.ACCOUNT_SWITCHED_OFF
    holding.note_stop(noted, at=at, user=held.pk)


@transaction.atomic
def end_idle_accounts(*, by: Actor, at: datetime) -> None:
    """After STAFF_IDLE_MONTHS; after twice as long remove personal data."""
    for user in retention.accounts_to_empty(at):
        empty_account(user=user, by=by, at=at)
    for user in retention.idle_accounts(at):
        switch_off(user=user, by=by, at=at)


@transaction.atomic
def empty_account(*, user: User, by: Actor, at: datetime) -> None:
    user.email, user.name = f"{user.pk}{retention.EMPTIED}", ""
    user.set_unusable_password()
    user.last_login = None
    user.save(update_fields=["email", "name", "password", "last_login"])
    Membership.objects.filter(user=user).delete()
    DigestChoice.objects.filter(user=user).delete()
    SavedView.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    ProviderSubject.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    audit.record(AuditKind.USER_EMPTIED, target=user, by=by, at=at)


@transaction.atomic
def reseal_factors(*, by: Actor, at: datetime) -> int:
    """Under the newest key, except keys not sealed by us. Return how many."""
    held = list(Authenticator.objects.select_for_update().order_by("pk"))
    moved = [each for each in held if any(name in each.data for name in allauth_adapter.SEALED)]
    for each in moved:
        for name in (name for name in allauth_adapter.SEALED if name in each.data):
            each.data[name] = allauth_adapter.seal(allauth_adapter.unseal(each.data[name]))
        each.save(update_fields=["data"])
    for key in (each for each in held if key_forms.is_ours(each)):
        key.data["credential"] = key_forms.sealed(key.data["credential"], user_id=key.user_id)
        key.save(update_fields=["data"])
        moved.append(key)
    if moved:
        audit.record(AuditKind.FACTORS_RESEALED, by=by, at=at, factors=len(moved))
    return len(moved)
