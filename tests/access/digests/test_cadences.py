from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.digests.cadences import HowOften, period_of

LONDON = ZoneInfo("Europe/London")
WANTED = (HowOften.AT_ONCE, HowOften.DAILY, HowOften.WEEKLY)


class TestAPeriod:
    def test_of_a_day_or_a_week_ends_at_eight(self):
        before, after = (datetime(2026, 11, 16, hour, 59, tzinfo=LONDON) for hour in (7, 8))

        assert period_of(HowOften.DAILY, before) == "2026-11-15"
        assert period_of(HowOften.DAILY, after) == "2026-11-16"
        assert period_of(HowOften.WEEKLY, before) == "2026-W46"
        assert period_of(HowOften.WEEKLY, after) == "2026-W47"

    def test_at_once_is_a_quarter_of_an_hour(self):
        at = datetime(2026, 11, 16, 10, 29, 59, tzinfo=LONDON)

        assert period_of(HowOften.AT_ONCE, at) == "2026-11-16T10:15"

    def test_is_none_where_no_mail_is_wanted(self):
        assert period_of(HowOften.NEVER, datetime(2026, 11, 16, tzinfo=LONDON)) == ""

    @pytest.mark.slow
    @given(
        st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(LONDON)),
        st.timedeltas(timedelta(0), timedelta(days=400)),
        st.sampled_from(WANTED),
    )
    def test_of_a_later_moment_is_no_smaller_also_where_clocks_change(self, at, passed, how_often):
        utc = ZoneInfo("UTC")
        later = (at.astimezone(utc) + passed).astimezone(LONDON)
        at = at.astimezone(utc).astimezone(LONDON)

        assert period_of(how_often, at) <= period_of(how_often, later)
