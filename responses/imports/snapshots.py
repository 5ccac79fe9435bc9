"""Snapshots of cases as they were before an import amended them, kept as long as the import can be
undone."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from access.destruction import bulk_delete
from responses import changes
from responses.eligibility.rules import Decision
from responses.models import Case, CaseBefore, CaseEvent, Import, PoliceUkFiling, StageEvent
from responses.vault import snapshots

BATCH = 1_000
EVENT_COLUMNS = (
    "kind", "codes", "on", "told_on", "is_before_report", "source_wording", "sequence",
)  # fmt: skip
A_MOMENT = timedelta(microseconds=1)
SNAPSHOT_COLUMNS = tuple(
    f.attname for f in Case._meta.concrete_fields if f.attname not in {"id", "force_id"}
)


def keep(
    case_ids: Sequence[int], *, import_batch: Import, is_history_replaced: bool = False
) -> None:
    """Store snapshots of cases that an import is about to amend, with their whole history where
    the import replaces it. Call it inside the import's transaction. A case that this import created
    gets none."""
    cases = Case.objects.filter(pk__in=case_ids).exclude(first_import=import_batch)
    ids = [case.pk for case in cases]
    told_on_by_sequence = _by_case(CaseEvent.objects.filter(case_id__in=ids), "sequence", "told_on")
    decisions = _by_case(StageEvent.objects.filter(case_id__in=ids), "pk", "decision")
    events = _events(ids) if is_history_replaced else {}
    filings = _filings(ids) if is_history_replaced else {}
    CaseBefore.objects.bulk_create(
        [
            CaseBefore(
                import_batch=import_batch,
                case=case,
                columns={name: getattr(case, name) for name in SNAPSHOT_COLUMNS},
                told_on_by_sequence=told_on_by_sequence.get(case.pk, {}),
                decisions=decisions.get(case.pk, {}),
                events=events.get(case.pk, []) if is_history_replaced else None,
                filing=filings.get(case.pk),
            )
            for case in cases
        ],
        ignore_conflicts=True,
    )
    snapshots.store_snapshots(ids, import_batch_id=import_batch.pk)


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


def restore(case_snapshots: QuerySet[CaseBefore], *, import_batch: Import) -> int:
    """Restore cases from their snapshots, with history and contact. Returns how many."""
    ids = list(case_snapshots.values_list("case_id", flat=True))
    for batch in batches(ids):
        changes.record_changes_of_cases(batch)
        for before in CaseBefore.objects.filter(import_batch=import_batch, case_id__in=batch):
            _restore_case(before)
        snapshots.restore(batch, import_batch_id=import_batch.pk)
    return len(ids)


def _restore_case(before: CaseBefore) -> None:
    Case.objects.filter(pk=before.case_id).update(**before.columns)
    if before.events is None:
        _restore_added_to(before)
    else:
        _restore_replaced(before)
    # Later decisions used the imported data, so those events are deleted and decided again; the
    # cascade deletes their invitations, of which nothing was sent.
    decided = [int(pk) for pk, code in before.decisions.items() if code != Decision.PENDING]
    events_of_case = StageEvent.objects.filter(case_id=before.case_id)
    events_of_case.exclude(pk__in=decided).delete()
    # What is left looks older than the case's import, so that the next run reads the case again.
    loaded_at = Import.objects.get(pk=before.columns["last_import_id"]).loaded_at
    events_of_case.filter(decided_at__gte=loaded_at).update(decided_at=loaded_at - A_MOMENT)


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
    """Destroy the snapshots of imports made before `before`, which can no longer be undone."""
    snapshots.forget(before=before)
    bulk_delete.delete_in_batches(CaseBefore.objects.filter(import_batch__loaded_at__lt=before))


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
