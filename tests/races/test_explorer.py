"""The explorer of races finds one that is there."""

import pytest
from django.db import connection, transaction
from django.db.models import F

from access.models import Force
from tests.races import explorer
from tests.races.explorer import Race, explore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


def force():
    return Force.objects.filter(pk="kent")


def add_by_reading():
    number = int(force().get().region_code)
    force().update(region_code=str(number + 1))


@transaction.atomic
def add_by_reading_under_a_lock():
    number = int(force().select_for_update().get().region_code)
    force().update(region_code=str(number + 1))


def counting_race(add):
    def prepare():
        force().update(region_code="0")
        return add, add

    def check():
        assert force().get().region_code == "2"

    return Race(prepare=prepare, check=check)


class TestTheExplorer:
    def test_finds_a_lost_update(self):
        broken = explore(counting_race(add_by_reading))

        assert bool(broken.faults) == (connection.vendor == "postgresql"), str(broken)

    def test_finds_none_under_a_lock(self):
        broken = explore(counting_race(add_by_reading_under_a_lock))

        assert broken.tried > 1
        assert not broken.faults, str(broken)

    def test_finds_two_that_lock_in_opposite_orders(self):
        def lock(*codes):
            with transaction.atomic():
                for code in codes:
                    Force.objects.filter(pk=code).update(name=F("name"))

        def prepare():
            return lambda: lock("kent", "surrey"), lambda: lock("surrey", "kent")

        broken = explore(Race(prepare=prepare, check=lambda: None), seed=1)

        found = any("deadlock" in fault for fault in broken.faults.values())
        assert found == (connection.vendor == "postgresql"), str(broken)

    def test_goes_through_every_order(self):
        assert sorted(explorer._orders(2, 1)) == ["AAB", "ABA", "BAA"]
        assert len(explorer._orders(6, 6)) == 924
