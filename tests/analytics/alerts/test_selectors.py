import pytest

from access.viewer import Viewer
from analytics.alerts import presenters, selectors
from tests.analytics import make
from tests.analytics.make import CITY, KENT

pytestmark = pytest.mark.django_db
LONDON = "E12000007"


class TestARegionsAlert:
    @pytest.mark.parametrize(
        ("viewer", "is_seen"),
        [
            (Viewer(user_id=1, name="x", is_national=True), True),
            (Viewer(user_id=1, name="x", force_codes=frozenset({CITY})), True),
            (Viewer(user_id=1, name="x", force_codes=frozenset({KENT})), False),
        ],
    )
    def test_is_read_by_its_forces_and_nationally(self, viewer, is_seen):
        nations = make.alert(force_id=None)
        regions = make.alert(force_id=None, dimension="region", level=LONDON)

        seen = set(selectors.alerts_for(viewer))

        assert nations in seen
        assert (regions in seen) is is_seen

    def test_has_no_number_and_its_own_place(self):
        alert = make.alert(force_id=None, dimension="region", level=LONDON)

        words = presenters.alert_words(alert)

        assert words.place == "London"
        assert "fewer victims of this region" in words.statement
        assert "%" not in words.statement
