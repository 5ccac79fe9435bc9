import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from analytics.alerts import actions as alerts_actions
from analytics.alerts import presenters as shown
from analytics.alerts.weekly_series import week_number
from analytics.disclosure.places import NATION
from analytics.models import Alert
from responses import extract
from tests.analytics import make
from tests.analytics.disclosure.reading_back import rounding_bounds
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAST = date(2026, 11, 9)
WEEKS = 72
ITEM = "Q-OVR-1"
CLOSE = 5
SMALL_FORCE = "durham"
NAMES = {"City of London Police": CITY, "Kent Police": KENT, "England and Wales": NATION}
BASE = re.compile(r"In the (?:(\d+) weeks|week) to .*? base about ([\d,]+)\)")


def history() -> None:
    victims = []
    for back in range(WEEKS):
        day = LAST - timedelta(weeks=back) + timedelta(days=2)
        facts = {
            "on": day - timedelta(days=10),
            "completed_at": datetime.combine(day, time(12), UTC),
        }
        satisfied = 4 if back < 6 else 14 + (back % 2) * 2 - 1
        for force in (CITY, KENT):
            victims += make.satisfied_and_not(satisfied, 20 - satisfied, force=force, **facts)
        victims += make.satisfied_and_not(back % 2, 1 - back % 2, force=SMALL_FORCE, **facts)
    make.load(victims)


def read(client) -> dict[tuple[str, int], int]:
    published = {}
    for pk in Alert.objects.values_list("pk", flat=True):
        page = client.get(f"/staff/alerts/{pk}/").content.decode()
        place = re.search(r"<h1>(.*?): ", page)[1]
        weeks, base = BASE.search(page.replace("\N{NO-BREAK SPACE}", " ")).groups()
        published[NAMES[place], int(weeks or 1)] = int(base.replace(",", ""))
    return published


def known_too_well(published, *, to):
    windows = sorted({weeks for _, weeks in published})
    people = counted(windows)
    small = [cell for cell, count in people.items() if 0 < count < 10]
    assert small, "alerts beside no small group would prove nothing"
    return [
        (force, weeks)
        for force, weeks in small
        if (NATION, int(weeks)) in published and _spread(published, force, int(weeks), to) <= CLOSE
    ]


def _spread(published, force, weeks, to):
    nation = rounding_bounds(published[NATION, weeks], to=to)
    others = [
        rounding_bounds(published[other, weeks], to=to) if (other, weeks) in published else None
        for other in (CITY, KENT, SMALL_FORCE)
        if other != force
    ]
    most = nation[1] - sum(lower for lower, _ in filter(None, others))
    least = 0 if None in others else nation[0] - sum(upper for _, upper in others)
    return most - max(0, least)


def counted(windows):
    latest = week_number(LAST)
    people = Counter()
    for row in extract.answer_rows():
        for weeks in windows:
            if latest - weeks < week_number(row.completed_on) <= latest:
                people[row.force, str(weeks)] += 1
    return people


@shared_rows
def raised():
    history()
    alerts_actions.raise_alerts(week=LAST, by=TESTER, at=NOW)
    assert set(Alert.objects.values_list("force_id", flat=True)) == {None, CITY, KENT}


@pytest.mark.usefixtures("raised")
class TestTheAttackOnAlerts:
    def test_finds_no_small_rest_of_the_nation(self, national_client):
        published = read(national_client)

        assert known_too_well(published, to=10) == []

    def test_succeeds_where_bases_are_told_to_a_head(self, national_client, monkeypatch):
        monkeypatch.setattr(shown, "ROUNDED_TO", 1)

        published = read(national_client)

        assert known_too_well(published, to=1)
