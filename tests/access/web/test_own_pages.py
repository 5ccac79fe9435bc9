import pytest

from access.models import Force, Membership
from access.permissions import Role
from tests.conftest import _client

pytestmark = pytest.mark.django_db


class TestAnAnalystOfOneForce:
    @pytest.mark.parametrize("page", ["journey", "outcomes", "themes", "trends", "questions"])
    def test_is_led_to_the_same_page_of_their_force(self, page, force_analyst):
        answer = _client(force_analyst).get(f"/staff/{page}/", {"period": "2026-Q1"})

        assert answer.status_code == 302
        assert answer.url == f"/staff/{page}/city-of-london/?period=2026-Q1"

    def test_is_refused_a_page_that_no_force_has(self, force_analyst):
        assert _client(force_analyst).get("/staff/ways/").status_code == 403

    def test_finds_no_page_of_another_force(self, force_analyst):
        assert _client(force_analyst).get("/staff/journey/kent/").status_code == 404


class TestWhoeverElse:
    def test_of_several_forces_is_led_to_none(self, force_analyst):
        Membership.objects.create(
            user=force_analyst, role=Role.FORCE_ANALYST, force=Force.objects.get(code="kent")
        )
        assert _client(force_analyst).get("/staff/journey/").status_code == 403

    def test_reads_no_figures_and_is_refused(self, data_loader):
        assert _client(data_loader).get("/staff/journey/").status_code == 403

    def test_of_the_nation_stays_there(self, national_analyst):
        assert _client(national_analyst).get("/staff/journey/").status_code == 200
