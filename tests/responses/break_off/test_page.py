import csv
import io

import pytest

from responses.models import BreakOffCount
from tests.conftest import NOW
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
PAGE = "/staff/instruments/published/short-core/1/stops/"
FILE = "/staff/instruments/published/short-core/1/stops.csv"


def counted(part, question="", reached=0, stopped=0, declined=0, language="en", device="phone"):
    return BreakOffCount.objects.create(
        code="short-core", version=1, language=language, device=device, part=part,
        question=question, reached=reached, stopped=stopped, declined=declined, counted_at=NOW,
    )  # fmt: skip


@pytest.fixture
def stopped():
    counted("begun", reached=404)
    counted("first", "Q-ACT-2", reached=404, stopped=26)
    counted("first", "Q-INF-1", reached=378, stopped=4)
    counted("about", reached=374, stopped=31, declined=52)
    counted("begun", reached=63, language="cy")
    counted("first", "Q-ACT-2", reached=63, stopped=13, language="cy")
    counted("begun", reached=33, language="pl", device="other")
    counted("begun", reached=3, language="ur", device="")


class TestThePage:
    def test_says_where_people_stopped_of_how_many(self, designer_client, stopped):
        text = Page(designer_client.get(PAGE)).text

        assert "Past the gate 500" in text
        assert "Q-ACT-2" in text
        assert "470 40 9" in text, "of 467, 39 left"

    def test_hides_few_and_rounds_the_rest(self, designer_client, stopped):
        text = Page(designer_client.get(PAGE)).text

        assert "380 fewer than 10" in text
        for exact in ("503", "378", "374", "26"):
            assert f" {exact} " not in text

    def test_hides_a_language_of_few_and_the_next_smallest_with_it(self, designer_client, stopped):
        page = Page(designer_client.get(PAGE))

        assert "اردو: too few to show" in page.text
        assert "Polski: too few to show" in page.text
        assert {"href": "?group=language-cy"} in page.all("a", href="?group=language-cy")

    def test_shows_one_language_by_itself(self, designer_client, stopped):
        text = Page(designer_client.get(f"{PAGE}?group=language-cy")).text

        assert "Past the gate 60" in text

    @pytest.mark.parametrize("group", ["language-ur", "language-pl", "device-unknown", "nonsense"])
    def test_shows_everybody_where_a_group_may_not_be_shown(self, designer_client, stopped, group):
        assert "Past the gate 500" in Page(designer_client.get(f"{PAGE}?group={group}")).text

    def test_says_that_there_is_nothing_yet(self, designer_client):
        assert "It is counted on Mondays" in Page(designer_client.get(PAGE)).text

    def test_shows_nothing_of_fewer_than_ten(self, designer_client):
        counted("begun", reached=9)

        assert "Nothing to show yet" in Page(designer_client.get(PAGE)).text

    def test_of_what_was_never_published_is_absent(self, designer_client):
        assert designer_client.get(PAGE.replace("/1/", "/99/")).status_code == 404

    def test_is_no_page_for_forces(self, force_client, lead_client):
        assert {client.get(PAGE).status_code for client in (force_client, lead_client)} == {403}

    def test_stands_on_the_page_of_the_version(self, designer_client):
        version = Page(designer_client.get("/staff/instruments/published/short-core/1/"))

        assert version.all("a", href=PAGE)


class TestTheFile:
    def test_has_what_the_page_has_and_no_more(self, designer_client, stopped):
        lines = designer_client.get(FILE).content.decode().splitlines()

        rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
        assert {row["group"] for row in rows} == {
            "all", "language-en", "language-cy", "device-phone",
        }  # fmt: skip
        every = next(row for row in rows if row["question"] == "Q-INF-1")
        assert (every["reached"], every["stopped"]) == ("380", "")
