import gzip
import random
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from access.actor import Actor
from access.models import AuditEvent, DataOrigin, Force
from responses import tasks
from responses.data_protection.actions import retention
from responses.imports.actions import upload_tasks, uploads
from responses.imports.actions.mapping_profiles import save_profile
from responses.imports.actions.uploads import UnableToChangeUploadError
from responses.imports.selectors import uploads as selectors
from responses.models import Case, Import, Upload, UploadPart
from responses.models.uploads import StopReason
from responses.vault import upload_parts
from responses.vault.encryption import UnreadableError
from responses.vault.upload_parts import PartKind
from tests.conftest import NOW
from tests.responses.case_files.examples import csv_text, json_lines, record, workbook
from tests.responses.imports.uploading import GOOD, MIXED, bring, checked, held, loaded, loader

pytestmark = pytest.mark.django_db
UploadState = Upload.UploadState
OTHER = Actor.system("another loader")


@pytest.fixture
def by(data_loader) -> Actor:
    return loader(data_loader)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def somebody_else(by: Actor) -> Actor:
    return Actor.user(user_id=by.user_id, name="Somebody Else")


def keys() -> set[str]:
    return set(Case.objects.values_list("case_key", flat=True))


class TestAHeldFile:
    @pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 2000, 4321])
    def test_comes_back_as_it_was(self, by, monkeypatch, size):
        monkeypatch.setattr(upload_parts, "PIECE", 1000)
        content = random.Random(size).randbytes(size)

        assert held(bring(content, by=by)) == content

    def test_is_read_from_any_place(self, by, monkeypatch):
        monkeypatch.setattr(upload_parts, "PIECE", 1000)
        content = random.Random(1).randbytes(2500)
        source = upload_parts.StoredFile(bring(content, by=by).pk, "x")

        with source.open("rb") as file:
            assert file.seek(0, 2) == 2500
            assert file.seek(990) == 990
            assert file.read(20) == content[990:1010]
            assert (file.seek(-3, 1), file.read(2)) == (1007, content[1007:1009])

    def test_lies_in_the_database_encrypted(self, by):
        bring(csv_text([record(contact_mobile="07700900123")]), by=by)

        assert b"07700900123" not in bytes(UploadPart.objects.get().sealed)

    def test_does_not_open_in_the_place_of_another(self, by):
        first, second = bring("a", by=by), bring("b", by=by)
        sealed = UploadPart.objects.get(upload=first).sealed
        UploadPart.objects.filter(upload=second).update(sealed=sealed)

        with pytest.raises(UnreadableError):
            held(second)


class TestReadingAFile:
    def test_loads_nothing_and_says_what_loading_would_do(self, by):
        loaded(csv_text([record(case_key="K1")]), by=by)

        upload = checked(by=by)

        assert keys() == {"K1"}
        assert (upload.state, upload.rows, upload.good_rows) == (UploadState.CHECKED, 3, 3)
        assert upload.changes == {"created": 2, "amended": 0, "unchanged": 1, "held": 0}

    def test_reports_on_its_quality(self, by):
        upload = checked(MIXED, by=by)

        measures = upload.quality["forces"]["city-of-london"]
        assert (measures["rows"], measures["good_rows"]) == (3, 2)
        assert measures["code_validity"]["stage"] == pytest.approx(2 / 3, abs=1e-4)

    def test_keeps_the_rejected_rows_with_reasons_for_a_spreadsheet(self, by):
        text = csv_text([record(stage="NOWHERE", area="=cmd()")])

        rejected = held(checked(text, by=by), PartKind.REJECTED).decode("utf-8-sig")

        header, row = rejected.splitlines()
        assert header.startswith("rejected_row,rejected_reason_1")
        assert "stage: This is not one of the values allowed" in row
        assert ",'=cmd()," in row

    def test_says_the_reasons_in_the_language_of_who_brought_it(self, by):
        rejected = held(checked(MIXED, by=by, language="cy"), PartKind.REJECTED).decode("utf-8-sig")

        assert "Nid yw hwn" in rejected

    def test_lists_its_faults_without_what_may_be_personal(self, by):
        upload = checked(csv_text([record(contact_mobile="07700 900 12")]), by=by)

        assert upload.fault_count == 1
        assert upload.faults[0]["code"] == "wrong_phone"
        assert "900" not in upload.faults[0]["value"]

    def test_lists_so_many_faults_and_counts_the_rest(self, by, monkeypatch):
        monkeypatch.setattr(upload_tasks, "MAX_FAULTS_SHOWN", 2)

        upload = checked(csv_text(record(stage="X", case_key=f"K{n}") for n in range(5)), by=by)

        assert (upload.fault_count, len(upload.faults)) == (5, 2)
        assert [group["count"] for group in upload.fault_groups] == [5]

    @pytest.mark.slow
    @pytest.mark.parametrize("written", [
        GOOD.encode(), gzip.compress(GOOD.encode()),
        json_lines(record(case_key=f"K{n}") for n in range(1, 4)).encode(),
        workbook(record(case_key=f"K{n}") for n in range(1, 4)),
    ], ids=["csv", "gzip", "json", "workbook"])  # fmt: skip
    def test_takes_every_form(self, by, written):
        assert checked(written, by=by).good_rows == 3

    def test_of_a_file_cut_short_finds_that_none_of_it_may_be_loaded(self, by):
        upload = checked(gzip.compress(GOOD.encode())[:-9], by=by)

        assert not upload.is_whole
        with pytest.raises(UnableToChangeUploadError):
            uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)

    def test_refuses_rows_of_another_force(self, by):
        upload = checked(csv_text([record(force="gwent")]), by=by)

        assert upload.faults[0]["code"] == "unknown_force"

    def test_again_does_nothing(self, by):
        upload = checked(MIXED, by=by)
        Upload.objects.update(rows=99)

        tasks.check_upload.call(upload.pk)

        upload.refresh_from_db()
        assert upload.rows == 99

    def test_leaves_nothing_of_a_file_discarded_meanwhile(self, by, monkeypatch):
        upload = bring(MIXED, by=by)
        rules_for = selectors.rules_for

        def discarding(given, **rest):
            uploads.discard_upload(upload_id=given.pk, by=somebody_else(by), at=NOW)
            return replace(rules_for(given, **rest))

        monkeypatch.setattr(selectors, "rules_for", discarding)
        tasks.check_upload.call(upload.pk)

        upload.refresh_from_db()
        assert upload.state == UploadState.DISCARDED
        assert not UploadPart.objects.exists()


class TestLoading:
    def test_loads_the_good_rows_and_counts_the_others(self, by):
        upload = loaded(MIXED, by=by)

        assert upload.state == UploadState.LOADED
        assert keys() == {"K1", "K3"}
        assert upload.import_batch.counts["rejected"] == 1
        assert (upload.import_batch.loaded_by, upload.import_batch.file_names) == (
            by.name,
            ["extract.csv"],
        )

    def test_destroys_the_file_and_keeps_the_rejected_rows(self, by):
        upload = loaded(MIXED, by=by)

        assert not held(upload)
        assert held(upload, PartKind.REJECTED)

    def test_is_done_in_the_name_of_who_asked(self, by):
        upload = checked(by=by)
        uploads.request_import(upload_id=upload.pk, is_certain=False, by=somebody_else(by), at=NOW)

        tasks.load_upload.call(upload.pk)

        assert Import.objects.get().loaded_by == "Somebody Else"

    def test_twice_loads_once(self, by):
        upload = loaded(by=by)

        tasks.load_upload.call(upload.pk)

        assert Import.objects.count() == 1

    def test_gives_way_to_a_worker_that_was_faster(self, by, monkeypatch):
        upload = checked(by=by)
        uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)

        def overtaken(count):
            Upload.objects.filter(pk=upload.pk).update(state=UploadState.LOADED)

        with pytest.raises(UnableToChangeUploadError):
            upload_tasks.import_upload(upload_id=upload.pk, on_rows=overtaken, by=by, at=NOW)

        assert not Case.objects.exists()

    @pytest.mark.slow
    def test_of_what_is_known_already_changes_nothing_and_says_so(self, by):
        loaded(by=by)

        upload = loaded(by=by)

        assert (upload.state, upload.import_batch) == (UploadState.LOADED, None)
        assert upload.changes["unchanged"] == 3

    def test_stops_where_the_file_is_gone(self, by):
        upload = checked(by=by)
        uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)
        UploadPart.objects.all().delete()

        tasks.load_upload.call(upload.pk)

        upload.refresh_from_db()
        assert (upload.state, upload.stop_reason) == (UploadState.STOPPED, StopReason.UNREADABLE)

    def test_stops_where_the_database_has_come_to_hold_other_people(self, by):
        upload = checked(by=by)
        uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)
        DataOrigin.objects.create(origin="simulated", set_at=NOW, set_by="tests")

        tasks.load_upload.call(upload.pk)

        upload.refresh_from_db()
        assert (upload.state, upload.stop_reason) == (UploadState.STOPPED, StopReason.OTHER_PEOPLE)
        assert not Case.objects.exists()

    def test_is_not_asked_for_twice(self, by):
        upload = checked(by=by)
        uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)

        with pytest.raises(UnableToChangeUploadError):
            uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)


class TestTakingBack:
    def ask(self, upload, by, at=NOW):
        uploads.request_undo(upload_id=upload.pk, by=by, at=at)
        tasks.undo_upload.call(upload.pk)
        upload.refresh_from_db()

    @pytest.mark.slow
    def test_undoes_the_import(self, by):
        upload = loaded(by=by)

        self.ask(upload, by)

        assert not Case.objects.exists()
        assert upload.state == UploadState.LOADED
        assert upload.import_batch.undone_by == by.name

    def test_is_not_asked_for_when_it_is_too_late(self, by):
        upload = loaded(by=by)

        with pytest.raises(UnableToChangeUploadError):
            self.ask(upload, by, at=NOW + timedelta(days=500))

    @pytest.mark.slow
    def test_is_not_done_twice(self, by):
        upload = loaded(by=by)
        self.ask(upload, by)

        with pytest.raises(UnableToChangeUploadError):
            self.ask(upload, by)


class TestDiscarding:
    def test_destroys_everything_that_was_brought(self, by):
        upload = checked(MIXED, by=by)

        uploads.discard_upload(upload_id=upload.pk, by=by, at=NOW)

        assert not UploadPart.objects.exists()
        assert AuditEvent.objects.latest("pk").kind == "cases.file_discarded"

    def test_is_not_for_what_was_loaded(self, by):
        upload = loaded(by=by)

        with pytest.raises(UnableToChangeUploadError):
            uploads.discard_upload(upload_id=upload.pk, by=by, at=NOW)


class TestForgetting:
    def test_destroys_a_file_for_which_nobody_came_back_within_a_day(self, by):
        upload = checked(MIXED, by=by)

        retention.apply_retention(by=OTHER, at=NOW + timedelta(days=1, seconds=1))

        upload.refresh_from_db()
        assert upload.state == UploadState.DISCARDED
        assert not UploadPart.objects.exists()

    def test_destroys_the_rejected_rows_of_a_loaded_file_too(self, by):
        upload = loaded(MIXED, by=by)

        retention.apply_retention(by=OTHER, at=NOW + timedelta(days=1, seconds=1))

        upload.refresh_from_db()
        assert upload.state == UploadState.LOADED
        assert not UploadPart.objects.exists()

    def test_leaves_a_file_of_today(self, by):
        checked(MIXED, by=by)

        retention.apply_retention(by=OTHER, at=NOW + timedelta(hours=23))

        assert {part.kind for part in UploadPart.objects.all()} == {
            PartKind.FILE,
            PartKind.REJECTED,
        }


class TestAProfile:
    TEXT = """
dates = "DD/MM/YYYY"
[columns]
"Ref" = "case_key"
"Code" = "offence_code"
"Reported" = "reported_on"
"Status" = "stage"
"Since" = "stage_on"
[values.stage]
"New" = "REPORT"
"""
    OWN = "Ref,Code,Reported,Status,Since\nA1,28E,01/10/2026,New,02/10/2026\n"

    def saved(self, by, text=TEXT):
        force = Force.objects.get(code="city-of-london")
        return save_profile(force=force, name="niche", text=text, by=by, at=NOW)

    def test_reads_a_forces_own_extract_as_it_is(self, by):
        loaded(self.OWN, by=by, profile=self.saved(by))

        case = Case.objects.get()
        assert (case.case_key, case.force_id, case.stage) == ("A1", "city-of-london", "REPORT")
        assert case.stage_on.isoformat() == "2026-10-02"

    def test_replaced_later_does_not_change_a_file_brought_before(self, by):
        upload = bring(self.OWN, by=by, profile=self.saved(by))

        self.saved(by, text='[columns]\n"Key" = "case_key"\n')
        tasks.check_upload.call(upload.pk)

        upload.refresh_from_db()
        assert upload.good_rows == 1
