import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.permissions import Role
from access.viewer import Viewer
from analytics.models import DraftFile, Release, ReleaseDraft, ReleaseFile
from analytics.releases.selectors import releases, studio
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
FILE = {"media_type": "text/csv", "content": "a long file", "sha256": "0" * 64}


class TestTheSumsOfFiles:
    @pytest.mark.databases
    def test_of_a_release_are_read_without_what_the_files_say(self) -> None:
        release = Release.objects.create(
            period="2026-Q1", version=1, published_at=NOW, published_by="One", is_simulated=True,
            quality={}, known={},
        )  # fmt: skip
        for name in ("tables.ods", "figures.csv"):
            ReleaseFile.objects.create(release=release, name=name, **FILE)
        viewer = Viewer(
            user_id=1, name="One", roles=frozenset({Role.NATIONAL_ANALYST}), is_national=True
        )

        with CaptureQueriesContext(connection) as asked:
            found = list(releases.with_files(releases.releases_for(viewer)))
            told = [(file.name, file.sha256) for file in found[0].files.all()]

        assert told == [("figures.csv", "0" * 64), ("tables.ods", "0" * 64)]
        assert len(asked) == 2
        assert "content" not in asked[1]["sql"]

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize(
        ("files", "index"),
        [(ReleaseFile.objects, "release_file_sums"), (DraftFile.objects, "draft_file_sums")],
    )
    def test_stand_in_an_index_of_sqlite(self, files, index) -> None:  # type: ignore[no-untyped-def]
        if connection.vendor != "sqlite":
            return
        of = "release" if files.model is ReleaseFile else "draft"
        plan = files.filter(**{f"{of}__in": [1, 2]}).only(of, "name", "sha256").explain()

        assert f"USING COVERING INDEX {index}" in plan

    @pytest.mark.databases
    def test_of_a_draft_are_read_without_what_the_files_say(self) -> None:
        draft = ReleaseDraft.objects.create(
            period="2026-Q1", version=1, kind="first", publish_at=NOW, announced_at=NOW,
            announced_by="One", changed_at=NOW, changed_by="One",
        )  # fmt: skip
        DraftFile.objects.create(draft=draft, name="figures.csv", **FILE)

        with CaptureQueriesContext(connection) as asked:
            told = [(file.name, file.sha256) for file in studio.files_of(draft)]

        assert told == [("figures.csv", "0" * 64)]
        assert len(asked) == 1
        assert "content" not in asked[0]["sql"]
