from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.cadence import Daily, Every, Hourly, Weekly
from tests.each import for_each

LONDON = ZoneInfo("Europe/London")
HALF_PAST_TWO = time(2, 30)
CADENCES = [
    Every(minutes=1), Every(minutes=15), Hourly(first=9, last=18), Daily(HALF_PAST_TWO),
    Weekly(0, time(6, 0)),
]  # fmt: skip


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


class TestLatestTime:
    @for_each(
        ("cadence", "now", "latest"),
        [
            (Every(minutes=15), "2026-11-16T10:14:59", "2026-11-16T10:00"),
            (Every(minutes=15), "2026-11-16T10:15:00", "2026-11-16T10:15"),
            (Hourly(first=9, last=18), "2026-11-16T12:30", "2026-11-16T12:00"),
            (Hourly(first=9, last=18), "2026-11-16T08:59", "2026-11-15T18:00"),
            (Hourly(first=9, last=18), "2026-11-16T23:00", "2026-11-16T18:00"),
            (Daily(HALF_PAST_TWO), "2026-11-16T02:29", "2026-11-15T02:30"),
            (Daily(HALF_PAST_TWO), "2026-11-16T02:30", "2026-11-16T02:30"),
            (Daily(HALF_PAST_TWO), "2026-03-29T12:00", "2026-03-29T02:30"),
            (Weekly(0, time(6, 0)), "2026-11-16T05:59", "2026-11-09T06:00"),
            (Weekly(0, time(6, 0)), "2026-11-22T23:00", "2026-11-16T06:00"),
        ],
    )
    def test_is_the_last_that_has_come(self, cadence, now: str, latest: str):
        assert cadence.latest(local(now)) == local(latest)

    @pytest.mark.parametrize("cadence", CADENCES, ids=str)
    @given(at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
    def test_is_never_ahead_and_never_goes_back(self, cadence, at: datetime):
        now = at.replace(tzinfo=LONDON)

        latest = cadence.latest(now)

        assert latest <= now
        assert cadence.latest(now + timedelta(hours=3)) >= latest
        assert cadence.latest(latest) == latest
