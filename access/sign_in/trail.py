from collections.abc import Mapping

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.utils import timezone

from access import audit, selectors
from access.actor import Actor
from access.audit import AuditKind
from access.models import User

NOBODY = Actor.system("sign-in")
"""A failed sign-in has no known person."""
CHANGES: Mapping[str, AuditKind] = {
    "account/email/password_changed": AuditKind.PASSWORD_CHANGED,
    "account/email/password_set": AuditKind.PASSWORD_CHANGED,
    "mfa/email/totp_activated": AuditKind.SECOND_FACTOR_ADDED,
    "mfa/email/totp_deactivated": AuditKind.SECOND_FACTOR_REMOVED,
    "mfa/email/recovery_codes_generated": AuditKind.RECOVERY_CODES_MADE,
    "mfa/email/webauthn_added": AuditKind.SECOND_FACTOR_ADDED,
    "mfa/email/webauthn_removed": AuditKind.SECOND_FACTOR_REMOVED,
}
"""By the sign-in library's name of a change."""


def signed_in(request: HttpRequest, user: User) -> None:
    records = get_authentication_records(request, user)
    how = [each.get("type", each["method"]) for each in records if not each.get("reauthenticated")]
    _record(AuditKind.SIGNED_IN, by=_actor(user), user=user, how=sorted(set(how)))


def signed_out(request: HttpRequest) -> None:
    if isinstance(request.user, User):
        _record(AuditKind.SIGNED_OUT, by=_actor(request.user), user=request.user)


def password_judged(request: HttpRequest, *, email: str, is_right: bool) -> None:
    """A right password is not recorded: a second factor may follow."""
    if isinstance(request.user, User):
        confirmed(request.user, how="password", is_right=is_right)
    elif not is_right:
        user = selectors.account_by_email(email)
        _record(AuditKind.SIGN_IN_FAILED, by=NOBODY, user=user, how=["password"])


def second_factor_failed(request: HttpRequest, user: User, *, how: str = "code") -> None:
    if isinstance(request.user, User):
        confirmed(user, how=how, is_right=False)
    else:
        _record(AuditKind.SECOND_FACTOR_FAILED, by=NOBODY, user=user, how=[how])


def passkey_failed() -> None:
    _record(AuditKind.SIGN_IN_FAILED, by=NOBODY, user=None, how=["webauthn"])


def sign_on_refused(why: str) -> None:
    _record(AuditKind.SIGN_IN_FAILED, by=NOBODY, user=None, how=["single sign-on", why])


def confirmed(user: User, *, how: str, is_right: bool) -> None:
    kind = AuditKind.IDENTITY_CONFIRMED if is_right else AuditKind.IDENTITY_NOT_CONFIRMED
    _record(kind, by=_actor(user), user=user, how=[how])


def changed(what: str, user: User) -> None:
    if kind := CHANGES.get(what):
        factor = what.rpartition("/")[2].partition("_")[0]
        _record(kind, by=_actor(user), user=user, how=[factor])


def _record(kind: AuditKind, *, by: Actor, user: User | None, how: list[str] | None = None) -> None:
    details = {"how": how} if how else {}
    audit.record(kind, by=by, at=timezone.now(), target=user or "", **details)


def _actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=str(user))
