import re
from html import unescape

import pytest

from access import selectors as access_selectors
from access.models import Membership
from access.permissions import Role
from analytics import words
from analytics.disclosure.years import quarters_of
from analytics.home import selectors
from analytics.items import headline
from analytics.models import Coverage, ShownTable
from tests.analytics import make, shown
from tests.analytics.journey.nation import YEAR, enter_a_journey, store_a_year
from tests.analytics.make import CITY, KENT, Q3
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW
from tests.sharing import rows_over, shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
IN_WORDS = "April 2025 to March 2026"
ASKED_OF_A_YEAR = "75 % of the 1,600 stages in scope could be asked about."


@shared_rows
def filled() -> None:
    enter_a_journey()
    make.fill()


@rows_over(filled)
def with_a_year(_value) -> None:
    store_a_year()
    for quarter in quarters_of(YEAR):
        shown.cover(quarter, CITY, "all", "all", asked=300, of=400)
    shares = ShownTable.objects.get(period=YEAR, dimension="all", area=CITY)
    shares.shares[headline().code]["all"] = shown.share(0.6, 1940)
    shares.save()


@pytest.mark.usefixtures("with_a_year")
class TestWhatVictimsToldAForceInAYear:
    def test_says_of_the_year_how_many_answered_and_could_be_asked(self, force_client):
        head, *_sentences = paragraphs(force_client)

        assert head.startswith(f"{IN_WORDS}: 1,940 people answered “Satisfied overall”. ")
        assert ASKED_OF_A_YEAR in head

    def test_names_in_each_sentence_the_period_that_it_is_of(self, force_client):
        head, journey, let_down, changed = paragraphs(force_client)

        assert head.startswith(IN_WORDS)
        assert words.period_name(YEAR) in journey
        assert words.period_name(Q3) in let_down
        assert words.period_name(Q3) in changed

    def test_has_the_ten_questions_of_the_quarter_under_its_own_name(self, force_client):
        page = unescape(force_client.get("/staff/").content.decode())

        assert f"The ten questions, {words.period_name(Q3)}" in page

    def test_says_it_in_welsh(self, force_client):
        force_client.cookies["language"] = "cy"

        head, *_sentences = paragraphs(force_client)

        assert head.startswith("Ebrill 2025 i Fawrth 2026: ")

    def test_leads_to_who_was_asked_of_the_latest_quarter(self, force_client):
        page = force_client.get("/staff/").content.decode()

        assert f'href="/staff/coverage/{CITY}/">Who was asked' in page

    def test_is_of_the_quarter_where_the_force_had_no_stage_in_the_year(self, force_client):
        Coverage.objects.filter(period__in=quarters_of(YEAR)).delete()

        assert paragraphs(force_client)[0].startswith(f"{words.period_name(Q3)}: ")

    def test_says_of_each_of_two_forces_what_it_is_of(self, force_analyst, force_client):
        Membership.objects.create(user=force_analyst, role=Role.FORCE_ANALYST, force_id=KENT)

        heads = [one for one in paragraphs(force_client) if "Who was asked" in one]

        assert heads[0].startswith(f"City of London Police, {IN_WORDS}: 1,940 people")
        assert heads[1].startswith(f"Kent Police, {words.period_name(Q3)}: ")

    def test_asks_no_more_queries(self, force_client):
        assert queries(lambda: force_client.get("/staff/")) <= MOST

    def test_counts_the_year_as_its_own_page_of_figures(self, force_analyst, force_client):
        viewer = access_selectors.viewer_for(force_analyst.pk)
        [found] = selectors.figures_for(viewer, on=NOW.date())

        page = plain(force_client.get(f"/staff/figures/{CITY}/", {"period": YEAR}))

        assert found.head.period == YEAR
        assert ASKED_OF_A_YEAR.removesuffix(".") in page


def paragraphs(client) -> list[str]:
    page = client.get("/staff/").content.decode().split('id="home-told"')[1]
    found = re.findall(r"<p>(.*?)</p>", page.split("</section>")[0], re.DOTALL)
    return [spaced(one) for one in found]


def plain(response) -> str:
    return spaced(response.content.decode())


def spaced(markup: str) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(markup)))
    return text.replace("\xa0", " ").replace("\u202f", " ").strip()
