import io
import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import DataOrigin
from responses import tasks
from responses.case_files.columns import COLUMNS
from responses.models import Upload
from tests.conftest import NOW
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
STANDARD = "/staff/case-files/standard/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


class TestThePage:
    def test_says_every_column_and_is_found_from_the_uploads(self, loader_client):
        uploads = loader_client.get("/staff/case-files/").content.decode()
        page = Page(loader_client.get(STANDARD)).text

        assert STANDARD in uploads
        assert all(name in page for name in COLUMNS)
        assert "Not known, so the case counts as sensitive." in page

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("template.csv", "text/csv"),
            ("template.xlsx", "application/vnd.openxmlformats"),
            ("example.csv", "text/csv"),
            ("schema.json", "application/json"),
        ],
    )
    def test_gives_files_to_keep(self, loader_client, name, kind):
        response = loader_client.get(STANDARD + name)

        assert response["Content-Type"].startswith(kind)
        assert response["Content-Disposition"].startswith("attachment")

    def test_gives_a_schema_that_other_tools_read(self, loader_client):
        schema = json.loads(loader_client.get(f"{STANDARD}schema.json").content)

        assert [field["name"] for field in schema["fields"]] == list(COLUMNS)


class TestTheExample:
    @pytest.mark.slow
    def test_can_be_brought_as_it_is(self, loader_client):
        DataOrigin.objects.create(origin="simulated", set_at=NOW, set_by="tests")
        example = io.BytesIO(loader_client.get(f"{STANDARD}example.csv").content)

        file = SimpleUploadedFile("example.csv", example.read())
        loader_client.post("/staff/case-files/", {"file": file, "way": "0"})
        upload = Upload.objects.get()
        tasks.check_upload.call(upload.pk)

        upload.refresh_from_db()
        assert (upload.rows, upload.good_rows, upload.faults) == (3, 3, [])
