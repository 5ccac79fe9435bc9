import pytest

from access.models import AuditEvent, Force, TaskRun
from responses.case_files.mapping_profile import ProfileError
from responses.imports.actions import uploads
from responses.imports.actions.mapping_profiles import save_profile
from responses.imports.actions.uploads import UnableToChangeUploadError
from responses.imports.selectors import profile_tests
from responses.models import Upload
from responses.vault.upload_parts import PartKind
from tests.conftest import NOW
from tests.responses.imports.uploading import MIXED, bring, checked, held, loader

pytestmark = pytest.mark.django_db
DRAFT = '[columns]\n"Ref" = "case_key"\n'
UploadState = Upload.UploadState


@pytest.fixture
def by(data_loader):
    return loader(data_loader)


@pytest.fixture
def example(by) -> Upload:
    return bring(MIXED, by=by, is_example=True)


class TestAnExample:
    def test_is_stored_and_given_to_no_task(self, example):
        assert example.state == UploadState.MAPPING
        assert held(example) == MIXED.encode()
        assert not TaskRun.objects.exists()

    def test_keeps_what_was_said_of_it(self, example, by):
        uploads.keep_draft(upload_id=example.pk, text=DRAFT, by=by, at=NOW)

        example.refresh_from_db()
        assert example.profile_text == DRAFT

    def test_keeps_no_draft_that_is_no_profile(self, example, by):
        with pytest.raises(ProfileError):
            uploads.keep_draft(upload_id=example.pk, text="= =", by=by, at=NOW)

    def test_is_checked_once(self, example, by):
        uploads.request_check(upload_id=example.pk, profile_name="weekly", by=by, at=NOW)

        example.refresh_from_db()
        assert example.state == UploadState.CHECKING
        with pytest.raises(UnableToChangeUploadError):
            uploads.request_check(upload_id=example.pk, profile_name="weekly", by=by, at=NOW)
        with pytest.raises(UnableToChangeUploadError):
            uploads.keep_draft(upload_id=example.pk, text=DRAFT, by=by, at=NOW)

    def test_may_be_discarded(self, example, by):
        uploads.discard_upload(upload_id=example.pk, by=by, at=NOW)

        assert held(example) == b""


class TestACheckedFile:
    def test_becomes_an_example_without_its_report_and_rejected_rows(self, by):
        upload = checked(MIXED, by=by)

        uploads.request_mapping(upload_id=upload.pk, by=by, at=NOW)

        upload.refresh_from_db()
        assert (upload.state, upload.rows, upload.faults) == (UploadState.MAPPING, 0, [])
        assert held(upload, PartKind.REJECTED) == b""
        assert held(upload) == MIXED.encode()
        assert AuditEvent.objects.latest("pk").details["state"] == "mapping"

    def test_does_not_while_it_is_read(self, by):
        with pytest.raises(UnableToChangeUploadError):
            uploads.request_mapping(upload_id=bring(MIXED, by=by).pk, by=by, at=NOW)


class TestTheTestFileOfAProfile:
    def save(self, by, text=DRAFT, **given):
        force = Force.objects.get(code="gwent")
        return save_profile(force=force, name="niche", text=text, by=by, at=NOW, **given)

    def test_is_made_with_the_profile(self, by):
        saved = self.save(by)

        assert saved.test_file.startswith("Ref,")
        assert profile_tests.faults_of(saved, today=NOW.date()) == []

    def test_stays_when_the_profile_is_replaced(self, by):
        self.save(by)

        saved = self.save(by, '[columns]\n"Other" = "case_key"\n')

        assert saved.test_file.startswith("Ref,")
        assert profile_tests.faults_of(saved, today=NOW.date())

    def test_is_made_anew_where_somebody_says_so(self, by):
        self.save(by)

        saved = self.save(by, '[columns]\n"Other" = "case_key"\n', renews_test_file=True)

        assert saved.test_file.startswith("Other,")
