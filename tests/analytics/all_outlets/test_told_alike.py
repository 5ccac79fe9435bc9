from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

import pytest

from access import process_cache
from analytics.models import ShownTable
from analytics.stats.proportions import Proportion
from analytics.stats.rounding import whole_points
from analytics.stats.suppression import ROUNDED_UP_TO, Published
from tests.analytics import make
from tests.analytics.all_outlets import walk
from tests.analytics.make import Q3
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORCES = ("city-of-london", "dorset", "essex", "kent", "norfolk", "suffolk")
QUARTERS = {"2026-Q2": date(2026, 5, 4), Q3: make.IN_Q3}
GOOD, BAD = ["very_satisfied"], ["very_dissatisfied"]
ITEMS = ("Q-OVR-1", "Q-INF-1")
SHARE, EFFECTIVE_BASE = 0, 6
NEARLY = 0.0049


@shared_rows
def six_forces() -> None:
    random = Random(8)
    make.load(
        make.Victim(
            force=force,
            on=on,
            stage=random.choice(("ST1", "ST2")),
            answers={item: random.choice((GOOD, GOOD, BAD)) for item in ITEMS},
        )
        for on in QUARTERS.values()
        for force in FORCES
        for _ in range(130)
    )
    make.fill(*QUARTERS)


def tell_alike(random: Random) -> int:
    moved = 0
    for table in ShownTable.objects.all():
        for by_level in table.shares.values():
            for level, kept in by_level.items():
                if not isinstance(kept, str) and 0.01 < kept[SHARE] < 0.99:
                    by_level[level] = [_alike(random, kept[SHARE]), *kept[SHARE + 1 :]]
                    assert kept[EFFECTIVE_BASE] <= ROUNDED_UP_TO
                    moved += 1
        table.save(update_fields=["shares"])
    process_cache.clear()
    return moved


def _alike(random: Random, share: float) -> float:
    return whole_points.told(share) + random.uniform(-NEARLY, NEARLY)


def exactly(figure: Published) -> Proportion:
    return Proportion(
        successes=figure.positive * figure.effective_base, trials=figure.effective_base
    )


def differing(first: Mapping[str, bytes], other: Mapping[str, bytes | None]) -> Iterator[str]:
    return (address for address, content in first.items() if other[address] != content)


class TestFiguresThatAreToldAlike:
    @pytest.fixture(autouse=True)
    def of_six_forces(self, six_forces, monkeypatch):
        asked = {"period": ("2026-Q2", Q3), "force": ("", *FORCES)}
        monkeypatch.setattr(walk, "VALUES", walk.VALUES | asked | {"item": ITEMS})
        monkeypatch.setattr(walk, "ITEMS", ITEMS)

    @pytest.mark.parametrize("who", ["force", "national"])
    def test_give_the_same_pages_files_and_calls(self, who, force_client, national_client):
        client = {"force": force_client, "national": national_client}[who]
        first = walk.pages_of(client, most=2)
        assert any("/comparisons/" in address for address in first)

        assert tell_alike(Random(3))
        other = walk.opened_again(client, first)

        assert list(differing(first, other)) == []

    @pytest.mark.nightly
    @pytest.mark.parametrize("who", ["force", "national"])
    def test_would_be_found_told_more_exactly(
        self, who, force_client, national_client, monkeypatch
    ):
        client = {"force": force_client, "national": national_client}[who]
        monkeypatch.setattr(Published, "proportion", property(exactly))
        first = walk.pages_of(client, most=2)

        tell_alike(Random(3))
        other = walk.opened_again(client, first)

        routes = {walk.route_of(address) for address in differing(first, other)}
        assert len(routes) > 3
