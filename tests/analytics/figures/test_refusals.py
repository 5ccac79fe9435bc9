import re
from html import unescape

import pytest

from tests.analytics import make
from tests.analytics.make import CITY, Q3
from tests.each import for_each
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = (
    "journey/", f"journey/{CITY}/", f"figures/{CITY}/", "forces/", "comparison/",
    f"comparison/{CITY}/", "let-down/", f"let-down/{CITY}/", "combined-groups/", "disparities/",
    "questions/", f"questions/{CITY}/", "coverage/", "scorecard/", f"scorecard/{CITY}/",
    "trends/", f"trends/{CITY}/", "checks/",
)  # fmt: skip
FILES = ("scorecard/scorecard.pdf", "questions/questions.csv", "code-return/return.csv")


@shared_rows
def filled() -> None:
    make.load(make.satisfied_and_not(61, 39))
    make.fill(Q3)


@pytest.fixture
def address(national_client):
    return lambda page, **asked: national_client.get(f"/staff/{page}", asked)


class TestAPageOfFigures:
    def test_opens_with_what_it_has(self, filled, address):
        for page in PAGES:
            assert address(page).status_code == 200, page
            assert address(page, period=Q3).status_code == 200, page

    def test_leads_to_no_refusal(self, filled, address):
        seen = set()
        for page in PAGES:
            found = address(page).content.decode().split("<main")[1]
            for link in re.findall(r'<a href="([^"]*\?[^"]*)"', found):
                seen.add(link if link.startswith("/") else f"/staff/{page}{link}")
        kinds = {re.sub(r"(file|item|by)=[^&]*", r"\1", link): link for link in seen}
        for link in kinds.values():
            asked = unescape(link).removeprefix("/staff/")
            assert address(asked).status_code == 200, link

    def test_refuses_a_period_that_there_is_not(self, filled, address):
        for page in PAGES:
            for wrong in ("2019-Q1", "2026-Q9", "latest", "<script>alert(1)</script>", "\0"):
                answer = address(page, period=wrong)
                assert answer.status_code == 404, (page, wrong)
                text = answer.content.decode()
                assert "This page does not have what its address asks for" in text, page
                assert "<script>alert" not in text
                assert f"period={Q3}" in text, "a link to what was meant"
                assert 'class="picker"' not in text

    @for_each(
        ("page", "name"),
        [
            ("forces/", "item"), ("journey/", "item"), ("trends/", "item"), ("forces/", "by"),
            (f"comparison/{CITY}/", "beside"), ("questions/", "agency"), ("questions/", "stage"),
            ("let-down/", "by"), ("disparities/", "by"), ("disparities/", "item"),
        ],
    )  # fmt: skip
    def test_refuses_a_wrong_choice_and_names_the_right_ones(self, filled, address, page, name):
        answer = address(page, **{name: "NO-SUCH"})

        assert answer.status_code == 404
        text = answer.content.decode()
        assert "NO-SUCH" in text
        assert f"?{name}=" in text

    def test_keeps_what_was_right_in_the_links(self, filled, address):
        text = address("forces/", period=Q3, item="NO-SUCH").content.decode()

        assert f"?period={Q3}&amp;item=Q-OVR-1" in text
        both = address("forces/", period="2019-Q1", item="NO-SUCH", foo="1").content.decode()
        assert f'/staff/forces/?period={Q3}">' in both, "with nothing else that is wrong"

    def test_refuses_a_choice_that_it_does_not_know(self, filled, address):
        answer = address("forces/", perod="2026-Q1")

        assert answer.status_code == 404
        assert "This page cannot be asked for “perod”" in answer.content.decode()

    def test_offers_no_table_of_years_of_a_force_on_the_page_of_the_nation(self, filled, address):
        assert 'value="local_area"' not in address("forces/").content.decode()
        assert address("forces/", by="local_area").status_code == 404

    def test_says_so_where_a_table_of_years_is_asked_for_in_a_quarter(self, filled, address):
        answer = address(f"figures/{CITY}/", by="local_area", period="2026-Q1")

        assert "so 2026 Q1 is not shown" in answer.content.decode()

    def test_is_told_in_welsh(self, filled, national_client):
        answer = national_client.get(
            "/staff/forces/", {"period": "2019-Q1"}, HTTP_ACCEPT_LANGUAGE="cy"
        )

        assert "does not have" not in answer.content.decode()


class TestAFile:
    def test_is_absent_for_a_period_that_there_is_not(self, filled, address):
        for file in FILES:
            assert address(file, period=Q3).status_code == 200, file
            assert address(file, period="2019-Q1").status_code == 404, file
