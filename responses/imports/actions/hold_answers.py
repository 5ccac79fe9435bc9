from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.imports.selectors import person_holds as selectors
from responses.models import PersonHold
from responses.vault.opt_outs import held_people

HoldState = PersonHold.HoldState
STOPPED_ON_PAGE = "held"
"""The channel of a stop that a member of staff answered."""


class NoSuchHoldError(Exception):
    """The hold is no longer open."""


class OwnHoldError(Exception):
    """A file's loader may not release the people in its warnings."""


@transaction.atomic
def release(*, hold_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Returns how many. Raises NoSuchHoldError, OwnHoldError."""
    holds = _locked(hold_ids)
    if any(selectors.needs_another(one, by.user_id) for one in holds):
        raise OwnHoldError
    return _answer(holds, HoldState.RELEASED, AuditKind.PERSON_HOLD_RELEASED, by=by, at=at)


@transaction.atomic
def stop(*, hold_ids: Collection[int], by: Actor, at: datetime) -> int:
    """For good, in every force. Returns how many. Raises NoSuchHoldError."""
    holds = _locked(hold_ids)
    held_people.stop([one.pk for one in holds], by=by, at=at, channel=STOPPED_ON_PAGE)
    return _answer(holds, HoldState.STOPPED, AuditKind.PERSON_HOLD_STOPPED, by=by, at=at)


def _locked(hold_ids: Collection[int]) -> list[PersonHold]:
    found = PersonHold.objects.select_for_update().filter(pk__in=hold_ids).order_by("pk")
    holds = list(found)
    if not holds or any(one.state != HoldState.OPEN for one in holds):
        raise NoSuchHoldError
    return holds


def _answer(
    holds: Sequence[PersonHold], state: HoldState, kind: AuditKind, *, by: Actor, at: datetime
) -> int:
    ids = [one.pk for one in holds]
    PersonHold.objects.filter(pk__in=ids).update(
        state=state, answered_at=at, answered_by=by.name, answered_by_id=by.user_id
    )
    held_people.set_active(ids, is_active=False)
    for one in holds:
        audit.record(kind, target=one, by=by, at=at, force=one.force_id, reason=one.reason)
    return len(holds)
