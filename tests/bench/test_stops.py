"""What is counted by `./dev bench stops` can be counted, and has not grown past its limits."""

import pytest

from tests.bench.stops import travels

pytestmark = [pytest.mark.slow, pytest.mark.nightly, pytest.mark.django_db]
MOST_FILES = {
    "an answer on its way to a figure": 24,
    "a quarter refilled": 62,
    "a row of a case file": 20,
}
"""An answer meets fewer files since nothing is counted while she answers. What it was spared is met
when a quarter is filled, which since then also stores mixes of cases, figures of crimes, of years
and of open quarters, and judges each against all that was shown before. A row of a file is held
against what stands, and what would make somebody less safe waits: six files that were not."""


class TestAReader:
    def test_meets_no_more_files_on_the_way_than_are_allowed(self) -> None:
        met = {name: len(trip.files) for name, trip in travels().items()}

        assert met.keys() == MOST_FILES.keys()
        assert {name: files for name, files in met.items() if files > MOST_FILES[name]} == {}
