from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from access.models import AuditEvent
from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.case_files.columns import CaseRow
from responses.imports import columns
from responses.imports.actions import import_cases
from responses.models import Case, CaseEvent, Import, LoadedForce
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db

KNOWN = CaseRow(
    case_key="A1",
    force="kent",
    reported_on=date(2026, 9, 1),
    stage=CaseStage.CHARGED,
    stage_on=date(2026, 9, 20),
    crime_group="burglary",
    flags={"domestic_abuse": True, "hate": False},
    outcome_codes=("1A",),
    birth_year=1980,
    exclude_code="COVERT",
    exclude_by="staff 7",
    exclude_on=date(2026, 9, 2),
    access_needs=("bsl",),
    is_business=True,
    events=(
        EventRow(kind=EventKind.STAGE, codes=("REPORT",), on=date(2026, 9, 1)),
        EventRow(
            kind=EventKind.OUTCOME, codes=("1A",), on=date(2026, 9, 20), told_on=date(2026, 9, 21)
        ),
    ),
)
ROWS = (KNOWN, replace(KNOWN, case_key="A2", events=(), birth_year=None))
FROM_FILE = {
    "source": Import.Source.SIMULATOR, "file_names": ["made"], "is_simulated": True,
    "by": TESTER, "at": NOW,
}  # fmt: skip


def import_new(*rows: CaseRow) -> list[int]:
    batches = [columns.new_cases(rows)]
    return list(import_cases.import_new_cases(batches=batches, force_code="kent", **FROM_FILE))


def stored() -> list[list[dict[str, object]]]:
    ids = {
        "id",
        "case_id",
        "import_batch_id",
        "first_import_id",
        "last_import_id",
        "target",
        "seal",
    }
    return [
        [
            {name: value for name, value in row.items() if name not in ids}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Case, CaseEvent, Import, LoadedForce, AuditEvent)
    ]


class TestNewCases:
    @pytest.mark.databases
    def test_are_stored_as_if_they_came_in_rows(self):
        with transaction.atomic():
            import_cases.import_cases(rows=ROWS, **FROM_FILE)
            by_rows = stored()
            transaction.set_rollback(True)

        import_new(*ROWS)

        assert stored() == by_rows
        assert len(by_rows[0]) == 2

    def test_come_back_as_unchanged(self):
        ids = import_new(*ROWS)

        summary = import_cases.import_cases(rows=ROWS, **FROM_FILE)

        assert (summary.created, summary.unchanged) == (0, 2)
        assert sorted(ids) == sorted(Case.objects.values_list("pk", flat=True))

    @pytest.mark.databases
    def test_are_refused_where_one_is_stored(self):
        import_new(KNOWN)

        with pytest.raises(IntegrityError):
            import_new(KNOWN)

    def test_have_no_contact(self):
        with pytest.raises(columns.UnableToMakeColumnsError):
            columns.new_cases([replace(KNOWN, contact_mobile="+447700900001")])
