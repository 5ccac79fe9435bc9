from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import selectors as access_selectors
from access.home import presenters, selectors
from access.models import User
from access.permissions import Role
from access.viewer import Viewer
from responses.case_files.columns import FLAG_COLUMNS
from responses.follow_up import actions as follow_up
from responses.models import FollowUp, Import, LoadedForce
from responses.vault.sealed.wishes import SafeWay
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, row
from tests.responses.eligibility.test_exclusions import BY_HAND
from tests.responses.imports import uploading
from tests.responses.triage import at_the_desk
from tests.responses.triage.at_the_desk import begun, on_the_rota, written

pytestmark = pytest.mark.django_db
KENT = at_the_desk.Desk("kent")
SAFE_WAY = SafeWay(way="07700 900123")


def viewer(user: User):
    return access_selectors.viewer_for(user.pk)


def names(user: User, *, at=NOW) -> dict[str, int]:
    return {one.matter.name: one.count for one in selectors.waiting_for(viewer(user), at=at)}


def lines(user: User, *, at=NOW):
    return presenters.lines(selectors.waiting_for(viewer(user), at=at), at=at)


def wish(*, at) -> None:
    follow_up.ask(response_id=begun().pk, safe_way=SAFE_WAY, language="en", by=TESTER, at=at)


@pytest.fixture
def desk() -> list[User]:
    return list(on_the_rota("Ash", "Birch"))


class TestWhatWaits:
    def test_is_counted_for_who_may_deal_with_it_and_for_nobody_else(self, desk, operations_lead):
        [elsewhere] = on_the_rota("Cedar", desk=KENT)
        written()
        load(row(**BY_HAND), row(**BY_HAND))

        assert names(desk[0]) == {"texts": 1}
        assert names(elsewhere) == {}
        assert names(operations_lead) == {"exclusions": 2}

    @pytest.mark.slow
    def test_takes_one_query_and_one_for_contact_requests(self, desk, operations_lead):
        written()
        load(row(**BY_HAND))
        everybody = viewer(operations_lead)

        with CaptureQueriesContext(connection) as captured:
            selectors.waiting_for(everybody, at=NOW)

        assert len(captured) == 2

    @pytest.mark.slow
    def test_tells_who_keeps_the_rota_of_wishes_whose_day_passed(self, desk, operations_lead):
        wish(at=NOW)
        assert "late_wishes" not in names(operations_lead)

        later = NOW + timedelta(days=30)

        assert names(operations_lead, at=later)["late_wishes"] == 1
        assert "late_wishes" not in names(desk[0], at=later)
        assert any(
            line.sentence == "1 overdue contact request" and line.is_late
            for line in lines(operations_lead, at=later)
        )

    @pytest.mark.slow
    def test_says_how_long_a_clock_has_left_and_that_it_ran_out(self, desk):
        written(better="He says he will kill me tonight.")
        [in_time] = lines(desk[0], at=NOW + timedelta(minutes=10))
        late = next(
            line
            for line in lines(desk[0], at=NOW + timedelta(hours=3))
            if line.sentence == in_time.sentence
        )

        assert (in_time.sentence, in_time.detail) == (
            "1 text to read",
            "20 minutes left on its clock",
        )
        assert not in_time.is_late
        assert late.detail == "its clock ran out 2 hours ago"
        assert late.is_late

    @pytest.mark.slow
    def test_says_by_which_day_and_is_late_from_the_day_after(self, desk):
        wish(at=NOW)
        due = FollowUp.objects.get().due_on
        [by] = lines(desk[0])
        [last_day] = lines(desk[0], at=NOW + (due - NOW.date()))
        [after] = lines(desk[0], at=NOW + (due - NOW.date()) + timedelta(days=1))

        assert by.detail.startswith("by ")
        assert (by.is_late, last_day.is_late, after.is_late) == (False, False, True)

    def test_says_for_how_many_days_the_oldest_has_waited(self, operations_lead):
        load(row(**BY_HAND | {"exclude_on": NOW.date() - timedelta(days=9)}))

        assert [line.detail for line in lines(operations_lead)] == ["the oldest for 9 days"]

    @pytest.mark.databases
    def test_is_asked_together_where_some_of_it_has_no_moment(self, operations_lead):
        roles = frozenset({Role.NATIONAL_ANALYST, Role.ADVOCATE, Role.SURVEY_DESIGNER})
        everybody = Viewer(user_id=operations_lead.pk, name="", roles=roles, is_national=True)

        assert selectors.waiting_for(everybody, at=NOW) == []

    @pytest.mark.slow
    def test_puts_what_is_late_first(self, desk):
        wish(at=NOW - timedelta(days=30))
        written()

        assert [line.is_late for line in lines(desk[0])] == [True, False]


class TestTheHomePage:
    def test_says_what_to_do_to_who_has_no_role(self, client, django_user_model):
        client.force_login(
            django_user_model.objects.create_user(email="nobody@example.org", password="x" * 12)
        )

        assert "Your account has no role yet" in client.get("/staff/").content.decode()

    def test_says_that_nothing_waits_and_that_no_file_came(self, lead_client):
        page = lead_client.get("/staff/").content.decode()

        assert "Nothing waits for you." in page
        assert "No case file was loaded yet." in page

    def test_says_when_the_last_case_file_came_and_what_it_did(self, loader_client):
        load(row(case_key="one"), row(case_key="two"))
        with time_machine.travel(NOW + timedelta(days=3), tick=False):
            page = loader_client.get("/staff/").content.decode()

        assert "3 days ago: 2 new cases, 0 changed." in page

    def test_says_how_many_flags_of_it_are_blank_beside_what_is_usual(self, loader_client):
        files_came(0.9, 0.99, 0.97)
        few = loader_client.get("/staff/").content.decode().replace("\xa0", " ")
        files_came(0.95, first=4)
        with CaptureQueriesContext(connection) as captured:
            page = loader_client.get("/staff/").content.decode().replace("\xa0", " ")

        assert "Flags left blank: 3 %." in few
        assert "Flags left blank: 5 % (usual: 3 %)." in page
        assert len(captured) <= 12

    def test_says_it_of_a_file_that_was_uploaded(self, loader_client, data_loader):
        uploading.loaded(by=uploading.loader(data_loader))
        with CaptureQueriesContext(connection) as captured:
            page = loader_client.get("/staff/").content.decode().replace("\xa0", " ")

        assert "Flags left blank: 100 %." in page
        assert len(captured) <= 12

    def test_says_nothing_of_flags_that_nobody_measured(self, loader_client):
        files_came(0.9, None)

        assert "Flags left blank" not in loader_client.get("/staff/").content.decode()


def files_came(*filled: float | None, first: int = 1) -> None:
    for number, share in enumerate(filled, first):
        batch = Import.objects.create(
            source=Import.Source.CASE_FILE, loaded_at=NOW - timedelta(days=9 - number),
            loaded_by="Tester",
        )  # fmt: skip
        measures = {"completeness": dict.fromkeys(FLAG_COLUMNS, share)} if share else {}
        LoadedForce.objects.create(
            import_batch=batch, force_id="city-of-london", counts={"created": 9}, quality=measures
        )

    @pytest.mark.slow
    def test_names_no_victim_and_no_case(self, lead_client):
        load(row(case_key="lapwing", **BY_HAND))

        assert "lapwing" not in lead_client.get("/staff/").content.decode()
