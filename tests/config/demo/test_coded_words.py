from datetime import date

import pytest

from analytics.models import ThemeRate
from analytics.themes import actions
from config.demo.planted import FALLING_FORCE, RISING_FORCE
from config.demo.staff import texts
from responses.models import CodedText
from responses.themes.selectors import coding
from tests.analytics.make import answering, load
from tests.analytics.themes.test_pages import CLOSED, Q2, close
from tests.conftest import TESTER
from tests.responses.asked import NO_FLAGS
from tests.responses.themes.coded import analyst, viewer

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_true_shares_are_found():
    for force, people in texts.PEOPLE.items():
        given = {"Q-OVR-1": ["neither"]}
        load(answering(people, given, on=date(2026, 5, 4), force=force, flags=NO_FLAGS))
    for on in (date(2026, 8, 3), date(2026, 10, 5)):
        load(answering(1, {"Q-OVR-1": ["neither"]}, on=on, flags=NO_FLAGS))
    kent, _ = analyst("kent.analyst", FALLING_FORCE), analyst("national.analyst", None)

    assert texts.write_coded_texts(at=CLOSED) == 80
    assert texts.write_coded_texts(at=CLOSED) == 0
    assert coding.desk_for(viewer(kent)).waiting >= texts.UNCODED
    close(CLOSED)
    CodedText.objects.update(is_doubled=False)
    actions.count_themes(period=Q2, by=TESTER, at=CLOSED.replace(month=10))

    true = [each.theme for each in texts.BETTER].count("informed") / 10
    for area in (RISING_FORCE, "nation"):
        found = ThemeRate.objects.get(area=area, rate="better:informed", dimension="all")
        assert found.found / found.people == pytest.approx(true, abs=0.03)
