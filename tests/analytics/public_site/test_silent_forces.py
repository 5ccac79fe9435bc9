import csv
import io
import json
import re
from html import unescape

import pytest

from analytics.items import item_codes
from analytics.models import Release
from analytics.public_site.site import build
from analytics.releases import reading as release_reading
from tests.analytics.public_site import published
from tests.analytics.public_site.published import SILENT, released
from tests.sharing import rows_over

__all__ = ["released"]
pytestmark = pytest.mark.django_db
FIRST = f"releases/{published.LAST}/1/"
NAME = "Wiltshire Police"


@rows_over(released)
def files(_value) -> dict[str, bytes]:
    return {file.path: file.content for file in build(published.releases()).files}


class TestASilentForceInARelease:
    def test_stands_in_the_file_of_what_has_no_number(self, files) -> None:
        lines = [one for one in rows_of(files, "unpublished.csv") if one["area"] == SILENT]

        assert {one["item"] for one in lines} == {*item_codes()}
        assert {(one["period"], one["dimension"], one["mark"], one["why_words"])
                for one in lines} == {
                    (f"year to {published.LAST}", "all", "[x]", "nobody answered")}  # fmt: skip

    def test_has_its_coverage_to_five(self, files) -> None:
        [line] = [one for one in rows_of(files, "response.csv")
                  if (one["area"], one["dimension"]) == (SILENT, "all")]  # fmt: skip

        assert (line["in_scope"], line["coverage"], line["asked"]) == ("40", "100", "40")

    def test_is_a_row_of_every_table_of_forces(self, files) -> None:
        text = files[f"{FIRST}release.json"].decode()
        told = release_reading.read_release(text, language="en", published_on=None)

        for item in item_codes():
            if table := told.forces_on(item):
                assert [(row.mark, row.why) for row in table.rows if row.area == SILENT] == [
                    ("[x]", "nobody answered")
                ]
        assert told.forces_on("Q-OVR-1")

    def test_is_in_the_report_of_quality_with_its_coverage(self, files) -> None:
        by_force = {one["area"]: one for one in Release.objects.get().quality["by_force"]}

        assert by_force[SILENT]["coverage"] == "100"

    def test_changes_no_figure_of_another(self, files) -> None:
        assert SILENT not in {one["area"] for one in rows_of(files, "figures.csv")}


class TestASilentForceOnThePublicSite:
    def test_is_named_among_the_forces(self, files) -> None:
        assert NAME in page_of(files, f"{FIRST}forces/")

    def test_has_a_page_that_says_why_and_what_its_coverage_is(self, files) -> None:
        page = page_of(files, f"{FIRST}forces/{SILENT}/")

        assert page.count("nobody answered [x]") >= len(item_codes())
        assert "Could be asked about 100 %" in page

    def test_is_among_the_areas_for_programmes(self, files) -> None:
        areas = {one["area"] for one in json.loads(files[f"{FIRST}api/areas.json"])}
        told = json.loads(files[f"{FIRST}api/{SILENT}.json"])

        assert SILENT in areas
        assert {(one["item"], one["mark"], one["why"]) for one in told["unpublished"]} == {
            (item, "[x]", "nobody") for item in item_codes()
        }


def rows_of(files, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[FIRST + name].decode())))


def page_of(files, path: str) -> str:
    markup = unescape(files[f"{path}index.html"].decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))
