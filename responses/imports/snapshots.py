"""Kept as long as the import can be undone."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, Field, OuterRef, Q, QuerySet

from access import bulk_write
from access.destruction import bulk_delete
from responses.case_files.columns import STORED_FIELDS
from responses.eligibility import marks
from responses.eligibility.rules import Decision
from responses.imports.merging import cases
from responses.imports.merging.cases import StoredRow
from responses.imports.selectors import stored_cases
from responses.models import Case, CaseBefore, CaseEvent, Import, PoliceUkFiling, StageEvent
from responses.vault import contact_rows, day_notes, snapshots

BATCH = 1_000
EVENT_COLUMNS = (
    "kind", "codes", "on", "told_on", "is_before_report", "source_wording", "sequence",
)  # fmt: skip
A_MOMENT = timedelta(microseconds=1)
SNAPSHOT_COLUMNS = tuple(
    f.attname for f in Case._meta.concrete_fields if f.attname not in {"id", "force_id"}
)

_ROW = (*STORED_FIELDS, "flags")
"""The columns that a row of a case file has too."""


def keep(
    case_ids: Sequence[int], *, import_batch: Import, is_history_replaced: bool = False
) -> None:
    """With the whole history where the import replaces it."""
    has_one = CaseBefore.objects.filter(import_batch=import_batch, case=OuterRef("pk"))
    created = Q(first_import=import_batch)
    cases = Case.objects.filter(~Exists(has_one), pk__in=case_ids).exclude(created)
    columns = {case.pop("id"): case for case in cases.values("id", *SNAPSHOT_COLUMNS)}
    ids = list(columns)
    told_on_by_sequence = _by_case(CaseEvent.objects.filter(case_id__in=ids), "sequence", "told_on")
    decisions = _by_case(StageEvent.objects.filter(case_id__in=ids), "pk", "decision")
    events = _events(ids) if is_history_replaced else {}
    filings = _filings(ids) if is_history_replaced else {}
    bulk_write.write_rows(
        CaseBefore,
        rows=[
            {
                "import_batch_id": import_batch.pk,
                "case_id": pk,
                "columns": _json(columns[pk]),
                "told_on_by_sequence": _json(told_on_by_sequence.get(pk, {})),
                "decisions": _json(decisions.get(pk, {})),
                "events": _json(events.get(pk, [])) if is_history_replaced else None,
                "filing": _json(filings[pk]) if pk in filings else None,
            }
            for pk in ids
        ],
    )
    snapshots.store_snapshots(ids, import_batch_id=import_batch.pk)


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


def _by_case(rows: QuerySet, key: str, value: str) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for case_id, name, content in rows.values_list("case_id", key, value):
        found.setdefault(case_id, {})[str(name)] = content
    return found


def _events(case_ids: Sequence[int]) -> dict[int, list[dict[str, object]]]:
    found: dict[int, list[dict[str, object]]] = {}
    events = CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "sequence")
    for event in events.values("case_id", *EVENT_COLUMNS):
        found.setdefault(event.pop("case_id"), []).append(event)
    return found


def _filings(case_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    return {
        filing.case_id: {"crimes": filing.crimes, "outcomes": filing.outcomes}
        for filing in PoliceUkFiling.objects.filter(case_id__in=case_ids)
    }


def restore(
    case_snapshots: QuerySet[CaseBefore], *, import_batch: Import, today: date
) -> tuple[int, int]:
    """With history and contact. Returns how many, and in how many something stays."""
    ids, kept = list(case_snapshots.values_list("case_id", flat=True)), 0
    for batch in batches(ids):
        stored = stored_cases.stored_rows(batch)
        found = CaseBefore.objects.filter(import_batch=import_batch, case_id__in=batch)
        befores = list(found.select_related("case"))
        kept_events = [pk for before in befores for pk in _decided_before(before)]
        undone = StageEvent.objects.filter(case_id__in=batch).exclude(pk__in=kept_events)
        marks.take_back(undone, today=today)
        for before in befores:
            stays = _stays(before, stored[(before.case.force_id, before.case.case_key)], today)
            _restore_case(before, stays)
            kept += bool(stays)
        marks.wait_again(batch)
        snapshots.restore(batch, import_batch_id=import_batch.pk)
        day_notes.look_at_once(batch)
    return len(ids), kept


def _stays(before: CaseBefore, stored: StoredRow, today: date) -> dict[str, object]:
    if before.events is not None:
        return {}
    columns = {
        name: cast("Field", Case._meta.get_field(name)).to_python(before.columns[name])
        for name in _ROW
        if name in before.columns
    }
    was = Case(force_id=before.case.force_id, **columns)
    found = cases.facts_kept_on_undo(stored, stored_cases.row_of(was), today=today)
    stays = {name: value for name, value in found.items() if value != before.columns.get(name)}
    # The earlier file has to be read again, and what it lifts waits.
    return {**stays, "content_hash": ""} if stays else {}


def remove_contacts(case_ids: Sequence[int], *, today: date) -> None:
    """From cases that stay although their import is undone; they are decided again."""
    for batch in batches(case_ids):
        marks.take_back(StageEvent.objects.filter(case_id__in=batch), today=today)
        contact_rows.remove_numbers(batch)
        StageEvent.objects.filter(case_id__in=batch).delete()
        marks.wait_again(batch)
        day_notes.look_at_once(batch)
        Case.objects.filter(pk__in=batch).update(content_hash="")


def _restore_case(before: CaseBefore, stays: dict[str, object]) -> None:
    Case.objects.filter(pk=before.case_id).update(**before.columns | stays)
    if before.events is None:
        _restore_added_to(before)
    else:
        _restore_replaced(before)
    # Later decisions used the imported data; the cascade deletes invitations of which nothing was
    # sent.
    events_of_case = StageEvent.objects.filter(case_id=before.case_id)
    events_of_case.exclude(pk__in=_decided_before(before)).delete()
    # Looks older than the import, so that the next run reads the case again.
    loaded_at = Import.objects.get(pk=before.columns["last_import_id"]).loaded_at
    events_of_case.filter(decided_at__gte=loaded_at).update(decided_at=loaded_at - A_MOMENT)


def _decided_before(before: CaseBefore) -> list[int]:
    return [int(pk) for pk, code in before.decisions.items() if code != Decision.PENDING]


def _restore_added_to(before: CaseBefore) -> None:
    events = CaseEvent.objects.filter(case_id=before.case_id)
    events.exclude(sequence__in=[int(number) for number in before.told_on_by_sequence]).delete()
    for number, told_on in before.told_on_by_sequence.items():
        events.filter(sequence=int(number)).exclude(told_on=told_on).update(told_on=told_on)


def _restore_replaced(before: CaseBefore) -> None:
    case_id = before.case_id
    CaseEvent.objects.filter(case_id=case_id).delete()
    CaseEvent.objects.bulk_create(
        CaseEvent(case_id=case_id, **each) for each in before.events or ()
    )
    PoliceUkFiling.objects.filter(case_id=case_id).delete()
    if before.filing is not None:
        PoliceUkFiling.objects.create(case_id=case_id, **before.filing)


def forget(*, before: datetime) -> None:
    snapshots.forget(before=before)
    bulk_delete.delete_in_batches(CaseBefore.objects.filter(import_batch__loaded_at__lt=before))


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
