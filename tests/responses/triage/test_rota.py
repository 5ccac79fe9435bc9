from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.triage.risk.reading import TriageClock
from responses.triage.rota import LONDON, Absence, Rota, Shift, due_after, due_at

NINE, FIVE = time(9), time(17)
WEEK = Rota(tuple(Shift(person, day, NINE, FIVE) for person in (1, 2) for day in range(5)))
NIGHTS = Rota(
    tuple(Shift(person, day, time(0), time(23, 59)) for person in (1, 2) for day in range(7))
)

MONDAYS = Rota((Shift(1, 0, NINE, time(10)),))


def at(text: str) -> datetime:
    return datetime.strptime(text, "%a %d %b %Y %H:%M").replace(tzinfo=LONDON)


DEADLINES = [
    # rota, clock, sent, to be read by
    (WEEK, 1, "Mon 16 Nov 2026 10:00", "Mon 16 Nov 2026 10:30"),
    (WEEK, 1, "Mon 16 Nov 2026 16:50", "Mon 16 Nov 2026 17:20"),
    (WEEK, 1, "Fri 20 Nov 2026 20:05", "Fri 20 Nov 2026 20:35"),
    (WEEK, 1, "Sun 22 Nov 2026 03:00", "Sun 22 Nov 2026 03:30"),
    (WEEK, 2, "Mon 16 Nov 2026 10:00", "Mon 16 Nov 2026 14:00"),
    (WEEK, 2, "Mon 16 Nov 2026 15:00", "Tue 17 Nov 2026 11:00"),
    (WEEK, 3, "Mon 16 Nov 2026 10:00", "Tue 17 Nov 2026 17:00"),
    (WEEK, 3, "Fri 20 Nov 2026 10:00", "Mon 23 Nov 2026 17:00"),
    (WEEK, 1, "Thu 24 Dec 2026 16:50", "Thu 24 Dec 2026 17:20"),
    (WEEK, 2, "Thu 24 Dec 2026 16:50", "Tue 29 Dec 2026 12:50"),
    (MONDAYS, 2, "Tue 17 Nov 2026 10:00", "Wed 18 Nov 2026 17:00"),
    (WEEK, 3, "Thu 24 Dec 2026 10:00", "Tue 29 Dec 2026 17:00"),
    (NIGHTS, 1, "Sun 29 Mar 2026 00:45", "Sun 29 Mar 2026 02:15"),
    (NIGHTS, 1, "Sun 25 Oct 2026 00:45", "Sun 25 Oct 2026 01:15"),
    (Rota(), 1, "Mon 16 Nov 2026 10:00", "Mon 16 Nov 2026 10:30"),
    (Rota(), 2, "Mon 16 Nov 2026 10:00", "Mon 16 Nov 2026 14:00"),
]  # fmt: skip


class TestADeadline:
    @pytest.mark.parametrize(("rota", "clock", "sent", "due"), DEADLINES)
    def test_counts_the_time_in_which_somebody_reads(self, rota, clock, sent, due):
        assert due_at(TriageClock(clock), rota=rota, sent_at=at(sent)) == at(due).astimezone(UTC)

    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
        st.lists(
            st.tuples(st.integers(1, 3), st.integers(0, 6), st.integers(0, 22), st.integers(1, 23)),
            max_size=12,
        ),
        st.sampled_from((30, 240)),
    )
    def test_is_never_before_so_much_time_has_gone_by(self, sent, drawn, minutes):
        shifts = tuple(
            Shift(person, day, time(start), time(end))
            for person, day, start, end in drawn
            if end > start
        )
        sent, staffed = sent.replace(tzinfo=LONDON), timedelta(minutes=minutes)

        assert due_after(staffed, rota=Rota(shifts), at=sent) >= sent + staffed


class TestTheHours:
    def test_are_those_in_which_one_is_there(self):
        rota = Rota((Shift(1, 0, NINE, time(13)), Shift(2, 0, time(11), FIVE)))

        assert rota.hours_of(date(2026, 11, 16)) == [
            (at("Mon 16 Nov 2026 09:00"), at("Mon 16 Nov 2026 17:00"))
        ]
        assert rota.on_duty(at("Mon 16 Nov 2026 12:00")) == {1, 2}
        assert rota.on_duty(at("Mon 16 Nov 2026 13:00")) == {2}

    def test_end_where_nobody_relieves_a_reader(self):
        rota = Rota((Shift(1, 0, NINE, time(13)), Shift(2, 0, time(14), FIVE)))

        assert rota.read_until(at("Mon 16 Nov 2026 10:00")) == at("Mon 16 Nov 2026 13:00")
        assert rota.read_until(at("Mon 16 Nov 2026 13:00")) is None

    def test_end_for_the_days_on_which_a_reader_is_away(self):
        monday = date(2026, 11, 16)
        rota = Rota(
            (Shift(1, 0, NINE, FIVE), Shift(1, 1, NINE, FIVE)), (Absence(1, monday, monday),)
        )

        assert rota.read_until(at("Mon 16 Nov 2026 10:00")) is None
        assert rota.read_until(at("Tue 17 Nov 2026 10:00")) == at("Tue 17 Nov 2026 17:00")

    def test_include_bank_holidays_for_those_who_work_then(self):
        christmas = at("Fri 25 Dec 2026 10:00")
        shift = Shift(1, 4, NINE, FIVE)

        assert Rota((shift,)).read_until(christmas) is None
        assert Rota((replace(shift, on_bank_holidays=True),)).on_duty(christmas) == {1}


class TestMidnight:
    LATE = Rota((Shift(1, 6, time(16), time(0)), Shift(2, 0, time(0), time(8))))
    """Sunday from four, and Monday until eight."""

    def test_is_no_gap_between_two_shifts(self):
        assert self.LATE.read_until(at("Sun 22 Nov 2026 23:10")) == at("Mon 23 Nov 2026 08:00")
        assert self.LATE.on_duty(at("Sun 22 Nov 2026 23:59")) == {1}
        assert self.LATE.on_duty(at("Mon 23 Nov 2026 00:00")) == {2}

    @pytest.mark.parametrize("night", ["Sun 25 Oct 2026", "Sun 29 Mar 2026"])
    def test_ends_a_shift_on_the_nights_on_which_clocks_change(self, night):
        assert self.LATE.read_until(at(f"{night} 23:30")) == at(f"{night} 23:30").astimezone(
            UTC
        ) + timedelta(hours=8, minutes=30)

    def test_ends_a_shift_on_the_evening_before_clocks_change(self):
        rota = Rota((Shift(1, 5, time(16), time(0)), Shift(2, 6, time(0), time(8))))

        autumn = rota.read_until(at("Sat 24 Oct 2026 23:30"))
        spring = rota.read_until(at("Sat 28 Mar 2026 23:30"))

        assert autumn == datetime(2026, 10, 25, 8, tzinfo=UTC)
        assert spring == datetime(2026, 3, 29, 7, tzinfo=UTC)

    def test_claims_nobody_in_an_hour_that_comes_twice(self):
        ends = Rota((Shift(1, 6, time(0), time(1, 30)),))
        starts = Rota((Shift(1, 6, time(1, 30), time(8)),))

        assert ends.read_until(datetime(2026, 10, 24, 23, tzinfo=UTC)) == datetime(
            2026, 10, 25, 0, 30, tzinfo=UTC
        )
        assert starts.on_duty(datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == frozenset()
        assert starts.on_duty(datetime(2026, 10, 25, 1, 45, tzinfo=UTC)) == {1}
