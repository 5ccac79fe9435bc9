from datetime import timedelta

import pytest
from django.db import connection, transaction

from access import actions as access_actions
from access.forces.reference_file import force_rows
from access.permissions import Role
from responses.imports import progress as imports_progress
from responses.imports.progress import UploadProgress
from responses.models import Upload
from tests.conftest import NOW, TESTER, _staff
from tests.responses.imports.uploading import bring, loader

pytestmark = pytest.mark.databases


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def upload(transactional_db) -> Upload:
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    return bring(by=loader(_staff(Role.DATA_LOADER, "city-of-london")))


def seen(upload: Upload) -> int:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            query = f"SELECT rows_done FROM {Upload._meta.db_table} WHERE id = %s"
            cursor.execute(query, [upload.pk])
            return cursor.fetchone()[0]
    finally:
        other.close()


def seen_on_the_page(upload: Upload) -> int:
    return imports_progress.rows_done(Upload(pk=upload.pk, rows_done=seen(upload)))


class TestProgress:
    def test_is_written_down_every_two_seconds(self, upload):
        clock = Clock()
        progress = UploadProgress(upload.pk, clock=clock)

        progress.add(1000)
        assert seen(upload) == 0
        clock.pass_seconds(2)
        progress.add(1000)

        assert seen(upload) == 2000
        upload.refresh_from_db()
        assert upload.last_active_at == clock.now

    def test_is_seen_before_the_transaction_ends(self, upload):
        clock = Clock()
        progress = UploadProgress(upload.pk, clock=clock)

        with transaction.atomic():
            clock.pass_seconds(2)
            progress.add(1000)

            assert seen_on_the_page(upload) == 1000

    def test_is_forgotten_when_the_work_has_ended(self, upload, settings):
        clock = Clock()

        with UploadProgress(upload.pk, clock=clock) as progress, transaction.atomic():
            clock.pass_seconds(2)
            progress.add(1000)

        assert not list((settings.DATA_DIR / "progress").glob("*"))

    def test_begins_anew_after_a_worker_that_was_killed(self, upload):
        clock = Clock()
        killed = UploadProgress(upload.pk, clock=clock)
        with transaction.atomic():
            clock.pass_seconds(2)
            killed.add(1000)
        Upload.objects.filter(pk=upload.pk).update(rows_done=0)

        with UploadProgress(upload.pk, clock=clock):
            assert seen_on_the_page(upload) == 0
