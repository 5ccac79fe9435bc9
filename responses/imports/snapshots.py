"""What cases were before an import amended them: kept with it, for as long as it can be undone."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from responses import changes
from responses.eligibility.rules import Decision
from responses.models import Case, CaseBefore, CaseEvent, Import, StageEvent
from responses.vault import snapshots

BATCH = 1_000
KEPT = tuple(f.attname for f in Case._meta.concrete_fields if f.attname not in {"id", "force_id"})


def keep(case_ids: Sequence[int], *, loading: Import) -> None:
    """Remember cases as they are before an import amends them. Inside its transaction."""
    cases = Case.objects.filter(pk__in=case_ids).exclude(first_import=loading)
    ids = [case.pk for case in cases]
    told = _by_case(CaseEvent.objects.filter(case_id__in=ids), "sequence", "told_on")
    decisions = _by_case(StageEvent.objects.filter(case_id__in=ids), "pk", "decision")
    CaseBefore.objects.bulk_create(
        [
            CaseBefore(
                loading=loading,
                case=case,
                columns={name: getattr(case, name) for name in KEPT},
                told=told.get(case.pk, {}),
                decisions=decisions.get(case.pk, {}),
            )
            for case in cases
        ],
        ignore_conflicts=True,
    )
    snapshots.keep_before(ids, loading_id=loading.pk)


def _by_case(rows: QuerySet, key: str, value: str) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for case_id, name, content in rows.values_list("case_id", key, value):
        found.setdefault(case_id, {})[str(name)] = content
    return found


def restore(befores: QuerySet[CaseBefore], *, loading: Import) -> int:
    """Put cases back as they were, with history and contact. Returns how many."""
    ids = list(befores.values_list("case_id", flat=True))
    for batch in batches(ids):
        changes.tell_of_cases(batch)
        for before in CaseBefore.objects.filter(loading=loading, case_id__in=batch):
            _restore_case(before)
        snapshots.restore(batch, loading_id=loading.pk)
    return len(ids)


def _restore_case(before: CaseBefore) -> None:
    Case.objects.filter(pk=before.case_id).update(**before.columns)
    events = CaseEvent.objects.filter(case_id=before.case_id)
    events.exclude(sequence__in=[int(number) for number in before.told]).delete()
    for number, told_on in before.told.items():
        events.filter(sequence=int(number)).exclude(told_on=told_on).update(told_on=told_on)
    # What was decided since goes by what the import said: it is decided anew, and the cascade
    # takes the invitations of which nothing was sent.
    stood = [int(pk) for pk, code in before.decisions.items() if code != Decision.PENDING]
    StageEvent.objects.filter(case_id=before.case_id).exclude(pk__in=stood).delete()


def forget(*, before: datetime) -> None:
    """Destroy what is remembered of imports that can no longer be undone."""
    snapshots.forget(before=before)
    CaseBefore.objects.filter(loading__loaded_at__lt=before).delete()


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
