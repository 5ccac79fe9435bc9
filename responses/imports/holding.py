import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from access import bulk_write
from access.actor import Actor
from responses.case_files.case import CONTACT_KINDS, Lift, LiftKind
from responses.case_files.columns import CaseRow
from responses.imports.merging import cases
from responses.imports.merging.cases import StoredRow
from responses.imports.selectors import held_changes, stored_cases
from responses.models import Case, HeldChange, Import, Upload
from responses.vault.amendments import held_contacts

HeldState = HeldChange.HeldState
BATCH = 500
_NewChange = Mapping[str, object]
"""The values of a change by attribute."""


@dataclass(frozen=True)
class AmendedCase:
    pk: int
    row: CaseRow
    lifts: Sequence[Lift]


@dataclass(frozen=True)
class Loader:
    by: Actor
    at: datetime
    upload: Upload | None = None

    def sign_exclusion(self, row: CaseRow, *, held: StoredRow | None) -> CaseRow:
        """Adds the missing person and day."""
        by, on = self.by.name, localdate(self.at)
        return cases.sign_exclusion(row, held=held, by=by, on=on)


def hold(
    cases: Sequence[AmendedCase], *, import_batch: Import, loader: Loader
) -> Mapping[int, Sequence[LiftKind]]:
    """Drops those of these cases that are no longer in their rows. Returns what waits, by case."""
    known: dict[tuple[int, str], list[HeldChange]] = {}
    for change in held_changes.of_cases([case.pk for case in cases]):
        known.setdefault((change.case_id, change.kind), []).append(change)
    new: list[tuple[_NewChange, CaseRow]] = []
    waits: dict[int, list[LiftKind]] = {}
    for case in cases:
        for lift in case.lifts:
            after_hash = _hash(lift, case.row)
            same = [c for c in known.get((case.pk, lift.kind), ()) if c.after_hash == after_hash]
            for change in same:
                known[(case.pk, lift.kind)].remove(change)
            if not same:
                found = _new(case.pk, lift, after_hash, import_batch=import_batch, loader=loader)
                new.append((found, case.row))
            if not any(change.state == HeldState.REFUSED for change in same):
                waits.setdefault(case.pk, []).append(lift.kind)
    _drop((change for changes in known.values() for change in changes), import_batch=import_batch)
    _write(new)
    return waits


def _hash(lift: Lift, row: CaseRow) -> str:
    said = held_contacts.contact_text(row) if lift.kind in CONTACT_KINDS else dict(lift.after)
    text = json.dumps([lift.kind.value, said], sort_keys=True)
    key = stored_cases.content_key()
    return hashlib.blake2b(text.encode(), key=key, digest_size=32).hexdigest()


def _new(
    case_id: int, lift: Lift, after_hash: str, *, import_batch: Import, loader: Loader
) -> _NewChange:
    return {
        "case_id": case_id,
        "import_batch_id": import_batch.pk,
        "kind": lift.kind.value,
        "before": dict(lift.before),
        "after": dict(lift.after),
        "after_hash": after_hash,
        "state": HeldState.WAITING.value,
        "held_at": loader.at,
        "loaded_by": loader.by.name,
        "loaded_by_id": loader.by.user_id,
        "brought_by_id": loader.upload.uploaded_by_id if loader.upload else None,
        "ruled_by": "",
    }


def _drop(changes: Iterable[HeldChange], *, import_batch: Import) -> None:
    ids = [change.pk for change in changes if change.state == HeldState.WAITING]
    for start in range(0, len(ids), BATCH):
        HeldChange.objects.filter(pk__in=ids[start : start + BATCH]).update(
            state=HeldState.DROPPED, dropped_by_import=import_batch
        )


def _write(changes: Sequence[tuple[_NewChange, CaseRow]]) -> None:
    ids = bulk_write.reserve_ids(HeldChange, count=len(changes)) if changes else ()
    written = [{"id": pk, **change} for pk, (change, _row) in zip(ids, changes, strict=True)]
    bulk_write.write_rows(HeldChange, rows=written)
    held_contacts.seal(
        (pk, row)
        for pk, (change, row) in zip(ids, changes, strict=True)
        if change["kind"] in CONTACT_KINDS
    )


def take_back(import_batch: Import, *, case_ids: Sequence[int]) -> None:
    """And restore what the import dropped."""
    # In the order in which judging a change locks.
    cases = Case.objects.select_for_update().filter(pk__in=case_ids)
    list(cases.order_by("pk").values_list("pk"))
    of_cases = HeldChange.objects.filter(case_id__in=case_ids)
    of_cases.filter(import_batch=import_batch).exclude(state=HeldState.REFUSED).delete()
    of_cases.filter(dropped_by_import=import_batch).update(
        state=HeldState.WAITING, dropped_by_import=None
    )
