import json
import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from access.models import Continuity
from analytics.models import Release
from analytics.public_site import writing
from tests.analytics.public_site import published
from tests.analytics.public_site.published import released
from tests.conftest import NOW

__all__ = ["released"]
pytestmark = pytest.mark.django_db
PAGE = f"releases/{published.LAST}/1/index.html"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


def export(folder, **options) -> None:
    call_command("export_public_site", folder, **options)


def contents(folder) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
class TestExportPublicSite:
    def test_writes_the_same_bytes_twice_and_leaves_nothing_beside_them(
        self, released, folder
    ) -> None:
        export(folder)
        first = contents(folder)
        export(folder)

        assert contents(folder) == first
        assert [path.name for path in folder.parent.iterdir()] == ["site"]

    def test_lists_every_file_with_its_checksum(self, released, folder) -> None:
        export(folder)

        manifest = json.loads((folder / "manifest.json").read_bytes())
        listed = {file["path"]: file["bytes"] for file in manifest["files"]}
        assert listed == {
            path: len(content)
            for path, content in contents(folder).items()
            if path != "manifest.json"
        }

    def test_keeps_every_version_at_its_address(self, released, folder) -> None:
        export(folder)
        first = contents(folder)
        published.revise_year("Cases of one force had been loaded twice.")
        export(folder)
        second = contents(folder)

        assert "It stays here as it was published" in second[PAGE].decode()
        assert "loaded twice" in second[PAGE.replace("/1/", "/2/")].decode()
        assert all(path in second for path in first)
        frozen = [path for path in first if path.startswith("releases/") and "/api/" not in path]
        files = [path for path in frozen if not path.endswith(".html")]
        assert all(second[path] == first[path] for path in files)

    def test_is_refused_where_a_lasting_address_would_go(self, released, folder) -> None:
        published.revise_year("Cases of one force had been loaded twice.")
        export(folder)
        before = contents(folder)
        self._forget(version=2)

        with pytest.raises(CommandError, match="was published for good"):
            export(folder)
        assert contents(folder) == before

    def _forget(self, *, version: int) -> None:
        release = Release.objects.get(version=version)
        release.files.all().delete()
        release.delete()

    def test_leaves_the_earlier_site_where_the_new_one_cannot_be_written(
        self, released, folder, monkeypatch
    ) -> None:
        export(folder)
        before = contents(folder)

        def full(*_args) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(writing, "_fill", full)
        with pytest.raises(OSError, match="No space"):
            export(folder)

        assert contents(folder) == before
        assert [path.name for path in folder.parent.iterdir()] == ["site"]

    def test_goes_back_where_the_new_one_cannot_take_its_place(
        self, released, folder, monkeypatch
    ) -> None:
        export(folder)
        before = contents(folder)
        rename = writing.Path.rename

        def stuck(path, target):
            if path.joinpath("manifest.json").exists() and path.name.count("-") and path != folder:
                monkeypatch.undo()
                raise OSError(1, "Not permitted")
            return rename(path, target)

        monkeypatch.setattr(writing.Path, "rename", stuck)
        with pytest.raises(OSError, match="Not permitted"):
            export(folder)

        assert contents(folder) == before

    def test_is_refused_on_the_host_of_the_links_or_beside_it(
        self, released, folder, settings
    ) -> None:
        settings.PUBLIC_BASE_URL = "https://go.survey.example.org"

        for host in (
            "go.survey.example.org",
            "figures.go.survey.example.org",
            "survey.example.org",
        ):
            with pytest.raises(CommandError, match="host of the links"):
                export(folder, address=f"https://{host}/")
        with pytest.raises(CommandError, match="no address such as"):
            export(folder, address="http://figures.example.net")
        assert not folder.exists()
        export(folder, address="https://figures.example.net")

    def test_is_refused_from_an_older_copy_of_the_database(self, released, folder) -> None:
        Continuity.objects.update_or_create(
            defaults={"held_at": NOW, "held_because": Continuity.HoldReason.RESTORED}
        )

        with pytest.raises(CommandError, match="older copy"):
            export(folder)

    def test_is_refused_before_anything_is_published(self, folder) -> None:
        with pytest.raises(CommandError, match="Nothing has been published"):
            export(folder)


class TestWriteSite:
    def test_is_refused_for_a_folder_with_other_files(self, tmp_path) -> None:
        (tmp_path / "letter.txt").write_text("Dear")

        with pytest.raises(writing.UnableToExportSiteError, match="no earlier export"):
            writing.write_site(tmp_path, [], [])
        assert (tmp_path / "letter.txt").exists()

    def test_is_refused_where_somebody_put_a_file_into_an_earlier_export(self, tmp_path) -> None:
        folder = tmp_path / "site"
        writing.write_site(folder, [], [])
        (folder / "letter.txt").write_text("Dear")

        with pytest.raises(writing.UnableToExportSiteError, match=r"letter\.txt"):
            writing.write_site(folder, [], [])

    def test_is_refused_where_a_page_that_lasts_would_go(self, tmp_path) -> None:
        writing.write_site(tmp_path, [], ["register/Q-OVR-1/1/"])

        with pytest.raises(writing.UnableToExportSiteError, match="promised to last"):
            writing.write_site(tmp_path, [], [])
        shutil.rmtree(tmp_path)

    def test_is_refused_onto_a_file(self, tmp_path) -> None:
        (tmp_path / "site").write_text("Dear")

        with pytest.raises(writing.UnableToExportSiteError, match="is a file"):
            writing.write_site(tmp_path / "site", [], [])
