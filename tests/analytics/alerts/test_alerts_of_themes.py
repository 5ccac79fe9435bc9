from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from analytics.alerts import actions as alerts_actions
from analytics.alerts import presenters, selectors
from analytics.models import Alert, ThemeRate
from responses import extract
from responses.extract_themes import DecidedText
from tests.analytics import make
from tests.analytics.make import CITY, KENT
from tests.analytics.records.test_record_pages import words
from tests.conftest import NOW, TESTER
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 9)
WEEKS, RISEN = 60, 6
INFORMED = "better:informed"
OTHERS = ("gwent", "dyfed-powys", "south-wales", "north-wales")


def texts(force: str, *, now: int) -> Iterator[DecidedText]:
    for back in range(WEEKS):
        for number in range(12):
            speaks = number < (now if back < RISEN else 3)
            yield DecidedText(
                force=force, stage="ST2", crime_group="burglary",
                themes=frozenset([INFORMED] if speaks else []),
                decided_on=LAST - timedelta(weeks=back),
            )  # fmt: skip


@pytest.fixture
def coded(monkeypatch):
    every = [*texts(KENT, now=9), *(text for force in OTHERS for text in texts(force, now=3))]
    monkeypatch.setattr(extract, "decided_texts", lambda **_: iter(every))


def shown(*areas: str, period: str = make.Q3) -> None:
    for area in areas:
        ThemeRate.objects.create(
            period=period, area=area, rate=INFORMED, dimension="all", level="all",
            people=60, found=15,
        )  # fmt: skip


def raised() -> list[Alert]:
    return alerts_actions.raise_alerts(week=LAST, by=TESTER, at=NOW)[LAST]


def of_kent(**facts: object) -> Alert:
    return make.alert(item=INFORMED, dimension="theme", force_id=KENT, is_rise=True, **facts)


@pytest.mark.slow
@pytest.mark.usefixtures("coded")
class TestAnAlertOfATheme:
    def test_is_raised_where_its_page_shows_the_theme(self):
        shown(KENT)

        (alert,) = raised()

        assert (alert.item, alert.force_id, alert.dimension) == (INFORMED, KENT, "theme")
        assert alert.artefacts == []

    def test_is_none_where_its_page_hides_the_theme(self):
        shown(CITY, period=make.Q3)
        shown(KENT, period="2026-Q2")

        assert raised() == []

    def test_is_none_before_any_quarter_was_counted(self):
        assert raised() == []

    def test_is_one_however_often_the_week_is_scored(self):
        shown(KENT)
        raised()
        raised()

        assert Alert.objects.count() == 1


class TestItsWords:
    def test_tell_which_way_and_what_is_counted_and_no_number_of_people(self):
        told = presenters.statement(of_kent())

        assert told.startswith("Of the texts that people coded in the 8 weeks to 15 November 2026")
        assert "more than expected spoke of “Kept informed” as what should be better." in told
        assert "%" not in told

    def test_call_more_of_what_should_be_better_worse(self):
        found = [
            presenters.judgement(make.alert(item=item, dimension="theme", is_rise=is_rise))
            for item, is_rise in ((INFORMED, True), (INFORMED, False), ("well:respect", True))
        ]
        assert found == ["Worse than expected", "Better than expected", "Better than expected"]

    def test_keep_the_code_of_a_theme_that_the_frame_has_no_more(self):
        alert = of_kent()
        alert.item = "better:moon"
        assert presenters.item_label(alert) == "Own words, what should be better: moon"

    def test_name_its_tier(self):
        assert selectors.tier_of(of_kent()) == "theme_force"


class TestItsPages:
    @pytest.mark.slow
    def test_tell_it_to_its_force_and_to_no_other(self, force_client, national_client):
        pk = of_kent().pk
        with time_machine.travel(NOW, tick=False):
            listed = words(Page(national_client.get("/staff/alerts/")))
            page = words(Page(national_client.get(f"/staff/alerts/{pk}/")))
            themes = words(Page(national_client.get(f"/staff/themes/{KENT}/")))
            nation = words(Page(national_client.get("/staff/themes/")))
            other = force_client.get(f"/staff/alerts/{pk}/")
            paper = national_client.get(f"/staff/alerts/{pk}/evidence.pdf")
            told = national_client.get("/api/v1/alerts/").json()["alerts"]

        assert "Own words, what should be better: Kept informed" in listed
        assert "looks like a change" in page
        assert (
            "more victims than expected wrote of “Kept informed” as what should be better."
            in themes
        )
        assert "than expected wrote of" not in nation
        assert other.status_code == 404
        assert paper["Content-Type"] == "application/pdf"
        assert [(each["item"], each["dimension"], each["weeks"]) for each in told] == [
            (INFORMED, "theme", None)
        ]
