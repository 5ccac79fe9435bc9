import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import process_cache
from access import selectors as access_selectors
from access.permissions import Role
from analytics.models import QuarterState, ReleaseDraft
from analytics.releases.actions import studio
from analytics.releases.draft import CalendarReason
from analytics.releases.presenters import studio as presenters
from analytics.releases.selectors import studio as selectors
from tests.analytics.releases import make
from tests.analytics.releases.make import AT, actor
from tests.conftest import _client, _staff
from tests.sharing import rows_over, shared_rows

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@shared_rows
def analyst():
    make.fill()
    return _staff(Role.NATIONAL_ANALYST, None)


@rows_over(analyst)
def announced(analyst):
    make.announced(analyst)
    return analyst


def coming_for(user):
    rows = selectors.rows_to_come(access_selectors.viewer_for(user.pk))
    return selectors.next_release(row[1:] for row in rows)


def waits(user, *, at=AT) -> str:
    return presenters.waits_words(coming_for(user), at=at)


def page_of(user) -> str:
    with time_machine.travel(AT):
        return _client(user).get("/staff/").content.decode()


def home(user) -> str:
    page = page_of(user)
    found = re.search(r'<section aria-labelledby="home-release">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split()) if found else ""


class TestTheNextRelease:
    def test_is_told_with_its_day_and_what_it_waits_for(self, announced):
        assert home(announced) == (
            "Next release 2026 Q3, version 1, First release: 14 January 2027, 09:30. "
            "It waits for: its words and its files."
        )

    def test_leads_who_makes_it_to_the_studio_and_others_to_the_calendar(self, announced):
        draft, overseer = ReleaseDraft.objects.get(), _staff(Role.OVERSIGHT, None)
        assert f'<a href="/staff/releases/drafts/{draft.pk}/">2026 Q3, version 1</a>' in page_of(
            announced
        )
        assert '<a href="/staff/releases/">2026 Q3, version 1</a>' in page_of(overseer)

    def test_is_none_while_nothing_is_announced(self, analyst):
        assert home(analyst) == "Next release No release is announced. Releases"

    def test_is_none_that_was_taken_out_of_the_calendar(self, announced):
        why = CalendarReason("A fault was found.", "Canfuwyd nam.")
        number = ReleaseDraft.objects.get().pk
        studio.cancel(number=number, why=why, by=actor(announced), at=AT)

        assert "No release is announced." in home(announced)

    def test_is_told_to_nobody_of_a_force(self, announced, force_analyst):
        assert home(force_analyst) == ""
        assert coming_for(force_analyst) is None

    def test_takes_no_more_than_twelve_queries(self, announced):
        client = _client(announced)
        client.get("/staff/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/")

        assert len(captured) <= MOST_QUERIES


class TestWhatItWaitsFor:
    def test_is_the_closing_of_its_quarter_too(self, announced):
        QuarterState.objects.update(closed_on=None)
        process_cache.clear()

        assert (
            waits(announced) == "It waits for: the closing of its quarter; its words and its files."
        )

    def test_is_its_files_once_all_is_written(self, analyst):
        draft = make.written(analyst)
        assert waits(analyst) == "It waits for: its words and its files."

        studio.request_files(number=draft.pk, by=actor(analyst), at=AT)
        assert waits(analyst) == "It waits for: its files, which are being made."

    @pytest.mark.slow
    def test_is_two_people_and_then_its_time(self, analyst):
        second = _staff(Role.NATIONAL_ANALYST, None, prefix="second.")
        draft = make.made(analyst)
        assert waits(analyst) == "It waits for: somebody who reads its files and proposes them."

        studio.propose(number=draft.pk, content_hash=draft.content_hash, by=actor(analyst), at=AT)
        assert waits(analyst) == "It waits for: a second person, who reads and approves it."
        late = waits(analyst, at=draft.publish_at + timedelta(minutes=1))
        assert "another day, because its time has passed; a second person" in late

        draft.refresh_from_db()
        make.approve(draft, second)
        assert waits(analyst) == "It waits for: its time; two people agreed to it."
