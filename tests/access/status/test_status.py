from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from access.models import ScheduledSlot, TaskRun
from access.status import selectors
from tests.conftest import NOW
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def handed_out(at=NOW) -> None:
    ScheduledSlot.objects.create(task="any", slot_at=at)


class TestTheStatus:
    def test_is_well_while_the_clock_hands_out_work(self):
        handed_out(NOW - MINUTE)

        assert selectors.read_status(at=NOW).is_well

    def test_is_late_where_no_worker_runs(self):
        handed_out(NOW - 11 * MINUTE)

        assert not selectors.read_status(at=NOW).is_in_time

    def test_is_late_where_work_is_handed_out_and_nobody_does_it(self):
        handed_out()
        TaskRun.objects.create(
            task="any", arguments="[]", wanted_at=NOW, hand_out_at=NOW - 11 * MINUTE
        )

        assert not selectors.read_status(at=NOW).is_in_time

    def test_tells_of_a_full_disk(self):
        handed_out()
        with patch("access.continuity.readiness.LEAST_FREE", 2**60):
            found = selectors.read_status(at=NOW)

        assert (found.takes_answers, found.has_room) == (True, False)


class TestThePageOfStaff:
    def test_says_by_part_what_does_not_work_and_no_more(self, force_client):
        page = Page(force_client.get("/staff/status/"))

        assert "Not everything works as it should." in page.text
        assert "Work in the background Late" in page.text

    def test_says_that_all_works_and_every_page_leads_to_it(self, force_client):
        handed_out(timezone.now())

        assert "Everything works." in Page(force_client.get("/staff/status/")).text
        assert "/staff/status/" in Page(force_client.get("/staff/views/")).links
