"""Ends again, in a restored database, what had ended since the copy was made: who left does not
sign in, and a key that was ended opens nothing."""

from collections.abc import Sequence
from datetime import datetime

from access.actor import Actor
from access.administration import mails
from access.administration.actions import roles
from access.api_keys import actions as api_keys
from access.continuity.journal import Entry, EntryKind
from access.models import ApiKey, Membership, User
from access.sign_in import actions as sign_in

SWITCHED = frozenset({EntryKind.ACCOUNT_SWITCHED_OFF, EntryKind.ACCOUNT_SWITCHED_ON})


def end_again(entries: Sequence[Entry], *, by: Actor, at: datetime) -> int:
    """Of accounts the last word counts. Links by which somebody chooses a password end, because
    some were used since. Returns how many accounts, roles and keys it ended."""
    mails.end_all(at=at)
    switched = {entry.details["user"]: entry for entry in entries if entry.kind in SWITCHED}
    return (
        sum(_switch_off(entry, by=by) for entry in switched.values())
        + sum(_end_role(entry, by=by) for entry in entries if entry.kind == EntryKind.ROLE_ENDED)
        + sum(_end_key(entry, by=by) for entry in entries if entry.kind == EntryKind.API_KEY_ENDED)
    )


def _switch_off(entry: Entry, *, by: Actor) -> bool:
    user = User.objects.filter(pk=entry.details["user"], is_active=True).first()
    if user is None or entry.kind != EntryKind.ACCOUNT_SWITCHED_OFF:
        return False
    sign_in.switch_off(user=user, by=by, at=entry.at)
    return True


def _end_role(entry: Entry, *, by: Actor) -> bool:
    """Whom it was taken from is told once: they were, when it was."""
    held = Membership.objects.select_related("user").filter(pk=entry.details["role"]).first()
    if held is not None:
        roles.take_away(membership=held, by=by, at=entry.at)
    return held is not None


def _end_key(entry: Entry, *, by: Actor) -> bool:
    key = ApiKey.objects.filter(pk=entry.details["key"]).first()
    return key is not None and api_keys.end_key(key=key, by=by, at=entry.at)
