import re
from datetime import date

import pytest

from access import actions as access_actions
from access.models import Force
from analytics import words
from analytics.disclosure import years
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.journey.presenters import findings
from analytics.models import QuarterState, ShownTable
from analytics.refresh.selectors import progress
from responses.models import Response
from tests.analytics import make
from tests.analytics.journey.nation import (
    AT_A_SENTENCE,
    INFORMED,
    NOT_INFORMED,
    YEAR,
    enter_a_journey,
    store_a_year,
)
from tests.analytics.make import CITY, KENT, Q3
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
NATION, FORCE = "/staff/journey/", f"/staff/journey/{CITY}/"
CALL = "/api/v1/journey/"


@shared_rows
def filled():
    enter_a_journey()
    make.fill()


def text_of(response) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return text.replace("\xa0", " ").replace("\u202f", " ")


def told_of(client, force: str) -> dict:
    return client.get(CALL, {"force": force, "period": Q3}).json()


@pytest.mark.usefixtures("filled")
class TestThePage:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("address", "place"), [(FORCE, "City of London Police"), (NATION, "England and Wales")]
    )
    def test_names_the_step_in_its_first_sentence(self, national_client, address, place):
        page = text_of(national_client.get(address, {"period": Q3}))

        assert re.search(
            rf"In 2026 Q3, {place} loses most between “Reporting” and “Investigation”: "
            r"“Satisfied with being kept informed” falls from 75 % to 35 % "
            r"\(−40 points; −\d+ to −\d+\)\. "
            r"Of \d+ steps that can be compared, 1 falls clearly and "
            r"(none rises|1 rises|\d+ rise) clearly\.",
            page,
        )

    def test_says_which_stages_are_hidden_and_why(self, force_client):
        page = text_of(force_client.get(FORCE, {"period": Q3}))

        hidden = re.search(r"Without a figure here: ([^.]+)\.", page).group(1)
        assert "Sentence (fewer than 10 people answered)" in hidden
        assert "Release (nobody answered); Bereaved families (nobody answered)" in hidden
        assert "only of: Waiting for court, Court result" in page

    @pytest.mark.slow
    def test_says_what_would_have_been_seen_where_nothing_falls(self, force_client):
        for shown in ShownTable.objects.filter(dimension="stage"):
            shown.shares["Q-INF-1"] = shown.shares["Q-OVR-1"]
            shown.save()

        page = text_of(force_client.get(FORCE, {"period": Q3}))

        assert "City of London Police falls clearly at none of the" in page
        assert re.search(r"a difference of \d+( to \d+)? points would have been seen", page)

    def test_compares_nothing_while_provisional(self, force_client):
        QuarterState.objects.update(closed_on=None)

        page = text_of(force_client.get(FORCE, {"period": Q3}))

        assert "2026 Q3 is still open, and is compared with nothing yet." in page
        assert "would have been seen" not in page

    @pytest.mark.slow
    def test_opens_with_the_last_year_that_is_closed(self, force_client, national_client):
        store_a_year()

        page = text_of(force_client.get(FORCE))
        quarter = text_of(force_client.get(FORCE, {"period": Q3}))

        assert "In the year to March 2026, City of London Police loses most between" in page
        assert "April 2025 to March 2026 July to September 2026" in page
        assert "In 2026 Q3, City of London Police loses most" in quarter
        told = national_client.get(CALL, {"period": YEAR}).json()
        assert told["stages"] == told_of(national_client, "")["stages"]

    @pytest.mark.slow
    def test_says_when_the_first_year_stands_here(self, force_client, monkeypatch):
        waits = "The first year, April to March, stands here once its four quarters have"
        coming = "Figures of the year to March 2027 are being added up"
        assert waits in text_of(force_client.get(FORCE))

        quarters = frozenset(years.quarters_of("2026-27"))
        monkeypatch.setattr(progress, "queued_lately", lambda: quarters)
        assert coming in text_of(force_client.get(FORCE))

        store_a_year()
        page = text_of(force_client.get(FORCE))
        assert waits not in page
        assert coming not in page

    @pytest.mark.slow
    def test_has_no_years_of_a_force_that_others_ended_in(self, national_client):
        store_a_year()
        access_actions.merge_forces(
            predecessors=list(Force.objects.filter(code__in=[CITY, KENT]).order_by("code")),
            into="thames-estuary", name="Thames Estuary Police", name_cy="", on=date(2026, 10, 1),
            with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip

        page = text_of(national_client.get("/staff/journey/thames-estuary/"))

        assert "In 2026 Q3, Thames Estuary Police loses most" in page
        assert "March 2026" not in page

    def test_opens_what_one_stage_alone_is_asked_under_it(self, force_client):
        for area in (CITY, "nation"):
            share = ShownTable.objects.get(dimension="all", area=area).shares["Q-OVR-1"]["all"]
            ShownTable.objects.filter(dimension=EVERY_QUESTION, area=area).delete()
            ShownTable.objects.create(
                period=Q3, dimension=EVERY_QUESTION, area=area,
                shares={"Q-ST3c-1": {"all": share}, "Q-ST1-1": {"all": "small_base"}},
            )  # fmt: skip

        page = text_of(force_client.get(FORCE, {"period": Q3}))

        assert "1 Reporting: 0 of 1 question has a figure that may be shown" in page
        assert "5 Charge: 1 of 1 question has a figure that may be shown" in page

    def test_is_empty_before_there_are_figures(self, national_client):
        ShownTable.objects.all().delete()

        assert "No figures yet" in text_of(national_client.get(NATION))

    @pytest.mark.parametrize("address", [NATION, FORCE])
    def test_is_whole_in_welsh(self, national_client, address):
        page = text_of(national_client.get(address, {"period": Q3}, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "loses most" not in page
        assert "Reporting" not in page
        assert "How stages are compared" not in page


@pytest.mark.usefixtures("filled")
class TestTheCall:
    @pytest.mark.slow
    @pytest.mark.parametrize("force", [CITY, ""])
    def test_has_the_numbers_of_the_page(self, national_client, force):
        told = national_client.get(CALL, {"force": force, "period": Q3}).json()
        page = national_client.get(FORCE if force else NATION, {"period": Q3}).content.decode()
        text = text_of(national_client.get(FORCE if force else NATION, {"period": Q3}))

        table = page[page.index('id="ten-heading"') :]
        body = table[table.index("<tbody>") : table.index("</tbody>")]
        for at, row in enumerate(body.split("</tr>")[:10]):
            cells = re.findall(r'<td class="is-number">(.*?)</td>', row, re.DOTALL)
            for cell, stage_told in zip(cells, told["stages"], strict=True):
                one = stage_told["items"][at]
                if "positive" in one:
                    assert words.percent(one["positive"]) in cell
                    assert f"{one['base']}</span>" in cell
                else:
                    assert f"{one['mark']}</span>" not in cell
                    assert one["mark"] in cell
        fall = told["largest_fall"]
        assert (
            f"falls from {fall['from_share']:.0%} to {fall['to_share']:.0%}".replace("%", " %")
            in text
        )
        assert findings.stage_name(fall["from"]) in text

    @pytest.mark.slow
    def test_tells_the_same_however_a_hidden_stage_answered(self, national_client):
        before = [told_of(national_client, force) for force in (CITY, "")]

        turned = Response.objects.filter(invitation__stage_event__survey_stage="ST6")
        for response in turned:
            was_good = response.answers["Q-INF-1"] == INFORMED["Q-INF-1"]
            response.answers |= NOT_INFORMED if was_good else INFORMED
            response.save()
        make.fill()

        assert turned.count() == AT_A_SENTENCE
        assert [told_of(national_client, force) for force in (CITY, "")] == before

    def test_has_nothing_of_another_force(self, force_client):
        assert force_client.get(CALL, {"force": KENT, "period": Q3}).status_code == 404
