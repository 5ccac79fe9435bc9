import pytest

from analytics.disclosure import years
from analytics.models import QuarterState
from analytics.research import selectors
from tests.conftest import NOW


@pytest.mark.django_db
def test_are_found_by_one_query_however_many_there_are(django_assert_num_queries):
    for year in ("2021-22", "2022-23", "2023-24"):
        for period in years.quarters_of(year):
            QuarterState.objects.create(period=period, stages={}, shifts={}, closed_on=NOW.date())

    with django_assert_num_queries(1):
        selectors.years_to_give(at=NOW)
