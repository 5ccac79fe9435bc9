from datetime import date

import pytest

from responses.case_files.cells.readers import check_day
from responses.case_files.faults import CellError, FaultCode

TODAY = date(2026, 11, 16)


def fault(year, month=11, day=16, *, may_be_future=False):
    try:
        check_day(date(year, month, day), today=TODAY, may_be_future=may_be_future)
    except CellError as error:
        return error.code
    return None


class TestADate:
    @pytest.mark.parametrize("year", [1900, 1926, 2026])
    def test_may_be_any_day_of_a_life_until_today(self, year):
        assert fault(year, 1, 1) is None

    def test_is_refused_before_1900(self):
        assert fault(1899, 12, 31) is fault(1026) is FaultCode.DATE_TOO_EARLY

    def test_is_refused_after_today_where_it_must_have_been(self):
        assert fault(2026, 11, 17) is FaultCode.FUTURE_DATE
        assert fault(2026, 11, 17, may_be_future=True) is None

    def test_is_refused_centuries_ahead_everywhere(self):
        assert fault(2926) is fault(2926, may_be_future=True) is FaultCode.DATE_TOO_LATE
        assert fault(2086, 12, 31, may_be_future=True) is None
        assert fault(2087, 1, 1, may_be_future=True) is FaultCode.DATE_TOO_LATE
