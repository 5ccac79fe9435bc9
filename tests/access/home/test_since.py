from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import selectors as access_selectors
from access.home import presenters, selectors
from access.home.choices import SinceWhen
from access.models import User
from responses.models import OutboxMessage
from responses.sms.delivery_states import MessageState
from tests.analytics import make
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW
from tests.responses.asked import load, queued, row
from tests.responses.eligibility.test_exclusions import BY_HAND

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
A_LONG_TIME = timedelta(days=20)


def came(user: User, *, when: SinceWhen = SinceWhen.QUARTER) -> list[str]:
    viewer = access_selectors.viewer_for(user.pk)
    counted = selectors.counts_for(viewer)
    found = selectors.came_since(viewer, counted, since=when.moment(NOW))
    return [line.sentence for line in presenters.since(found, when, at=NOW).lines]


class TestTheDay:
    @pytest.mark.parametrize(
        ("when", "at", "day"),
        [
            (SinceWhen.MONDAY, datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "2026-11-16"),
            (SinceWhen.MONDAY, MONDAY, "2026-11-16"),
            (SinceWhen.FOUR_WEEKS, datetime(2026, 11, 22, 12, tzinfo=UTC), "2026-10-25"),
            (SinceWhen.QUARTER, datetime(2026, 12, 31, 12, tzinfo=UTC), "2026-10-01"),
            (SinceWhen.QUARTER, datetime(2027, 1, 1, tzinfo=UTC), "2027-01-01"),
        ],
    )
    def test_begins_at_midnight_here(self, when, at, day):
        moment = when.moment(at)

        assert moment.isoformat()[:19] == f"{day}T00:00:00"

    def test_is_that_of_summer_time(self):
        moment = SinceWhen.FOUR_WEEKS.moment(datetime(2026, 11, 20, 12, tzinfo=UTC))

        assert moment.astimezone(UTC) == datetime(2026, 10, 22, 23, tzinfo=UTC)


class TestWhatCame:
    def test_is_counted_for_the_force_it_came_to(self, operations_lead, data_loader):
        load(row(**BY_HAND), row(force="kent"))
        make.alert(force_id=CITY)
        make.alert(force_id=KENT)

        assert came(operations_lead) == [
            "1 alert was raised", "1 case file was loaded", "1 case was excluded by hand",
        ]  # fmt: skip
        assert came(data_loader) == ["1 case file was loaded"]

    def test_is_what_came_since_the_day(self, operations_lead):
        load(row(), at=NOW - A_LONG_TIME)

        assert came(operations_lead) == ["1 case file was loaded"]
        assert came(operations_lead, when=SinceWhen.MONDAY) == []

    @pytest.mark.parametrize(
        ("failed", "told"),
        [
            (9, "Fewer than ten text messages did not arrive"),
            (10, "10 text messages did not arrive"),
        ],
    )
    def test_counts_no_fewer_texts_than_ten(self, operations_lead, failed, told):
        queued(*[row() for _ in range(failed)])
        OutboxMessage.objects.update(state=MessageState.FAILED, sent_at=NOW)

        assert told in came(operations_lead)

    def test_is_asked_in_one_query(self, operations_lead):
        viewer = access_selectors.viewer_for(operations_lead.pk)
        counted = selectors.counts_for(viewer)
        with CaptureQueriesContext(connection) as captured:
            selectors.came_since(viewer, counted, since=NOW)

        assert len(captured) == 1


class TestThePage:
    def test_tells_it_beside_what_waits_whenever_that_came(self, lead_client):
        load(row(**BY_HAND | {"exclude_on": NOW.date() - A_LONG_TIME}), at=NOW - A_LONG_TIME)

        monday, quarter = home(lead_client), home(lead_client, since="quarter")

        assert "Since Monday, 16 November 2026" in monday
        assert "Nothing came." in monday
        assert "1 case file was loaded" in quarter
        for page in (monday, quarter):
            assert "1 exclusion waits for a second person" in page

    def test_refuses_another_day_in_words(self, lead_client):
        with time_machine.travel(NOW, tick=False):
            answer = lead_client.get("/staff/", {"since": "yesterday"})
        page = unescape(answer.content.decode())

        assert answer.status_code == 404
        assert "Nothing is counted since “yesterday”" in page
        assert '<a href="/staff/?since=four-weeks">Since four weeks ago, ' in page

    def test_refuses_a_day_that_is_said_twice_and_takes_one_left_empty(self, lead_client):
        twice = lead_client.get("/staff/?since=monday&since=quarter")

        assert (twice.status_code, lead_client.get("/staff/?since=").status_code) == (404, 200)

    @pytest.mark.parametrize("asked", ["since=mon%00day%E2%80%AE", "mon%00day%E2%80%AE=since"])
    def test_repeats_nothing_that_cannot_be_seen(self, lead_client, asked):
        page = lead_client.get(f"/staff/?{asked}").content.decode()

        assert "“mon day”" in unescape(page)
        assert not {"\0", "\u202e"} & set(page)

    def test_tells_none_of_it_to_the_nation(self, national_client):
        assert national_client.get("/staff/?since=quarter").status_code == 404
        assert 'name="since"' not in national_client.get("/staff/").content.decode()


def home(client, **asked: str) -> str:
    with time_machine.travel(NOW, tick=False):
        return unescape(client.get("/staff/", asked).content.decode())
