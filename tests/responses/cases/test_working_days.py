from datetime import date

import pytest

from responses.cases.working_days import bank_holidays, working_days_after

LISTED = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize("year", LISTED)
def test_bank_holidays_are_those_that_are_listed(year):
    found = sorted(bank_holidays(year))

    assert " ".join(f"{day:%m-%d}" for day in found if day.weekday() < 5) == LISTED[year]


@pytest.mark.parametrize(
    ("day", "fifth"),
    [
        pytest.param(date(2026, 11, 23), date(2026, 11, 30), id="a Monday"),
        pytest.param(date(2026, 11, 28), date(2026, 12, 4), id="a Saturday"),
        pytest.param(date(2026, 12, 23), date(2027, 1, 4), id="over Christmas and New Year"),
    ],
)
def test_five_working_days_leave_out_weekends_and_holidays(day, fifth):
    assert working_days_after(day, 5) == fifth
