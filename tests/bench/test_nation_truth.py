from datetime import timedelta

import pytest
from django.core.management import call_command

from tests.bench import nation_truth
from tests.bench.nation_truth import Compared
from tests.conftest import NOW

ONCE_CLOSED = NOW + timedelta(days=14)
"""When the second quarter of 2026, the first with further questions, has closed."""


def share_covered(found: list[Compared]) -> float:
    return sum(one.is_covered for one in found) / len(found)


@pytest.mark.nightly
@pytest.mark.django_db
class TestTheWholeNation:
    def test_is_found_by_the_intervals_of_every_question_nineteen_times_in_twenty(self, capsys):
        call_command("seed_demo", newest=2, now=ONCE_CLOSED)

        found = nation_truth.say_truth(ONCE_CLOSED)

        ten = [one for one in found if one.is_of_the_ten and one.force]
        other = [one for one in found if not one.is_of_the_ten]
        assert len(ten) > 400
        assert len(other) > 500
        assert 0.92 <= share_covered(ten) <= 0.99
        assert 0.92 <= share_covered(other) <= 0.99
