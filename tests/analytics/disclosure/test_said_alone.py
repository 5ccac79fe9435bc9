import csv
import io
import json
import re

import pytest
from django.core.management import call_command

from analytics.disclosure.counts import Cells
from analytics.disclosure.years import available_tables
from analytics.models import CharacteristicGap, Release
from analytics.tables import EVERYBODY, LEVELS, ONLY_SELF_REPORTED, SELF_REPORTED, SHOWN, Dimension
from tests.analytics import make
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
GENDER, RELIGION = "EQ-GEN-1", "EQ-REL"


def saying(count: int, question: str, choice: str, *, force: str = CITY) -> list[make.Victim]:
    own = {question: [choice]}
    satisfied = count // 2
    return [
        *make.answering(satisfied, SATISFIED | own, force=force),
        *make.answering(count - satisfied, DISSATISFIED | own, force=force),
    ]


def fill(*groups: list[make.Victim]) -> None:
    make.load([*(victim for group in groups for victim in group), *make.silent(60),
               *make.silent(60, force=KENT)])  # fmt: skip
    make.fill()


def of_two_forces(*, city: int, kent: int) -> None:
    fill(
        saying(city, GENDER, "no"),
        saying(120, GENDER, "yes"),
        saying(kent, GENDER, "no", force=KENT),
        saying(120, GENDER, "yes", force=KENT),
    )


def page_of(client, area: str, dimension: str) -> str:
    url = "/staff/forces/" if area == "nation" else f"/staff/figures/{area}/"
    return client.get(url, {"period": Q3, "by": dimension}).content.decode()


def base_on_page(client, area: str, dimension: str, label: str) -> str:
    row = re.search(
        rf'<th scope="row">{label}</th>(.*?)</tr>', page_of(client, area, dimension), re.S
    )
    cells = [re.sub(r"<[^>]+>", " ", one) for one in re.findall(r"<td.*?</td>", row[1], re.S)]
    return "[c]" if "[c]" in cells[0] else cells[2].strip()


def base_in_api(client, area: str, dimension: str, level: str) -> object:
    query = {"period": Q3, "dimension": dimension} | ({} if area == "nation" else {"force": area})
    levels = {one["level"]: one for one in client.get("/api/v1/figures/", query).json()["levels"]}
    figure = next(one for one in levels[level]["items"] if one["item"] == "Q-OVR-1")
    published = figure["nation" if area == "nation" else "force"]
    return published.get("base", published["mark"])


@pytest.fixture
def publish(national_analyst, tmp_path):
    def run() -> Release:
        call_command("publish_release", period=Q3, by=national_analyst.email, out=tmp_path)
        return Release.objects.get()

    return run


def printed(release: Release, dimension: str) -> dict[tuple[str, str], dict]:
    content = release.files.get(name="figures.csv").content
    return {
        (row["area"], row["level"]): row
        for row in csv.DictReader(io.StringIO(content))
        if (row["item"], row["dimension"], row["period"]) == ("Q-OVR-1", dimension, Q3)
    }


OTHER = "Not as registered at birth"
SAME = "As registered at birth"


class TestGenderIdentity:
    @pytest.mark.slow
    def test_of_fifty_in_a_force_is_shown_to_its_staff(self, national_client, force_client):
        of_two_forces(city=50, kent=60)

        assert base_on_page(force_client, CITY, "gender_identity", OTHER) == "50"
        assert base_on_page(force_client, CITY, "gender_identity", SAME) == "120"
        assert base_in_api(force_client, CITY, "gender_identity", "no") == 50
        assert base_on_page(national_client, "nation", "gender_identity", OTHER) == "110"

    @pytest.mark.slow
    def test_of_forty_nine_in_a_force_is_hidden_and_whatever_would_give_it_away(
        self, national_client, force_client
    ):
        of_two_forces(city=49, kent=60)

        for level, label in (("no", OTHER), ("yes", SAME)):
            assert base_on_page(force_client, CITY, "gender_identity", label) == "[c]"
            assert base_in_api(force_client, CITY, "gender_identity", level) == "[c]"
            assert base_in_api(national_client, KENT, "gender_identity", level) == "[c]"
        assert base_in_api(national_client, "nation", "gender_identity", "no") == 109

    @pytest.mark.slow
    def test_of_fifty_in_the_nation_is_shown_though_no_force_is(self, national_client):
        of_two_forces(city=25, kent=25)

        assert base_on_page(national_client, "nation", "gender_identity", OTHER) == "50"
        assert base_in_api(national_client, "nation", "gender_identity", "no") == 50
        assert base_in_api(national_client, CITY, "gender_identity", "no") == "[c]"

    @pytest.mark.slow
    def test_of_forty_nine_in_the_nation_is_shown_to_nobody(self, national_client, force_client):
        of_two_forces(city=25, kent=24)

        for level, label in (("no", OTHER), ("yes", SAME)):
            assert base_on_page(national_client, "nation", "gender_identity", label) == "[c]"
            assert base_on_page(force_client, CITY, "gender_identity", label) == "[c]"
            assert base_in_api(national_client, "nation", "gender_identity", level) == "[c]"

    @pytest.mark.slow
    def test_does_not_tell_a_force_that_nobody_there_is_of_another(self, force_client):
        fill(saying(120, GENDER, "yes"), saying(80, GENDER, "no", force=KENT),
             saying(120, GENDER, "yes", force=KENT))  # fmt: skip

        for label in (OTHER, SAME):
            assert base_on_page(force_client, CITY, "gender_identity", label) == "[c]"

    @pytest.mark.slow
    def test_leaves_the_figures_of_all_beside_it_as_they_are(self, force_client):
        of_two_forces(city=49, kent=60)

        assert base_on_page(force_client, CITY, "gender_identity", "All victims") == "169"

    @pytest.mark.slow
    @pytest.mark.parametrize(("city", "base"), [(25, "50"), (24, "[c]")])
    def test_is_published_of_the_nation_from_fifty_on(self, publish, city, base):
        of_two_forces(city=city, kent=25)

        lines = printed(publish(), "gender_identity")

        bases = {level: line["base"] for (_area, level), line in lines.items()}
        assert bases == ({} if base == "[c]" else {"no": base, "yes": "240"})


class TestReligion:
    @pytest.mark.slow
    def test_is_told_by_every_answer_of_its_question(self, force_client):
        fill(saying(60, RELIGION, "christian"), saying(40, RELIGION, "none"),
             saying(30, RELIGION, "muslim"), saying(20, RELIGION, "prefer_not"))  # fmt: skip

        assert base_on_page(force_client, CITY, "religion", "Christian") == "60"
        assert base_on_page(force_client, CITY, "religion", "No religion") == "40"
        assert base_in_api(force_client, CITY, "religion", "muslim") == 30
        assert "Prefer not" not in page_of(force_client, CITY, "religion")

    @pytest.mark.slow
    def test_of_a_few_is_hidden_with_the_next_smallest(self, force_client):
        fill(saying(60, RELIGION, "christian"), saying(40, RELIGION, "none"),
             saying(9, RELIGION, "sikh"), saying(20, RELIGION, "muslim"))  # fmt: skip

        assert base_on_page(force_client, CITY, "religion", "Sikh") == "[c]"
        assert base_on_page(force_client, CITY, "religion", "Muslim") == "[c]"
        assert base_on_page(force_client, CITY, "religion", "Christian") == "60"

    @pytest.mark.slow
    def test_has_no_response_rate(self, force_client):
        fill(saying(60, RELIGION, "christian"), saying(40, RELIGION, "none"))

        page = page_of(force_client, CITY, "religion")

        row = re.search(r'<th scope="row">Christian</th>(.*?)</tr>', page, re.S)[1]
        assert row.count("[x]") == 2

    @pytest.mark.slow
    def test_is_compared_with_the_largest(self, national_client):
        fill(saying(80, RELIGION, "christian"), saying(70, RELIGION, "none", force=KENT),
             saying(30, RELIGION, "hindu"))  # fmt: skip

        gaps = CharacteristicGap.objects.filter(item="Q-OVR-1")
        assert set(gaps.values_list("dimension", "level", "reference")) == {
            ("religion", "none", "christian")
        }
        page = national_client.get("/staff/disparities/", {"period": Q3, "by": "religion"})
        assert "No religion" in page.content.decode()


@shared_rows
def unasked():
    fill(make.satisfied_and_not(90, 60), make.satisfied_and_not(40, 40, force=KENT))


@pytest.mark.usefixtures("unasked")
class TestWhereNobodyWasAsked:
    @pytest.mark.parametrize("dimension", ONLY_SELF_REPORTED)
    def test_says_so_instead_of_an_empty_table(self, force_client, national_client, dimension):
        for client, area in ((force_client, CITY), (national_client, "nation")):
            page = page_of(client, area, dimension.value)

            own = re.search(r'aria-labelledby="figures-heading".*?</section>', page, re.S)[0]
            assert "There is nothing to show by this in 2026 Q3" in own
            assert "<table" not in own
            assert "<svg" not in own

    def test_has_no_level_for_systems(self, force_client):
        query = {"force": CITY, "period": Q3, "dimension": "religion"}

        levels = force_client.get("/api/v1/figures/", query).json()["levels"]

        assert [level["level"] for level in levels] == ["all"]

    @pytest.mark.slow
    def test_has_no_line_in_a_release_which_says_why(self, publish):
        release = publish()

        assert not printed(release, "religion")
        assert printed(release, "stage")
        assert {one.value for one in ONLY_SELF_REPORTED} <= set(release.quality["untold"])
        report = release.files.get(name="quality-report-en.md").content
        assert "no answer tells of them" in report
        assert "Religion" in report


class TestRelease:
    @pytest.mark.slow
    def test_names_every_level_that_it_may_hold(self, publish):
        fill(saying(60, RELIGION, "christian"), saying(40, RELIGION, "none"))

        words = json.loads(publish().files.get(name="release.json").content)["words"]

        for said in words.values():
            assert set(SHOWN) <= said["dimensions"].keys()
            for dimension in SELF_REPORTED:
                assert set(LEVELS[dimension]) <= said["levels"][dimension].keys()


class TestAYear:
    def quarter(self, *dimensions: Dimension) -> Cells:
        levels = [("all", EVERYBODY), *((of, LEVELS[of][0]) for of in dimensions)]
        return {(CITY, of, level): {} for of, level in levels}

    def test_has_no_table_that_one_of_its_quarters_lacks(self):
        asked = self.quarter(Dimension.STAGE, Dimension.RELIGION)
        not_asked = self.quarter(Dimension.STAGE)

        assert available_tables([asked]) == [Dimension.ALL, Dimension.STAGE, Dimension.RELIGION]
        assert available_tables([asked, asked, not_asked, asked]) == [
            Dimension.ALL,
            Dimension.STAGE,
        ]
