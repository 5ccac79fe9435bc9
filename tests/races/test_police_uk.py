"""Two months of police.uk are loaded at once."""

import pytest

from responses.models import Case, PoliceUkFiling
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses.imports.test_import_police_uk import load, outcome, street, truth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
APRIL = (outcome(month=4), outcome("a2", 4, "Local resolution"))
MAY = (outcome("a2", 5, "Offender given a caution"), outcome(month=5, wording="Offender fined"))


@pytest.mark.databases
class TestTwoLoads:
    def test_at_once_lose_nothing_that_either_brings(self):
        ground.clear()
        load(street(), street("a2"), *APRIL, *MAY)
        expected = truth()

        def prepare():
            ground.clear()
            load(street(), street("a2"))
            return lambda: load(*APRIL), lambda: load(*MAY)

        def check():
            assert PoliceUkFiling.objects.count() == Case.objects.count() == 2
            assert truth() == expected

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)
