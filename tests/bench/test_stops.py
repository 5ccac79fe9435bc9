"""What is counted by `./dev bench stops` can be counted, and has not grown past its limits."""

import pytest

from tests.bench.stops import travels

pytestmark = [pytest.mark.slow, pytest.mark.nightly, pytest.mark.once, pytest.mark.django_db]
MOST_FILES = {
    "an answer on its way to a figure": 34,
    "a quarter refilled": 52,
    "a row of a case file": 12,
}


class TestAReader:
    def test_meets_no_more_files_on_the_way_than_are_allowed(self) -> None:
        met = {name: len(trip.files) for name, trip in travels().items()}

        assert met.keys() == MOST_FILES.keys()
        assert {name: files for name, files in met.items() if files > MOST_FILES[name]} == {}
