from datetime import date

import pytest

from access import process_cache
from analytics.figures import versions
from analytics.items import INSTRUMENT
from analytics.stats.judgement import Judged
from analytics.stats.proportions import Interval, ShareDifference
from survey.models import InstrumentVersion

pytestmark = pytest.mark.django_db


def change(*, is_clear: bool) -> Judged:
    interval = Interval(lower=0.1 if is_clear else -0.1, upper=0.3)
    difference = ShareDifference(value=0.2, interval=interval)
    return Judged(difference=difference, confidence=0.95, detectable=0.1)


@pytest.fixture(autouse=True)
def _versions() -> None:
    row = InstrumentVersion.objects.filter(code=INSTRUMENT).latest("version")
    for number, day in ((4, date(2024, 1, 1)), (5, date(2026, 1, 15))):
        row.pk, row.version, row.effective_from = None, number, day
        row.save(force_insert=True)
    process_cache.clear()


class TestBetweenTwoYears:
    def test_is_what_began_while_answers_of_either_came(self):
        clear = [change(is_clear=True), None]

        [found] = versions.begun_between(clear, before="2024-25", period="2025-26")
        assert (found.number, found.began) == (5, date(2026, 1, 15))
        assert versions.begun_between(clear, before="2023-24", period="2024-25") == ()
        assert versions.begun_between(clear, before="2025-26", period="2026-27") == (found,)

    def test_is_nothing_where_no_change_is_clear(self):
        unclear = [change(is_clear=False), None]

        assert versions.begun_between(unclear, before="2024-25", period="2025-26") == ()
