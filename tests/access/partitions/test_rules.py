from datetime import UTC, datetime, timedelta, timezone

import pytest

from access import retention
from access.partitions import rules


class TestAMonth:
    def test_begins_at_midnight_utc_in_any_server_time_zone(self):
        at = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))

        assert rules.month_start(at) == datetime(2026, 6, 1, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("count", "expected"), [(0, (2026, 11)), (1, (2026, 12)), (2, (2027, 1)), (15, (2028, 2))]
    )
    def test_is_followed_by_another(self, count, expected):
        later = rules.months_later(datetime(2026, 11, 1, tzinfo=UTC), count)

        assert (later.year, later.month, later.day) == (*expected, 1)


class TestTheAuditTrail:
    def test_goes_by_the_month_and_never_before_24_months(self):
        at = datetime(2026, 11, 16, 3, 15, tzinfo=UTC)

        assert retention.audit_kept_from(at) == datetime(2024, 11, 1, tzinfo=UTC)
        assert at - retention.KEPT_FOR >= retention.audit_kept_from(at)
