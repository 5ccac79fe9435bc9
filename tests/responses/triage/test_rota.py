"""In which hours two people read, and when a clock runs out: over nights, Sundays, holidays, the
hour that is lost in spring, people on leave, and an empty rota."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.triage.deadlines import due_at
from responses.triage.risk.reading import TriageClock
from responses.triage.rota import LONDON, Absence, Rota, Shift, due_after

NINE, FIVE = time(9), time(17)
WEEK = Rota(tuple(Shift(person, day, NINE, FIVE) for person in (1, 2) for day in range(5)))
NIGHTS = Rota(
    tuple(Shift(person, day, time(0), time(23, 59)) for person in (1, 2) for day in range(7))
)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%a %d %b %Y %H:%M").replace(tzinfo=LONDON)


DEADLINES = [
    # rota, clock, sent, to be read by
    (WEEK, 1, "Mon 16 Nov 2026 10:00", "Mon 16 Nov 2026 10:30"),
    (WEEK, 1, "Mon 16 Nov 2026 16:50", "Tue 17 Nov 2026 09:20"),
    (WEEK, 1, "Fri 20 Nov 2026 17:05", "Mon 23 Nov 2026 09:30"),
    (WEEK, 1, "Sun 22 Nov 2026 03:00", "Mon 23 Nov 2026 09:30"),
    (WEEK, 2, "Mon 16 Nov 2026 10:00", "Mon 16 Nov 2026 14:00"),
    (WEEK, 2, "Mon 16 Nov 2026 15:00", "Tue 17 Nov 2026 11:00"),
    (WEEK, 3, "Mon 16 Nov 2026 10:00", "Tue 17 Nov 2026 17:00"),
    (WEEK, 3, "Fri 20 Nov 2026 10:00", "Mon 23 Nov 2026 17:00"),
    (WEEK, 1, "Thu 24 Dec 2026 16:50", "Tue 29 Dec 2026 09:20"),
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
    def test_are_those_in_which_two_are_there(self):
        rota = Rota((Shift(1, 0, NINE, time(13)), Shift(2, 0, time(11), FIVE)))

        assert rota.hours_of(date(2026, 11, 16)) == [
            (at("Mon 16 Nov 2026 11:00"), at("Mon 16 Nov 2026 13:00"))
        ]

    def test_go_on_where_one_relieves_another(self):
        rota = Rota(
            (Shift(1, 0, NINE, FIVE), Shift(2, 0, NINE, time(13)), Shift(3, 0, time(13), FIVE))
        )

        assert rota.read_until(at("Mon 16 Nov 2026 10:00")) == at("Mon 16 Nov 2026 17:00")

    def test_count_nobody_twice(self):
        rota = Rota((Shift(1, 0, NINE, FIVE), Shift(1, 0, time(8), FIVE)))

        assert rota.read_until(at("Mon 16 Nov 2026 10:00")) is None

    def test_end_for_the_days_on_which_one_is_away(self):
        monday = date(2026, 11, 16)
        rota = Rota(WEEK.shifts, (Absence(2, monday, monday),))

        assert rota.read_until(at("Mon 16 Nov 2026 10:00")) is None
        assert rota.read_until(at("Tue 17 Nov 2026 10:00")) == at("Tue 17 Nov 2026 17:00")
