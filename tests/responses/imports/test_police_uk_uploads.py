import io
import json
import zipfile

import pytest
import time_machine

from responses import tasks
from responses.imports.actions import uploads
from responses.models import Case, Import, PoliceUkFiling
from tests.conftest import NOW
from tests.responses.case_files.police_uk_files import (
    outcome_row,
    outcomes_text,
    street_row,
    street_text,
)
from tests.responses.imports.uploading import checked, loaded, loader

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Falls within": "Bedfordshire Police"}
STREET = street_text(street_row(), street_row("a2"), street_row("b1", **ELSEWHERE))


@pytest.fixture
def by(data_loader):
    return loader(data_loader)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


class TestAnUpload:
    def test_is_checked_and_says_what_loading_would_do(self, by):
        upload = checked(STREET, by=by, name="2016-03-street.csv")

        assert (upload.kind, upload.state) == ("police_uk", "checked")
        assert (upload.rows, upload.good_rows, upload.fault_count) == (2, 2, 0)
        assert upload.changes["created"] == 2
        assert upload.changes["of_other_forces"] == 1
        assert not Case.objects.exists()

    @pytest.mark.slow
    def test_loads_its_own_forces_rows_and_is_taken_back(self, by):
        upload = loaded(STREET, by=by)

        assert upload.state == "loaded"
        assert set(Case.objects.values_list("force_id", "case_key")) == {
            ("city-of-london", "a1"),
            ("city-of-london", "a2"),
        }
        assert upload.import_batch.source == Import.Source.POLICE_UK

        uploads.request_undo(upload_id=upload.pk, by=by, at=NOW)
        tasks.undo_upload.call(upload.pk)

        assert not Case.objects.exists()
        assert not PoliceUkFiling.objects.exists()

    @pytest.mark.slow
    def test_joins_what_an_earlier_one_brought(self, by):
        loaded(STREET, by=by)
        outcomes = outcomes_text(outcome_row(month="2016-05"))

        found = checked(outcomes, by=by).changes
        assert (found["amended"], found["created"]) == (1, 0)

        loaded(outcomes, by=by)
        case = Case.objects.get(case_key="a1")
        assert (case.crime_group, case.stage) == ("burglary", "CHARGED")

    @pytest.mark.slow
    def test_may_be_an_archive_or_an_answer_of_the_api(self, by):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("2016-03/2016-03-city-of-london-street.csv", STREET)
        crime = {"category": "robbery", "month": "2016-03", "persistent_id": "c1"}

        loaded(packed.getvalue(), by=by)
        loaded(json.dumps([crime]), by=by)

        assert set(Case.objects.values_list("case_key", flat=True)) == {"a1", "a2", "c1"}

    def test_with_a_faulty_row_is_not_loaded_at_all(self, by):
        upload = checked(STREET + street_text(street_row("a3", month="x")).splitlines()[1], by=by)

        assert (upload.good_rows, upload.fault_count) == (0, 1)
        with pytest.raises(uploads.UnableToChangeUploadError):
            uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)


class TestThePage:
    def test_says_that_a_faulty_file_is_not_loaded_at_all(self, data_loader, loader_client):
        faulty = STREET.replace("2016-03", "x", 1)
        upload = checked(faulty, by=loader(data_loader))

        page = loader_client.get(f"/staff/case-files/{upload.pk}/").content.decode()

        assert "loaded whole or not at all" in page
        assert "This is not a month written year-month" in page
        assert "Load all" not in page

    def test_counts_what_was_found_and_leaves_out_what_was_not(self, data_loader, loader_client):
        upload = checked(STREET, by=loader(data_loader))

        page = loader_client.get(f"/staff/case-files/{upload.pk}/").content.decode()

        assert "Rows of other forces, left out" in page
        assert "Cases amended" in page
        assert "Crimes in outcomes files" not in page

    def test_says_when_no_row_is_of_the_force(self, data_loader, loader_client):
        upload = checked(street_text(street_row(**ELSEWHERE)), by=loader(data_loader))

        page = loader_client.get(f"/staff/case-files/{upload.pk}/").content.decode()

        assert "No row of this file is of City of London Police" in page
