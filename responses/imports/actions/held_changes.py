from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Field

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import bulk_delete
from access.models import DataOrigin
from responses.case_files.case import CONTACT_KINDS, LiftKind
from responses.case_files.standard.case_column import FLAG
from responses.eligibility.rules import Decision
from responses.imports.merging.cases import codes_to_decide_again
from responses.imports.selectors import held_changes, stored_cases
from responses.models import Case, HeldChange, StageEvent
from responses.vault.amendments import held_contacts

HeldState = HeldChange.HeldState
MOST_AT_ONCE = 1_000
"""The most changes that one press may confirm or refuse."""


class OwnChangeError(Exception):
    pass


class NoSuchChangeError(Exception):
    pass


def confirm_changes(*, change_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Decides again what waited. Returns how many. Raises OwnChangeError, NoSuchChangeError."""
    return _rule(HeldState.CONFIRMED, change_ids, by=by, at=at)


def refuse_changes(*, change_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Keeps the stored values. Returns how many. Raises OwnChangeError, NoSuchChangeError."""
    return _rule(HeldState.REFUSED, change_ids, by=by, at=at)


def forget_old_changes(*, by: Actor, at: datetime) -> int:
    bulk_delete.update_in_batches(held_changes.cases_to_read_again(at), content_hash="")
    count = bulk_delete.delete_in_batches(held_changes.changes_past_retention(at))
    if count:
        audit.record(AuditKind.HELD_CHANGES_FORGOTTEN, by=by, at=at, changes=count)
    return count


@transaction.atomic
def _rule(state: HeldState, change_ids: Collection[int], *, by: Actor, at: datetime) -> int:
    waiting = HeldChange.objects.filter(pk__in=list(change_ids), state=HeldState.WAITING)
    case_ids = list(waiting.values_list("case_id", flat=True))
    list(Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk").values("pk"))
    changes = list(waiting.select_for_update(of=("self",)).select_related("case").order_by("pk"))
    if not changes or by.user_id is None:
        raise NoSuchChangeError
    if any(held_changes.is_own(change, by.user_id) for change in changes):
        raise OwnChangeError
    if state is HeldState.CONFIRMED:
        _apply(changes, at=at)
    held_contacts.forget([change.pk for change in changes])
    HeldChange.objects.filter(pk__in=[change.pk for change in changes]).update(
        state=state, ruled_at=at, ruled_by=by.name, ruled_by_id=by.user_id
    )
    _record(state, changes, by=by, at=at)
    return len(changes)


def _apply(changes: Sequence[HeldChange], *, at: datetime) -> None:
    is_simulated = access_selectors.data_origin() == DataOrigin.Origin.SIMULATED
    for change in changes:
        kind = LiftKind(change.kind)
        if kind not in CONTACT_KINDS:
            case = Case.objects.get(pk=change.case_id)
            columns: dict[str, Any] = {}
            flags = dict(case.flags)
            for name, value in change.after.items():
                if not name.startswith(FLAG):
                    columns[name] = cast("Field", Case._meta.get_field(name)).to_python(value)
                elif value is None:
                    flags.pop(name.removeprefix(FLAG), None)
                else:
                    flags[name.removeprefix(FLAG)] = value
            Case.objects.filter(pk=case.pk).update(**columns, flags=flags)
        elif not held_contacts.apply(
            change, row=stored_cases.row_of(change.case), is_simulated=is_simulated
        ):
            raise NoSuchChangeError
        StageEvent.objects.filter(
            case=change.case_id,
            decision__in=codes_to_decide_again(kind, change.before),
            invitation=None,
        ).update(decision=Decision.PENDING, decided_at=at)


def _record(state: HeldState, changes: Sequence[HeldChange], *, by: Actor, at: datetime) -> None:
    """One audit row an import and force, or one about the case."""
    confirmed = state is HeldState.CONFIRMED
    kind = AuditKind.HELD_CHANGE_CONFIRMED if confirmed else AuditKind.HELD_CHANGE_REFUSED
    if len(changes) == 1:
        [change] = changes
        audit.record(kind, target=change.case, by=by, at=at, kind_of_change=change.kind, changes=1)
        return
    counted = Counter(
        (change.import_batch_id, change.case.force_id, change.kind) for change in changes
    )
    for (import_id, force, kind_of_change), count in sorted(counted.items()):
        audit.record(
            kind,
            target=f"responses.Import {import_id}",
            by=by,
            at=at,
            force=force,
            kind_of_change=kind_of_change,
            changes=count,
        )
