import csv
import io
import json
import re
from datetime import timedelta

import pytest

from analytics.models import Release, ReleaseFile
from analytics.public_site import selectors, twin
from analytics.public_site.frozen import AlteredFileError
from analytics.public_site.site import build
from tests.analytics.make import KENT
from tests.analytics.public_site import published, reading
from tests.analytics.public_site.published import released
from tests.conftest import NOW
from tests.sharing import rows_over

__all__ = ["released"]
pytestmark = pytest.mark.django_db
FIRST = f"releases/{published.LAST}/1/"


@rows_over(released)
def site(_value):
    return build(published.releases())


@pytest.fixture
def files(site):
    return {file.path: file for file in site.files}


@pytest.fixture
def pages(site):
    return reading.pages(site.files)


def numbers(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


class TestPages:
    @pytest.mark.slow
    def test_lead_nowhere_but_to_pages_and_files_of_the_site(self, files, pages) -> None:
        lost = [
            f"{page.path}: {link}"
            for page in pages.values()
            for link in page.links
            if (target := page.target(link))[0] not in {*files, "manifest.json"}
            or (target[1] and target[1] not in pages[target[0]].ids)
        ]

        assert not lost

    @pytest.mark.slow
    def test_say_in_every_cell_what_the_frozen_file_says(self, files, pages) -> None:
        of_figures, of_response = (
            list(csv.DictReader(io.StringIO(files[FIRST + name].content.decode())))
            for name in ("figures.csv", "response.csv")
        )
        named = ("period", "area", "dimension", "level")
        figures = {tuple(row[name] for name in (*named, "item")): row for row in of_figures}
        reach = {(*(row[name] for name in named), "reach"): row for row in of_response}
        account = json.loads(files[FIRST + "account.json"].content)["answers"]
        compared = 0
        for cell in (cell for page in pages.values() for cell in page.cells):
            *place, column = cell.frozen.split("|")
            if place[1] == "account":
                few = 30
                wanted = int(account[column]) if account[column].isdigit() else few
                assert numbers(cell.text) == [wanted]
                continue
            row = (reach if place[4] == "reach" else figures)[tuple(place)]
            said = [row["lower"], row["upper"]] if column == "interval" else [row[column]]
            wanted = [int(value) for value in said if value.isdigit()]
            if wanted:
                assert numbers(cell.text.removesuffix("[u]")) == wanted, cell
            else:
                assert cell.text.endswith(said[0]), cell
            assert cell.parameter == row["parameter"] == f"{place[4]}/1"
            compared += 1
        assert compared > 300

    @pytest.mark.slow
    def test_have_no_script_no_style_of_their_own_and_no_form(self, pages) -> None:
        tags = set().union(*(page.tags for page in pages.values()))
        attributes = set().union(*(page.attributes for page in pages.values()))

        assert not tags & {"script", "style", "form", "iframe", "img", "object"}
        assert not {name for name in attributes if name == "style" or name.startswith("on")}

    @pytest.mark.slow
    def test_exist_in_both_languages_at_matching_addresses(self, pages) -> None:
        english = {path for path in pages if not path.startswith("cy/")} - {"404.html"}

        assert {f"cy/{path}" for path in english} == {p for p in pages if p.startswith("cy/")}
        assert len(english) > 50

    @pytest.mark.slow
    def test_never_set_one_force_beside_another(self, pages) -> None:
        beside = {
            path: forces
            for path, page in pages.items()
            if len(forces := {cell.frozen.split("|")[1] for cell in page.cells}
                   - {"nation", "account"}) > 1
        }  # fmt: skip

        assert not beside
        assert f"forces/{KENT}/index.html" in pages

    @pytest.mark.slow
    def test_begin_a_release_with_who_is_silent(self, files, pages) -> None:
        for path in ("index.html", f"{FIRST}index.html"):
            assert pages[path].headings[0] == "Who is silent"
        said = files["index.html"].content.decode()
        assert "Of 100 women who reported rape or another sexual offence, 67 could be asked" in said

    @pytest.mark.slow
    def test_put_the_nations_picture_under_a_heading_of_its_own(self, pages) -> None:
        headings = list(pages["index.html"].headings)

        assert headings.index("The ten questions") == headings.index("Your police force") + 1

    @pytest.mark.slow
    def test_say_where_nobody_is_real(self, files, pages) -> None:
        silent = [path for path in pages if b'class="simulated"' not in files[path].content]

        assert silent == ["404.html"]

    @pytest.mark.slow
    def test_are_the_same_bytes_a_second_time(self, site) -> None:
        assert build(published.releases()) == site


class TestFiles:
    def test_of_a_release_are_byte_for_byte_those_that_were_frozen(self, files) -> None:
        for file in ReleaseFile.objects.all():
            assert files[FIRST + file.name].content == file.body
            assert files[FIRST + file.name].is_lasting

    @pytest.mark.slow
    def test_for_programmes_name_the_parameter_of_each_figure(self, released) -> None:
        address = "https://figures.example.org/"
        files = {file.path: file for file in build(published.releases(), address=address).files}
        of_kent = json.loads(files[f"{FIRST}api/{KENT}.json"].content)

        row = dict(zip(of_kent["columns"], of_kent["rows"][-1], strict=True))
        addresses = of_kent["parameters"]
        assert addresses[row["item"]] == f"{address}register/{row['parameter']}/"
        assert f"register/{row['parameter']}/index.html" in files
        (listed,) = json.loads(files["api/releases.json"].content)
        assert all(each["address"].startswith(address) for each in listed["files"])


class TestTwin:
    @pytest.mark.slow
    def test_has_every_column_and_only_values_that_were_published(self, files) -> None:
        rows = list(csv.DictReader(io.StringIO(files[f"{FIRST}twin/{twin.NAME}"].content.decode())))
        schema = json.loads(files[f"{FIRST}twin/{twin.SCHEMA}"].content)["tableSchema"]["columns"]

        assert [column["name"] for column in schema] == list(rows[0])
        assert {row["sex"] for row in rows} == {"female", "male"}
        assert {row["ethnicity"] for row in rows} == {""}
        satisfied = sum(row["Q-OVR-1"] == "positive" for row in rows) / len(rows)
        shown = published.releases()[0].total("nation", "Q-OVR-1")
        assert satisfied == pytest.approx(int(shown.positive) / 100, abs=0.05)

    def test_draws_nothing_of_a_hidden_level(self, files) -> None:
        release = published.releases()[0]
        hidden = {
            (line.dimension, line.level)
            for line in release.figures.values()
            if (line.period, line.area, line.item) == (published.LAST, "nation", "Q-OVR-1")
            and line.base == "[c]"
        }
        rows = csv.DictReader(io.StringIO(files[f"{FIRST}twin/{twin.NAME}"].content.decode()))

        drawn = {(name, value) for row in rows for name, value in row.items()}
        assert hidden
        assert not hidden & drawn


class TestARelease:
    @pytest.mark.slow
    def test_of_before_there_was_a_register_has_its_pages_without_one(self, released) -> None:
        ReleaseFile.objects.filter(
            name__in=["register.json", "wordings.json", "account.json"]
        ).delete()

        pages = reading.pages(build(published.releases()).files)

        assert "Who is silent" not in pages[f"{FIRST}index.html"].headings
        assert {cell.parameter for page in pages.values() for cell in page.cells} == {""}


class TestPublicReleases:
    def test_are_those_whose_time_has_come(self, released) -> None:
        Release.objects.update(published_at=NOW + timedelta(minutes=1))

        assert selectors.public_releases(at=NOW) == []
        assert len(selectors.public_releases(at=NOW + timedelta(minutes=1))) == 1

    def test_are_refused_where_a_file_is_not_as_it_was_published(self, released) -> None:
        ReleaseFile.objects.filter(name="figures.csv").update(content="period\n")

        with pytest.raises(AlteredFileError, match=r"figures\.csv is not as it was published"):
            published.releases()
