import pytest

from access.models import Force
from analytics.models import ModelledShares, ShownTable
from analytics.refresh import modelled_shares
from analytics.refresh.actions import refill
from analytics.tables import Dimension
from tests.analytics import make
from tests.analytics.make import Q3
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
ITEM = "Q-OVR-1"


@shared_rows
def answered():
    forces = Force.objects.order_by("code").values_list("code", flat=True)[:10]
    make.load(
        victim
        for number, force in enumerate(forces)
        for crime, satisfied, others in (("burglary", 14, 10), ("fraud", 2 + number % 4, 3))
        for victim in make.satisfied_and_not(satisfied, others, force=force, crime_group=crime)
    )


@pytest.fixture
def _filled(answered, monkeypatch):
    monkeypatch.setattr(modelled_shares, "MOST_MOVED", 0.4)
    make.fill()


@pytest.mark.slow
@pytest.mark.usefixtures("_filled")
class TestClosing:
    def test_keeps_what_is_modelled_of_each_force(self):
        kept = ModelledShares.objects.filter(period=Q3)

        forces = kept.filter(dimension=Dimension.ALL)
        assert forces.count() == 10
        for row in forces:
            share, lower, upper = row.shares[ITEM]["all"]
            assert 0 <= lower < share < upper <= 100

    def test_fills_it_once(self):
        before = list(ModelledShares.objects.order_by("pk").values())

        refill.refill_cells(periods=[Q3], by=TESTER, at=NOW)

        assert before
        assert list(ModelledShares.objects.order_by("pk").values()) == before

    def test_hides_no_less(self, monkeypatch):
        monkeypatch.setattr(modelled_shares, "MODELLED", ())
        before = _shown()

        make.fill()

        assert _shown() == before
        assert not ModelledShares.objects.exists()


def _shown():
    return list(
        ShownTable.objects.order_by("dimension", "area").values_list("dimension", "area", "shares")
    )
