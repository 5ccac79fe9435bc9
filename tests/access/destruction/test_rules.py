from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.destruction import rules
from access.destruction.rules import BrakeReason, RunFacts

NIGHT = datetime(2026, 11, 17, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)
TABLES = ("responses.Contact", "access.AuditEvent")
counts = st.dictionaries(st.sampled_from(TABLES), st.integers(0, 10**6))


def reasons(**changes: object) -> tuple[BrakeReason, ...]:
    usual = {
        "at": NIGHT,
        "database_at": NIGHT,
        "due": {"responses.Contact": 50},
        "last_at": NIGHT - DAY,
        "expected": {"responses.Contact": 50},
    }
    return rules.stop_reasons(RunFacts(**usual | changes))


class TestAnOrdinaryNight:
    def test_goes_on(self):
        assert reasons() == ()

    def test_goes_on_where_the_clocks_went_back_an_hour(self):
        assert reasons(last_at=NIGHT - timedelta(hours=25)) == ()


class TestTheClock:
    @pytest.mark.parametrize("days", [-400, -2, 2, 182, 3 * 365, 8 * 365])
    def test_stops_the_run_where_it_moved(self, days):
        assert BrakeReason.CLOCK_MOVED in reasons(last_at=NIGHT - days * DAY)

    def test_may_move_26_hours_and_no_longer(self):
        assert reasons(last_at=NIGHT - timedelta(hours=26)) == ()
        assert reasons(last_at=NIGHT - timedelta(hours=26, seconds=1)) == (BrakeReason.CLOCK_MOVED,)

    @pytest.mark.parametrize("sign", [-1, 1])
    def test_may_differ_from_the_databases_by_two_minutes_and_no_more(self, sign):
        two = sign * timedelta(minutes=2)

        assert reasons(database_at=NIGHT + two) == ()
        assert reasons(database_at=NIGHT + two + sign * timedelta(seconds=1)) == (
            BrakeReason.CLOCKS_DIFFER,
        )


class TestTheUptime:
    @pytest.mark.parametrize("hours", [25, -25, 24 + 3])
    def test_stops_a_clock_that_was_put_on_within_the_hour(self, hours):
        moved = {"last_at": NIGHT - timedelta(hours=hours), "passed": timedelta(hours=1)}

        assert reasons(**moved) == (BrakeReason.CLOCK_MOVED,)

    @pytest.mark.parametrize("hours", [24, 27, 72])
    def test_lets_a_late_run_go_on_where_as_much_time_went_by(self, hours):
        late = timedelta(hours=hours)

        assert reasons(last_at=NIGHT - late, passed=late - timedelta(hours=1)) == ()

    def test_may_differ_from_the_clock_by_two_hours_and_no_more(self):
        moved = DAY + timedelta(hours=2)

        assert reasons(last_at=NIGHT - moved, passed=DAY) == ()
        assert reasons(last_at=NIGHT - moved - timedelta(seconds=1), passed=DAY)

    def test_of_another_start_says_nothing(self):
        earlier = rules.Uptime("one", timedelta(days=3))

        assert rules.passed_between(earlier, rules.Uptime("one", timedelta(days=4))) == DAY
        assert rules.passed_between(earlier, rules.Uptime("two", timedelta(days=4))) is None
        assert rules.passed_between(None, earlier) is None
        assert rules.passed_between(earlier, None) is None


class TestMoreThanWasExpected:
    @pytest.mark.parametrize(
        ("due", "expected", "stops"),
        [
            (100, 0, False),
            (101, 0, True),
            (1_100, 1_000, False),
            (1_101, 1_000, True),
            (10_500, 10_000, False),
            (10_501, 10_000, True),
        ],
    )
    def test_is_by_100_rows_and_by_5_percent(self, due, expected, stops):
        found = reasons(due={"responses.Case": due}, expected={"responses.Case": expected})

        assert (BrakeReason.MORE_THAN_EXPECTED in found) is stops

    def test_is_judged_by_table_and_not_by_the_sum(self):
        due = {"responses.Contact": 0, "access.AuditEvent": 500}

        assert rules.tables_above(due, {"responses.Contact": 1_000}) == ("access.AuditEvent",)

    @given(counts)
    def test_is_never_what_was_expected(self, due):
        assert rules.tables_above(due, due) == ()


class TestTheFirstRun:
    @pytest.mark.parametrize(
        ("due", "held", "stops"),
        [(100, 100, False), (101, 101, True), (101, 2_020, False), (102, 2_020, True)],
    )
    def test_may_destroy_100_rows_or_5_percent(self, due, held, stops):
        found = reasons(
            last_at=None, expected=None, due={"access.ApiKey": due}, held={"access.ApiKey": held}
        )

        assert found == ((BrakeReason.NOTHING_EXPECTED,) if stops else ())


class TestARelease:
    @given(counts)
    def test_covers_the_numbers_it_was_given_for(self, due):
        assert rules.covers(due, due)

    @given(counts, st.sampled_from(TABLES))
    def test_covers_not_one_row_more(self, due, table):
        assert not rules.covers(due, {**due, table: due.get(table, 0) + 1})

    def test_holds_for_24_hours(self):
        assert rules.is_in_force(NIGHT, database_at=NIGHT + DAY)
        assert not rules.is_in_force(NIGHT, database_at=NIGHT + DAY + timedelta(seconds=1))

    def test_does_not_hold_before_it_was_given(self):
        assert not rules.is_in_force(NIGHT, database_at=NIGHT - timedelta(seconds=1))


class TestEveryRun:
    @given(
        due=counts,
        expected=st.none() | counts,
        held=counts,
        moved=st.timedeltas(timedelta(hours=26, seconds=1), timedelta(days=9 * 365)),
        sign=st.sampled_from([-1, 1]),
    )
    def test_stops_after_a_jump_whatever_is_due(self, due, expected, held, moved, sign):
        found = reasons(due=due, expected=expected, held=held, last_at=NIGHT + sign * moved)

        assert BrakeReason.CLOCK_MOVED in found

    @given(due=counts, expected=counts, more=st.integers(0, 10**6), table=st.sampled_from(TABLES))
    def test_that_stops_stops_also_where_more_is_due(self, due, expected, more, table):
        fewer = rules.tables_above(due, expected)

        assert set(fewer) <= set(
            rules.tables_above({**due, table: due.get(table, 0) + more}, expected)
        )
