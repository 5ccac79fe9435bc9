import re
from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import actions as access_actions
from access.models import DataOrigin
from access.permissions import GRANTS, Permission, Role
from analytics.models import Coverage, WeightRun
from analytics.tables import OFFERED
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, SATISFIED, Victim
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
FIGURES = f"/staff/figures/{CITY}/"
COVERAGE = f"/staff/coverage/{CITY}/"
PAGES = [FIGURES, COVERAGE, "/staff/alerts/", "/staff/reports/"]
RUNNING, RUNNING_DAY = "2099-Q4", date(2099, 10, 5)
NATIONAL_PAGES = ["/staff/forces/", "/staff/coverage/"]
CLOSED_TO = {
    Role.DATA_LOADER: "loader_client",
    Role.SURVEY_DESIGNER: "designer_client",
    Role.SAFE_CONTACT_OFFICER: "officer_client",
    Role.ADVOCATE: "advocate_client",
    Role.OPERATIONS_LEAD: "lead_client",
    Role.DATA_PROTECTION_OFFICER: "protection_client",
    Role.TRIAGE_OFFICER: "reader_client",
    Role.LANGUAGE_READER: "linguist_client",
    Role.INTERVIEWER: "caller_client",
    Role.INTERVIEW_SUPERVISOR: "overseer_client",
    Role.PAPER_KEYER: "keyer_client",
    Role.ADMINISTRATOR: "administrator_client",
    Role.PARTNER: "partner_client",
    Role.CONTROL_ROOM: "control_room_client",
    Role.PROFESSIONAL_STANDARDS: "standards_client",
}
ALERTS_FOR_LEADS = ("/staff/alerts/", "lead_client")
"""An alert that nobody followed in time comes to the operations lead."""


def text_of(response) -> str:
    return re.sub(r"[ \t\n]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@shared_rows
def filled():
    make.load(
        [
            *make.satisfied_and_not(45, 15),
            *make.satisfied_and_not(20, 40, force=KENT, crime_group="robbery"),
            Victim(decision="NOSAFE"),
        ]
    )
    make.fill()


class TestWarnings:
    @pytest.mark.slow
    def test_say_that_a_release_would_publish_none_of_it(self, force_client, filled):
        page = text_of(force_client.get(FIGURES, {"period": Q3}))

        assert "weigh as those of fewer than 100 people" in page

    @pytest.mark.slow
    def test_are_silent_where_there_is_nothing_to_warn_of(self, force_client, filled):
        WeightRun.objects.update(respondents=140)

        page = text_of(force_client.get(FIGURES, {"period": Q3}))

        assert "weigh" not in page.split("Period")[0]

    def test_say_that_weights_differ_widely(self, force_client, filled):
        WeightRun.objects.update(respondents=500, design_effect=1.72)

        page = text_of(force_client.get(FIGURES, {"period": Q3}))

        assert "the design effect is 1.72, over 1.5" in page
        assert "fewer than 100 people" not in page

    def test_give_no_number_for_a_fully_hidden_force(self, force_client, filled):
        WeightRun.objects.update(respondents=9, design_effect=1.72)

        page = text_of(force_client.get(FIGURES, {"period": Q3}))

        assert "1.72" not in page


class TestEveryPage:
    @pytest.mark.parametrize("url", PAGES)
    def test_opens_for_a_force_analyst_before_anything_is_there(self, force_client, url):
        response = force_client.get(url)

        assert response.status_code == 200
        assert response.content.count(b"<h1") == 1

    @pytest.mark.parametrize("url", [*PAGES, *NATIONAL_PAGES])
    def test_opens_for_a_national_analyst(self, national_client, url):
        assert national_client.get(url).status_code == 200

    @pytest.mark.parametrize("url", NATIONAL_PAGES)
    def test_of_the_nation_is_closed_to_a_force_analyst_who_is_led_to_their_own(
        self, force_client, url
    ):
        answer = force_client.get(url)
        assert answer.status_code == 403 or "/city-of-london/" in answer.url

    @pytest.mark.parametrize(
        ("url", "client_name"),
        [
            pair
            for pair in product([*PAGES, *NATIONAL_PAGES], CLOSED_TO.values())
            if pair != ALERTS_FOR_LEADS
        ],
    )
    def test_is_closed_to_everybody_else(self, request, client_name, url):
        assert request.getfixturevalue(client_name).get(url).status_code == 403

    @pytest.mark.parametrize("url", [*PAGES, *NATIONAL_PAGES])
    def test_asks_a_stranger_to_sign_in(self, client, url):
        response = client.get(url)

        assert response.status_code == 302
        assert "login" in response["Location"]

    @pytest.mark.parametrize(
        "url", ["/staff/figures/kent/", "/staff/coverage/kent/", f"/staff/reports/kent/{Q3}.pdf"]
    )
    def test_of_another_force_does_not_exist(self, force_client, filled, url):
        assert force_client.get(url).status_code == 404
        assert force_client.get(url.replace("kent", "atlantis")).status_code == 404

    @pytest.mark.parametrize("url", [*PAGES, *NATIONAL_PAGES])
    def test_says_simulated_where_it_is(self, national_client, filled, url):
        assert "SIMULATED" in text_of(national_client.get(url))

    @pytest.mark.parametrize("url", [*PAGES, *NATIONAL_PAGES])
    def test_speaks_welsh(self, national_client, filled, url):
        response = national_client.get(url, HTTP_ACCEPT_LANGUAGE="cy")

        assert b'lang="cy"' in response.content


class TestForcePage:
    def test_answers_in_its_first_sentence(self, force_client, filled):
        page = text_of(force_client.get(FIGURES, {"period": Q3}))

        assert (
            "In 2026 Q3, 75\u00a0% of victims who answered were satisfied with the service from "
            "the police overall (72–77\u00a0%, base 60); nation 54\u00a0%." in page
        )

    def test_says_coverage_and_response(self, force_client, filled):
        page = text_of(force_client.get(FIGURES, {"period": Q3}))

        assert "98\u00a0% of the 61 stages in scope could be asked about" in page
        assert "100\u00a0% of those who were asked answered" in page

    def test_draws_each_picture_with_its_table(self, force_client, filled):
        page = force_client.get(FIGURES, {"period": Q3}).content.decode()

        assert page.count("<figure") == page.count('<details class="as-table"') == 2
        assert page.count('role="img"') == 3  # rows for wide and for narrow, and the trend

    def test_stamps_every_picture(self, force_client, filled):
        page = force_client.get(FIGURES, {"period": Q3}).content.decode()

        for picture in re.findall(r"<svg[^>]*role=\"img\".*?</svg>(?=<svg|</figure>)", page, re.S):
            assert "SIMULATED" in picture

    def test_holds_no_inline_style_or_script(self, force_client, filled):
        page = force_client.get(FIGURES, {"period": Q3}).content.decode()

        assert " style=" not in page
        assert "<script" not in page

    @pytest.mark.parametrize("dimension", OFFERED)
    def test_breaks_an_item_down_by_every_dimension(self, force_client, filled, dimension):
        response = force_client.get(FIGURES, {"period": Q3, "by": dimension.value})

        assert response.status_code == 200

    def test_names_the_levels_of_a_breakdown(self, force_client, filled):
        page = text_of(force_client.get(FIGURES, {"period": Q3, "by": "crime_group"}))

        assert "Burglary" in page

    def test_takes_what_is_left_out_as_usual(self, force_client, filled):
        assert force_client.get(FIGURES, {"period": "", "by": ""}).status_code == 200

    def test_says_what_brings_figures_where_there_are_none(self, force_client):
        assert "No figures yet" in text_of(force_client.get(FIGURES))

    @pytest.mark.slow
    def test_points_to_open_alerts(self, force_client, filled):
        make.alert()
        make.alert(force_id=KENT)

        assert "1 alert is open" in text_of(force_client.get(FIGURES))

    @pytest.mark.slow
    def test_costs_the_same_queries_for_few_as_for_many(self, force_client, filled):
        url = f"{FIGURES}?period={Q3}&by=crime_group"
        few = queries(force_client, url)
        make.load(
            victim
            for crime in ("vehicle", "fraud", "drugs")
            for force in ("durham", "essex", CITY)
            for victim in make.satisfied_and_not(10, 10, force=force, crime_group=crime)
        )
        make.fill()

        assert queries(force_client, url) == few


@shared_rows
def small_group():
    make.load(
        [
            *make.satisfied_and_not(7, 2, crime_group="robbery"),
            *make.satisfied_and_not(11, 8, crime_group="vehicle"),
            *make.satisfied_and_not(200, 101, crime_group="burglary"),
            *make.satisfied_and_not(170, 131, crime_group="burglary", force=KENT),
        ]
    )
    make.fill()


@pytest.mark.usefixtures("small_group")
class TestHiddenNumbers:
    def row_of(self, page: str, level: str) -> str:
        return re.search(rf'<th scope="row">{level}</th>.*?</tr>', page, re.S)[0]

    @pytest.mark.parametrize("level", ["Robbery", "Vehicle crime"])
    def test_are_not_in_the_row_of_a_hidden_level(self, force_client, level):
        page = force_client.get(FIGURES, {"period": Q3, "by": "crime_group"}).content.decode()

        share, interval, base, *_ = re.findall(r"<td[^>]*>(.*?)</td>", self.row_of(page, level))
        assert "[c]" in share
        said = re.sub(r"<[^>]+>", "", share).replace("fewer than 10 people answered", "")
        assert not re.search(r"\d", said)
        assert (interval, base) == ("–", "–")

    def test_are_not_in_the_picture(self, force_client):
        page = force_client.get(FIGURES, {"period": Q3, "by": "crime_group"}).content.decode()

        desc = re.search(r"<desc[^>]*>(.*?)</desc>", page)[1]
        assert "Robbery: [c]" in desc
        assert "Vehicle crime: [c]" in desc
        assert "78\u00a0%" not in page  # seven of nine

    def test_are_not_in_the_interface_for_systems(self, force_client):
        answer = force_client.get(
            "/api/v1/figures/", {"force": CITY, "period": Q3, "dimension": "crime_group"}
        ).json()

        levels = {level["level"]: level for level in answer["levels"]}
        for level in ("robbery", "vehicle"):
            figure = next(i for i in levels[level]["items"] if i["item"] == "Q-OVR-1")
            assert figure["force"] == {"mark": "[c]"}

    def test_are_not_on_the_page_of_coverage(self, force_client):
        page = force_client.get(COVERAGE, {"period": Q3}).content.decode()

        for level in ("Robbery", "Vehicle crime"):
            assert "[c]" in self.row_of(page, level)


class TestForcesPage:
    @pytest.mark.slow
    def test_lists_forces_by_name_and_never_by_score(self, national_client, filled):
        page = text_of(national_client.get("/staff/forces/", {"period": Q3}))

        assert page.index("City of London Police") < page.index("Kent Police")
        assert "sort" not in page.lower()
        assert "This is not a ranking" in page

    def test_says_coverage_and_response_of_the_nation_and_of_each_force(
        self, national_client, filled
    ):
        html = national_client.get("/staff/forces/", {"period": Q3}).content.decode()

        assert "stages in scope could be asked about" in html
        kent = re.search(r"<tr><th[^>]*><a[^>]*>Kent Police</a>.*?</tr>", html, re.S)[0]
        assert re.findall(r"<td[^>]*>([^<]*)</td>", kent)[-2:] == ["100\xa0%", "100\xa0%"]

    def test_hides_the_response_of_a_force_that_hides_its_own(self, national_client, filled):
        Coverage.objects.filter(force_id=KENT, dimension="all").update(
            counts={"recorded": 90, "invited": 60, "usable": 9}
        )

        html = national_client.get("/staff/forces/", {"period": Q3}).content.decode()

        kent = re.search(r"<tr><th[^>]*><a[^>]*>Kent Police</a>.*?</tr>", html, re.S)[0]
        assert re.findall(r"<td[^>]*>([^<]*)</td>", kent)[-1] == "[c]"

    def test_draws_the_funnel_of_the_item_asked(self, national_client, filled):
        page = national_client.get("/staff/forces/", {"period": Q3, "item": "Q-OVR-1"})

        assert "Satisfied overall: every force" in text_of(page)
        assert b'id="funnel-title"' in page.content

    def test_names_every_force_for_the_mouse_and_in_the_table(self, national_client, filled):
        page = national_client.get("/staff/forces/", {"period": Q3}).content.decode()

        assert "<title>Kent Police: " in page
        assert f'href="{FIGURES}?period={Q3}"' in page

    @pytest.mark.slow
    def test_says_so_where_too_few_answered_to_compare(self, national_client):
        make.load(make.satisfied_and_not(10, 10))
        make.fill()

        page = national_client.get("/staff/forces/", {"period": Q3})

        assert "Too few victims answered to compare forces" in text_of(page)
        assert b'id="funnel-title"' not in page.content

    @pytest.mark.slow
    def test_costs_the_same_queries_for_two_forces_as_for_many(self, national_client, filled):
        few = queries(national_client, f"/staff/forces/?period={Q3}")
        for force in ("durham", "essex", "surrey", "dorset"):
            make.load(make.satisfied_and_not(40, 40, force=force))
        make.fill()

        assert queries(national_client, f"/staff/forces/?period={Q3}") == few


class TestRunningQuarter:
    @pytest.fixture(autouse=True)
    def _running(self, filled):
        make.load(make.satisfied_and_not(40, 20, on=RUNNING_DAY))
        make.fill(RUNNING)

    def test_is_on_no_page_of_figures(self, force_client, national_client):
        for client, url in ((force_client, FIGURES), (national_client, "/staff/forces/")):
            answer = client.get(url, {"period": RUNNING})

            assert answer.status_code == 404
            assert f"period={RUNNING}" not in answer.content.decode()

    def test_is_not_in_the_api(self, force_client):
        answer = force_client.get("/api/v1/figures/", {"force": CITY, "period": RUNNING})

        assert answer.status_code == 400

    def test_has_no_report(self, force_client):
        assert force_client.get(f"/staff/reports/{CITY}/{RUNNING}.pdf").status_code == 404

    def test_says_of_those_who_answered_that_they_are_told_later(self, force_client):
        page = text_of(force_client.get(COVERAGE, {"period": RUNNING}))

        assert "told when the quarter is over" in page


class TestCoveragePage:
    def test_steps_down_with_counts_and_reasons(self, force_client, filled):
        page = text_of(force_client.get(COVERAGE, {"period": Q3}))

        assert "No current record says that a text is safe" in page
        assert "NOSAFE" not in page
        assert page.index("Recorded") < page.index("In scope") < page.index("Answered")

    @pytest.mark.slow
    def test_says_fewer_than_ten_of_people(self, force_client):
        make.load([*make.answering(3, SATISFIED), *(Victim() for _ in range(30))])
        make.fill()

        assert "too few to tell" in text_of(force_client.get(COVERAGE, {"period": Q3}))

    @pytest.mark.slow
    def test_shows_a_quarter_in_which_nobody_has_answered_yet(self, force_client):
        make.load([Victim(on=date(2026, 10, 5))])
        make.fill("2026-Q4")

        assert "2026 Q4" in text_of(force_client.get(COVERAGE))


class TestAlertPages:
    def test_list_the_force_s_own_and_the_nation_s(self, force_client):
        make.alert()
        make.alert(force_id=None)
        make.alert(force_id=KENT)

        page = text_of(force_client.get("/staff/alerts/"))

        assert "City of London Police: Satisfied with being kept informed" in page
        assert "England and Wales: Satisfied with being kept informed" in page
        assert "Kent" not in page

    def test_say_in_words_that_nothing_waits(self, force_client):
        assert "No alert is open." in text_of(force_client.get("/staff/alerts/"))

    def test_keep_another_force_s_alert_out_of_reach(self, force_client):
        alert = make.alert(force_id=KENT)

        assert force_client.get(f"/staff/alerts/{alert.pk}/").status_code == 404

    def test_state_the_alert_in_words(self, force_client):
        page = text_of(force_client.get(f"/staff/alerts/{make.alert().pk}/"))

        assert "In the 8 weeks to 15 November 2026, 31\u00a0% of victims" in page
        assert "Worse than expected" in page

    @pytest.mark.slow
    def test_cost_the_same_queries_for_few_alerts_as_for_many(self, force_client):
        make.alert()
        few = queries(force_client, "/staff/alerts/")
        for item in ("Q-OVR-1", "Q-SAFE-1", "Q-TRT-1"):
            make.alert(item=item)

        assert queries(force_client, "/staff/alerts/") == few


class TestReportPages:
    @pytest.mark.slow
    def test_list_the_reports_in_reach(self, force_client, filled):
        page = force_client.get("/staff/reports/", {"period": Q3})

        assert f"/staff/reports/{CITY}/{Q3}.pdf" in page.content.decode()
        assert "kent" not in page.content.decode()

    @pytest.mark.slow
    def test_open_as_a_pdf(self, force_client, filled):
        response = force_client.get(f"/staff/reports/{CITY}/{Q3}.pdf")

        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")

    def test_of_a_quarter_without_figures_does_not_exist(self, force_client, filled):
        assert force_client.get(f"/staff/reports/{CITY}/2019-Q1.pdf").status_code == 404


class TestRealData:
    def test_is_not_stamped(self, force_client):
        access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)

        assert "SIMULATED" not in text_of(force_client.get(FIGURES))


def test_every_role_is_tried():
    assert set(CLOSED_TO) == {role for role in Role if Permission.VIEW_FIGURES not in GRANTS[role]}
