from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.forces.reference_file import force_rows
from responses.vault import sending_hours
from responses.vault.sending_hours import PLACE

MONDAY = datetime(2026, 11, 16, tzinfo=PLACE)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.safety
class TestMaySend:
    """SAF-11: from 09:00 to 19:00, never on a Sunday."""

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (at(8, 59), False),
            (at(9), True),
            (at(18, 58), True),
            (at(18, 59), False),
            (at(19), False),
            (at(12, day=5), True),
            (at(12, day=6), False),
        ],
    )
    def test_saf_11_keeps_to_the_hours(self, moment, expected):
        assert sending_hours.may_send(moment) is expected

    def test_saf_11_goes_by_the_clock_of_those_who_receive(self):
        assert sending_hours.may_send(datetime(2026, 7, 1, 8, 30, tzinfo=UTC))
        assert not sending_hours.may_send(datetime(2026, 12, 1, 8, 30, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("hour", "expected"), [(9, False), (10, True), (13, True), (14, False)]
    )
    def test_saf_11_keeps_to_narrower_hours_agreed_as_safe(self, hour, expected):
        assert sending_hours.may_send(at(hour), safe_from=time(10), safe_to=time(14)) is expected

    def test_saf_11_begins_nothing_in_the_last_minute_of_the_hours_agreed(self):
        hours = {"safe_from": time(10), "safe_to": time(14)}

        assert sending_hours.may_send(at(13, 58), **hours)
        assert not sending_hours.may_send(at(13, 59), **hours)

    def test_takes_an_end_that_was_not_agreed_as_open(self):
        assert sending_hours.may_send(at(18), safe_from=time(17))
        assert sending_hours.may_send(at(9), safe_to=time(10))

    def test_understands_hours_that_run_past_midnight(self):
        assert sending_hours.may_send(at(18), safe_from=time(18), safe_to=time(2))
        assert not sending_hours.may_send(at(12), safe_from=time(18), safe_to=time(2))
        assert sending_hours.may_send(at(9), safe_from=time(18), safe_to=time(9, 30))
        assert not sending_hours.may_send(at(9, 30), safe_from=time(18), safe_to=time(9, 30))

    def test_takes_hours_without_length_for_none(self):
        assert not sending_hours.may_send(at(10), safe_from=time(10), safe_to=time(10))


class TestHasSafeHours:
    def test_is_true_where_none_were_agreed(self):
        assert sending_hours.has_safe_hours(None, None)

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (time(20), time(22), False),
            (time(19), time(9), False),
            (time(18, 58), time(22), True),
            (time(18, 59), time(22), False),
            (time(6), time(9), False),
            (time(6), time(9, 1), False),
            (time(6), time(9, 2), True),
        ],
    )
    def test_asks_whether_they_touch_ours(self, start, end, expected):
        assert sending_hours.has_safe_hours(start, end) is expected


class TestNextSendingTime:
    def test_is_now_where_a_text_may_go(self):
        assert sending_hours.next_sending_time(at(10, 7)) == at(10, 7)

    def test_is_the_next_morning_after_hours(self):
        assert sending_hours.next_sending_time(at(19, 30)) == at(9, day=1)

    @pytest.mark.parametrize("seconds", [0, 1, 30, 59])
    def test_is_the_start_of_the_first_minute(self, seconds):
        for minute in (57, 58, 59):
            moment = at(8, minute) + timedelta(seconds=seconds, microseconds=7)

            assert sending_hours.next_sending_time(moment) == at(9)

    def test_is_monday_from_saturday_evening(self):
        assert sending_hours.next_sending_time(at(20, day=5)) == at(9, day=7)

    def test_waits_for_the_safe_hours(self):
        found = sending_hours.next_sending_time(at(9), safe_from=time(16), safe_to=time(17))

        assert found == at(16)

    def test_refuses_hours_that_never_come(self):
        with pytest.raises(ValueError, match="ever"):
            sending_hours.next_sending_time(at(9), safe_from=time(20), safe_to=time(21))

    @given(moments)
    def test_is_always_a_time_to_send_and_never_far(self, moment):
        found = sending_hours.next_sending_time(moment)

        assert sending_hours.may_send(found)
        assert moment <= found <= moment + timedelta(hours=39)


class TestSpread:
    @pytest.mark.slow
    @given(st.text())
    def test_stays_within_its_length(self, key):
        delay = sending_hours.spread(key=key, over=timedelta(hours=3))

        assert timedelta(0) <= delay < timedelta(hours=3)

    def test_follows_no_order(self):
        delays = [sending_hours.spread(key=str(n), over=timedelta(hours=3)) for n in range(100)]

        assert delays != sorted(delays)
        assert min(delays) < timedelta(minutes=18)
        assert max(delays) > timedelta(minutes=162)
        assert len(set(delays)) == 100


class TestQuietDays:
    @pytest.mark.safety
    def test_saf_11_sends_nothing_on_them(self, monkeypatch):
        monkeypatch.setattr(sending_hours, "quiet_days", lambda: frozenset({MONDAY.date()}))

        assert not sending_hours.may_send(at(12))
        assert sending_hours.next_sending_time(at(12)) == at(9, day=1)

    def test_are_shipped_for_a_year_to_come(self):
        assert datetime(2027, 12, 25).date() in sending_hours.quiet_days()

    def test_are_read_with_their_names(self):
        lines = ["day,name", "2027-12-25,Christmas Day"]

        assert sending_hours.parse_quiet_days(lines) == {datetime(2027, 12, 25).date()}

    @pytest.mark.parametrize("line", ["25/12/2027,Christmas Day", ",Diwali"])
    def test_name_the_line_that_is_no_day(self, line):
        with pytest.raises(ValueError, match="Line 2"):
            sending_hours.parse_quiet_days(["day,name", line])


class TestHandoverDays:
    def test_are_a_forces_own(self, monkeypatch):
        day = MONDAY.date()
        monkeypatch.setattr(sending_hours, "handover_days", lambda: frozenset({("kent", day)}))

        assert sending_hours.is_handover(day, force="kent")
        assert not sending_hours.is_handover(day, force="gwent")
        assert not sending_hours.is_handover(day + timedelta(days=1), force="kent")

    def test_are_read_with_force_and_name(self):
        lines = ["day,force,name", "2027-07-23,kent,Summer holidays begin"]

        assert sending_hours.parse_handover_days(lines) == {
            ("kent", datetime(2027, 7, 23).date()),
        }

    @pytest.mark.parametrize(
        ("line", "said"), [("2027-07-23,,Summer", "no force"), ("July,kent,Summer", "no day")]
    )
    def test_name_the_line_that_says_too_little(self, line, said):
        with pytest.raises(ValueError, match=f"Line 2 of the handover days .*{said}"):
            sending_hours.parse_handover_days(["day,force,name", line])

    def test_are_shipped_for_forces_that_exist(self):
        known = {force.code for force in force_rows()}

        assert {force for force, _day in sending_hours.handover_days()} <= known


@pytest.mark.safety
class TestTheAnniversary:
    @pytest.mark.parametrize(
        ("reported_on", "expected"),
        [("2025-11-16", True), ("2026-11-16", False), ("2025-11-17", False), ("2027-11-16", False)],
    )
    def test_saf_11_is_the_day_of_the_year_on_which_the_crime_was_reported(
        self, reported_on, expected
    ):
        day = datetime.fromisoformat(reported_on).date()

        assert sending_hours.is_anniversary(MONDAY.date(), of=day) is expected

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            pytest.param("2027-02-28", True, id="the day before, in a year without it"),
            pytest.param("2027-03-01", True, id="the day after, in a year without it"),
            pytest.param("2028-02-29", True, id="the day itself"),
            pytest.param("2028-02-28", False, id="the day before, in a leap year"),
            pytest.param("2028-03-01", False, id="the day after, in a leap year"),
        ],
    )
    def test_saf_11_of_a_leap_day_has_a_day_in_every_year(self, day, expected):
        on = datetime.fromisoformat(day).date()

        assert sending_hours.is_anniversary(on, of=date(2024, 2, 29)) is expected
