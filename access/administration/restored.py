"""Ends again, in a restored database, what had ended since the copy was made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Model

from access.actor import Actor
from access.administration import mails, rules
from access.administration.actions import mergers, roles, service_forces
from access.api_keys import actions as api_keys
from access.continuity.journal import Entry, EntryKind
from access.models import ApiKey, ForcesRequest, Membership, MergerRequest, RoleRequest, User
from access.sign_in import actions as sign_in

SWITCHED = frozenset({EntryKind.ACCOUNT_SWITCHED_OFF, EntryKind.ACCOUNT_SWITCHED_ON})
REQUESTS: Mapping[str, tuple[type[Model], Callable[..., None]]] = {
    table._meta.label_lower: (table, set_aside)
    for table, set_aside in (
        (RoleRequest, roles.set_aside),
        (ForcesRequest, service_forces.set_aside),
        (MergerRequest, mergers.set_aside),
    )
}


def end_again(entries: Sequence[Entry], *, by: Actor, at: datetime) -> int:
    """The last entry about an account counts. Return how many rows of each kind changed."""
    mails.end_all(at=at)
    switched = {entry.details["user"]: entry for entry in entries if entry.kind in SWITCHED}
    return (
        sum(_switch_off(entry, by=by) for entry in switched.values())
        + sum(_end_role(entry, by=by) for entry in entries if entry.kind == EntryKind.ROLE_ENDED)
        + sum(_end_key(entry, by=by) for entry in entries if entry.kind == EntryKind.API_KEY_ENDED)
        + sum(_shorten(entry, by=by) for entry in entries if entry.kind == EntryKind.ROLE_SHORTENED)
        + sum(_leave(entry, by=by) for entry in _last_of_services(entries))
        + sum(
            _refuse(entry, by=by) for entry in entries if entry.kind == EntryKind.REQUEST_SET_ASIDE
        )
    )


def _switch_off(entry: Entry, *, by: Actor) -> bool:
    user = User.objects.filter(pk=entry.details["user"], is_active=True).first()
    if user is None or entry.kind != EntryKind.ACCOUNT_SWITCHED_OFF:
        return False
    sign_in.switch_off(user=user, by=by, at=entry.at)
    return True


def _end_role(entry: Entry, *, by: Actor) -> bool:
    held = Membership.objects.select_related("user").filter(pk=entry.details["role"]).first()
    if held is not None:
        roles.take_away(membership=held, by=by, at=entry.at)
    return held is not None


def _end_key(entry: Entry, *, by: Actor) -> bool:
    key = ApiKey.objects.filter(pk=entry.details["key"]).first()
    return key is not None and api_keys.end_key(key=key, by=by, at=entry.at)


def _shorten(entry: Entry, *, by: Actor) -> bool:
    held = Membership.objects.select_related("user").filter(pk=entry.details["role"]).first()
    ends_on = date.fromisoformat(entry.details["ends_on"])
    if held is None or not rules.is_longer(held.ends_on, ends_on):
        return False
    roles.shorten(membership=held, ends_on=ends_on, by=by, at=entry.at)
    return True


def _last_of_services(entries: Sequence[Entry]) -> Iterable[Entry]:
    found = (entry for entry in entries if entry.kind == EntryKind.SERVICE_FORCES)
    return {entry.details["service"]: entry for entry in found}.values()


def _leave(entry: Entry, *, by: Actor) -> bool:
    return service_forces.leave_again(
        pk=entry.details["service"], served=entry.details["forces"], by=by, at=entry.at
    )


def _refuse(entry: Entry, *, by: Actor) -> bool:
    table, set_aside = REQUESTS[entry.details["table"]]
    waits = table._default_manager.filter(pk=entry.details["request"], state="waiting").first()
    if waits is None:
        return False
    set_aside(request=waits, by=by, at=entry.at)
    return True
