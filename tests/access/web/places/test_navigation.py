import re
from typing import Any

import pytest
from django.utils import translation

from access import presenters, selectors
from access.models import Force, User
from access.permissions import Permission, Role
from access.viewer import Viewer
from access.web.places import navigation
from access.web.places.navigation_subjects import ABOUT
from tests.architecture.test_routes import own_routes

pytestmark = pytest.mark.django_db


def labels(user: User, path: str = "/staff/") -> list[str]:
    viewer = selectors.viewer_for(user.pk)
    return [str(entry.label) for entry in navigation.links_for(viewer, path)]


NOT_IN_NAVIGATION = (
    "staff/gallery/", "staff/views/", "staff/mails/", "staff/api/", "staff/outbox/",
    "staff/your-questions/", "staff/case-files/", "staff/mapping-profiles/", "staff/status/",
)  # fmt: skip
"""Of a national viewer: what the head of the page leads to, and what forces alone do."""


def staff_routes() -> list[str]:
    return [route for route in own_routes() if route.startswith("staff/")]


def address_of(route: str) -> str:
    of_force = re.sub(r"<[a-z]+:force_code>", "kent", route)
    return "/" + re.sub(r"<[^>]+>", "1", of_force)


def current(viewer: Viewer, path: str) -> list[str]:
    return [str(each.label) for each in navigation.links_for(viewer, path) if each.is_current]


class TestNavigation:
    def test_leads_a_force_to_its_own_pages(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        entries = navigation.links_for(viewer, "/staff/")

        assert [entry.url for entry in entries[:2]] == ["/staff/", "/staff/journey/city-of-london/"]

    def test_leads_the_nation_to_its_journey_and_to_all_forces(
        self, national_analyst: User
    ) -> None:
        assert labels(national_analyst)[:3] == ["Home", "Journey", "Forces"]

    def test_leads_those_who_load_cases_to_their_files(self, data_loader: User) -> None:
        assert labels(data_loader) == ["Home", "Case files", "Mapping profiles", "People on hold"]

    def test_leads_strangers_nowhere(self) -> None:
        assert navigation.links_for(None, "/") == ()

    def test_knows_where_the_viewer_is(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        entries = navigation.links_for(viewer, "/staff/alerts/3/")

        assert [str(entry.label) for entry in entries if entry.is_current] == ["Alerts"]

    def test_knows_home_from_all_that_lies_below_it(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        entries = navigation.links_for(viewer, "/staff/")

        assert [str(entry.label) for entry in entries if entry.is_current] == ["Home"]

    @pytest.mark.parametrize("reach", [{"is_national": True}, {"force_codes": frozenset({"kent"})}])
    @pytest.mark.slow
    def test_tells_one_place_for_every_route(self, reach: dict[str, Any]) -> None:
        viewer = Viewer(user_id=1, name="", roles=frozenset(Role), **reach)
        told = {route: current(viewer, address_of(route)) for route in staff_routes()}

        assert {route: places for route, places in told.items() if len(places) > 1} == {}
        if viewer.is_national:
            nowhere = {route for route, places in told.items() if not places}
            assert nowhere == {route for route in told if route.startswith(NOT_IN_NAVIGATION)}

    def test_knows_the_page_of_another_force_of_the_viewer(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        entries = navigation.links_for(viewer, "/staff/journey/metropolitan/")

        assert [str(entry.label) for entry in entries if entry.is_current] == ["Journey"]

    def test_knows_a_page_below_another_destination_by_the_nearest(self) -> None:
        both = frozenset({Role.INTERVIEWER, Role.INTERVIEW_SUPERVISOR})
        viewer = Viewer(user_id=1, name="", roles=both, force_codes=frozenset({"kent"}))

        entries = navigation.links_for(viewer, "/staff/interviews/team/kent/")

        assert [str(entry.label) for entry in entries if entry.is_current] == ["How calls go"]

    def test_stands_by_subject_each_page_under_one(self) -> None:
        every = Viewer(user_id=1, name="", roles=frozenset(Role), is_national=True)
        home, *sections = navigation.sections_for(every, "/staff/")

        assert (home.label, [str(link.label) for link in home.links]) == ("", ["Home"])
        assert len({str(each.label) for each in sections}) == len(sections)
        assert all(each.label for each in sections)
        told = [link.url for each in (home, *sections) for link in each.links]
        assert sorted(told) == sorted(link.url for link in navigation.links_for(every, "/staff/"))

    def test_has_no_headings_where_it_is_short(self, data_loader: User) -> None:
        viewer = selectors.viewer_for(data_loader.pk)
        (only,) = navigation.sections_for(viewer, "/staff/")

        assert (only.label, len(only.links)) == ("", 4)

    def test_says_of_every_page_what_it_is_about(self) -> None:
        every = (
            *navigation.CASE_DESTINATIONS, *navigation.SERVICE_DESTINATIONS,
            *navigation.FORCE_DESTINATIONS, *navigation.NATIONAL_DESTINATIONS,
        )  # fmt: skip

        assert {each.url_name for each in every} == set(ABOUT)

    def test_leaves_out_a_page_that_does_not_exist(
        self, force_analyst: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        missing = navigation.Destination("Later", "analytics:later", Permission.VIEW_FIGURES)
        before = labels(force_analyst)
        more = (*navigation.FORCE_DESTINATIONS, missing)
        monkeypatch.setattr(navigation, "FORCE_DESTINATIONS", more)

        assert labels(force_analyst) == before


class TestPlace:
    def test_is_the_force_in_the_language_of_the_page(self, force_analyst: User) -> None:
        force_analyst.memberships.update(force=Force.objects.get(code="south-wales"))
        viewer = selectors.viewer_for(force_analyst.pk)

        assert presenters.area_name(viewer, "en") == "South Wales Police"
        assert presenters.area_name(viewer, "cy") == "Heddlu De Cymru"

    def test_is_the_english_name_where_there_is_no_welsh_one(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        assert presenters.area_name(viewer, "cy") == "City of London Police"

    def test_is_both_countries_for_the_nation(self, national_analyst: User) -> None:
        assert presenters.area_name(selectors.viewer_for(national_analyst.pk), "en") == (
            "England and Wales"
        )

    def test_is_nowhere_for_a_stranger(self) -> None:
        assert presenters.area_name(None, "en") == ""


class TestRoleNames:
    def test_cover_every_role(self) -> None:
        assert set(presenters.ROLE_NAMES) == set(Role)

    def test_are_words(self, force_analyst: User) -> None:
        viewer = selectors.viewer_for(force_analyst.pk)

        with translation.override("en"):
            assert presenters.role_names(viewer) == "Force analyst"
