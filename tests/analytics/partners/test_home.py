from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import selectors as access_selectors
from access.models import Force, Organisation, User
from access.organisations import actions as organisations
from access.permissions import Permission, Role
from analytics.disclosure.question_tables import EVERY_QUESTION
from analytics.items import Agency, every_item
from analytics.models import AlertCase, CaseAction, QuarterState, ReleaseDraft, SaidAndDone
from analytics.partners import home_selectors
from analytics.tables import EVERYBODY, Dimension
from tests.analytics import make
from tests.analytics.shown import share, show
from tests.conftest import NOW, TESTER, _client
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
CITY, KENT, GWENT = "city-of-london", "kent", "gwent"
BEFORE, LATEST, OPEN = "2026-Q1", "2026-Q2", "2026-Q3"
OF_CPS = [code for code, item in every_item().items() if item.agency is Agency.CPS]
OF_COURTS = [code for code, item in every_item().items() if item.agency is Agency.COURTS]


def partner(*of: tuple[str, tuple[str, ...]]) -> User:
    user = User.objects.create_user(email="partner@example.org", name="Partner")
    for kind, forces in of:
        made = organisations.create_organisation(
            name=f"{kind} {forces}", kind=kind, forces=Force.objects.filter(code__in=forces),
            by=TESTER, at=NOW,
        )  # fmt: skip
        organisations.join(organisation=made, user=user, role=Role.PARTNER, by=TESTER, at=NOW)
    return user


def enter_figures() -> None:
    for period, city in ((BEFORE, 0.8), (LATEST, 0.4), (OPEN, 0.9)):
        closed = None if period == OPEN else date(2026, 11, 1)
        QuarterState.objects.create(period=period, stages={}, shifts={}, closed_on=closed)
        for area, positive, base in (("nation", 0.6, 3_000), (CITY, city, 400), (KENT, 0.5, 12)):
            every = {code: {EVERYBODY: share(positive, base)} for code in (*OF_CPS, *OF_COURTS)}
            show(period, EVERY_QUESTION, area, every)
            show(period, Dimension.ALL.value, area, {})


@pytest.fixture
def figures(db) -> None:
    enter_figures()


def home(user: User) -> Page:
    return Page(_client(user).get("/staff/"))


def read(user: User) -> home_selectors.PartnerHome:
    viewer = access_selectors.viewer_for(user.pk).with_permission(Permission.VIEW_OWN_ITEMS)
    return home_selectors.home_for(viewer, on=NOW.date())


@pytest.mark.usefixtures("figures")
class TestTheFigures:
    def test_are_of_the_latest_quarter_that_is_frozen(self):
        found = read(partner(("cps", (CITY,))))

        assert (found.period, found.before) == (LATEST, BEFORE)
        assert {round(one.force.positive, 2) for one in found.areas[0].figures} == {0.4}

    def test_are_of_their_own_questions_alone(self):
        [area] = read(partner(("cps", (CITY,)))).areas

        assert [one.item.code for one in area.figures] == OF_CPS

    def test_of_two_agencies_stand_each_in_its_own_area(self):
        city, kent = read(partner(("cps", (CITY,)), ("courts", (KENT,)))).areas

        assert [one.item.code for one in city.figures] == OF_CPS
        assert [one.item.code for one in kent.figures] == OF_COURTS

    def test_are_of_no_force_outside_their_area(self):
        user = partner(("cps", (KENT,)))

        assert [area.force.code for area in read(user).areas] == [KENT]
        assert "City of London" not in home(user).text

    def test_hide_at_home_what_their_page_hides(self):
        user = partner(("cps", (GWENT,)))

        [area] = read(user).areas

        assert not any(hasattr(one.force, "positive") for one in area.figures)

    def test_of_a_third_force_stand_on_its_page(self):
        found = read(partner(("cps", (CITY, KENT, GWENT))))

        assert [area.force.code for area in found.areas] == [CITY, GWENT]
        assert found.others == [KENT]


@pytest.mark.usefixtures("figures")
class TestWhatChanged:
    def test_is_said_where_it_is_clear(self):
        text = home(partner(("cps", (CITY,)))).text

        assert "this truly changed in City of London Police" in text
        assert "fell from 80\u00a0% to 40\u00a0%" in text

    def test_is_no_matter_of_twelve_people(self):
        text = home(partner(("cps", (KENT,)))).text
        assert "What changed in Kent Police" in text
        assert "cannot be told: too few victims answered" in text


class TestWhatForcesDid:
    def told(self, *forces: str, at: datetime | None = NOW) -> SaidAndDone:
        case = AlertCase.objects.create(alert=make.alert())
        action = CaseAction.objects.create(
            case=case, kind="practice", starts_on=NOW.date(), what="x", decided_at=NOW,
            decided_by="x",
        )  # fmt: skip
        action.forces.set(Force.objects.filter(code__in=forces))
        return SaidAndDone.objects.create(
            action=action, text=f"We called back in {forces}.", text_cy="x", written_at=NOW,
            written_by="x", written_by_id=1, approved_at=at, approved_by="y" if at else "",
            approved_by_id=2 if at else None,
        )  # fmt: skip

    def test_is_told_of_their_area_once_two_people_agreed(self):
        user = partner(("cps", (CITY,)))
        self.told(CITY, at=None)
        assert "Nothing is told yet." in home(user).text

        SaidAndDone.objects.update(approved_at=NOW, approved_by="y", approved_by_id=2)

        assert "We called back" in home(user).text

    def test_of_another_area_is_not(self):
        self.told(KENT)

        assert "We called back" not in home(partner(("cps", (CITY,)))).text


class TestTheNextRelease:
    def test_is_named_with_its_day(self):
        user = partner(("cps", (CITY,)))
        assert "No release is announced." in home(user).text
        ReleaseDraft.objects.create(
            period=LATEST, version=1, kind="first", publish_at=NOW + timedelta(days=30),
            announced_at=NOW, announced_by="x", changed_at=NOW, changed_by="x",
        )  # fmt: skip

        assert "2026 Q2" in home(user).text


@pytest.mark.usefixtures("figures")
class TestThePage:
    def test_takes_twelve_queries_at_most(self):
        client = _client(partner(("cps", (CITY, KENT)), ("courts", (CITY,))))
        client.get("/staff/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/")

        assert len(captured) <= 12, "\n".join(one["sql"][:90] for one in captured)

    def test_is_for_nobody_else(self, force_client):
        assert "What forces in your area did" not in Page(force_client.get("/staff/")).text
        assert Organisation.objects.count() == 0
