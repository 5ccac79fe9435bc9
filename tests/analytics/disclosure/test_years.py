import pytest

from analytics.disclosure import years


@pytest.mark.parametrize(
    ("quarter", "year"),
    [("2025-Q2", "2025-26"), ("2026-Q1", "2025-26"), ("2026-Q2", "2026-27")],
)
def test_a_quarter_is_of_the_year_that_begins_in_april(quarter, year):
    assert years.year_of(quarter) == year
    assert quarter in years.quarters_of(year)


def test_a_year_has_its_quarters_in_order():
    assert years.quarters_of("2025-26") == ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
