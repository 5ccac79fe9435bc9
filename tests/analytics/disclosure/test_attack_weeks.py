import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from analytics.alerts import actions as alerts_actions
from analytics.alerts import weekly_series
from analytics.alerts.weekly_series import week_number
from analytics.casebook import weekly_picture
from analytics.casebook.actions.follow import follow
from analytics.casebook.selectors import cases, clock
from analytics.cube import meanings
from analytics.models import Alert
from analytics.stats.emerging import lines
from responses import extract
from tests.analytics import make
from tests.analytics.disclosure.weekly_solver import Telling, known_too_well
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAST = date(2026, 11, 9)
WEEKS, LOW = 45, 9
ITEM = "Q-OVR-1"
FEW = (4, 5, 3, 6, 4, 5)
"""Answers a week in the City, over and over; in Kent there are twelve."""
SENTENCE = re.compile(r"In the (\d+) weeks to (\d+ \w+ \d+), (\d+) % .*?base about ([\d,]+)\)")


def history() -> None:
    victims = []
    for back in range(WEEKS):
        day = LAST - timedelta(weeks=back) + timedelta(days=2)
        facts = {
            "on": day - timedelta(days=10),
            "completed_at": datetime.combine(day, time(12), UTC),
        }
        few = FEW[back % len(FEW)]
        satisfied = int(back in {2, 5}) if back < LOW else few - 1
        victims += make.satisfied_and_not(satisfied, few - satisfied, force=CITY, **facts)
        victims += make.satisfied_and_not(8 + back % 2, 4 - back % 2, force=KENT, **facts)
    make.load(victims)


@shared_rows
def few_answers():
    history()


@pytest.fixture(autouse=True)
def _one_question(monkeypatch):
    only = {ITEM: meanings.meanings()[ITEM]}
    monkeypatch.setattr(meanings, "meanings", lambda: only)


@pytest.fixture(autouse=True)
def _more_is_told(monkeypatch):
    monkeypatch.setattr(lines, "TWICE", lines.RedLine(false_share=lines.TWICE.false_share))


def mornings(client, mondays=5):
    for back in range(mondays - 1, -1, -1):
        week = LAST - timedelta(weeks=back)
        alerts_actions.raise_alerts(week=week, by=TESTER, at=NOW)
        follow(by=TESTER, at=NOW)
        for alert in Alert.objects.filter(item=ITEM):
            yield from told_by(client, alert)


def told_by(client, alert):
    forces = [alert.force_id] if alert.force_id else [CITY, KENT]
    page = client.get(f"/staff/alerts/{alert.pk}/").content.decode()
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    weeks, day, share, base = SENTENCE.search(page).groups()
    last = week_number(datetime.strptime(day, "%d %B %Y").date())
    yield _telling(forces, last, int(weeks), int(share), int(base.replace(",", "")))
    drawn = weekly_picture.from_json(cases.case_or_default(alert).picture)
    heads = answers()
    for point in drawn.points:
        if point.share is not None:
            assert f'<td class="is-number">{point.share * 100:.0f} %</td>' in page
            within = range(point.week, point.week + drawn.weeks_each)
            people = sum(heads.get((force, week), (0, 0))[1] for force in forces for week in within)
            tens = 10 * int(people / 10 + 0.5)
            yield _telling(forces, within[-1], len(within), round(point.share * 100), tens)


def _telling(forces, last, weeks, per_cent, tens):
    cells = {(force, week) for force in forces for week in range(last - weeks + 1, last + 1)}
    return Telling(weeks=frozenset(cells), share=per_cent / 100, tens=tens)


def answers():
    found = {}
    for row in extract.answer_rows():
        at = (row.force, week_number(row.completed_on))
        satisfied, all_ = found.get(at, (0, 0))
        found[at] = satisfied + (row.answers[ITEM] == ["very_satisfied"]), all_ + 1
    return found


@pytest.mark.usefixtures("few_answers")
class TestTheAttackOnWeeks:
    def test_finds_no_week_of_few_answers(self, national_client):
        told = list(mornings(national_client))

        assert {len(each.weeks) for each in told} == {2, 4, 8}, "a force's, and both"
        assert known_too_well(told, recent(answers())) == []

    def test_succeeds_where_windows_and_pictures_slide(self, national_client, monkeypatch):
        monkeypatch.setattr(weekly_series, "may_replace_window", lambda **_given: True)
        monkeypatch.setattr(clock, "drawn_before", lambda _alert: None)

        told = list(mornings(national_client))

        assert known_too_well(told, recent(answers()))

    def test_raises_no_alert_for_weeks_of_another_alert(self):
        rise = make.alert(
            item=ITEM, is_rise=True, window_weeks=4, told_week=LAST - timedelta(weeks=1),
            first_week=LAST - timedelta(weeks=1), last_week=LAST - timedelta(weeks=1),
        )  # fmt: skip
        alerts_actions.raise_alerts(week=LAST, by=TESTER, at=NOW)
        assert list(Alert.objects.filter(force=CITY)) == [rise]

        Alert.objects.filter(pk=rise.pk).update(
            told_week=LAST - timedelta(weeks=4), first_week=LAST - timedelta(weeks=4)
        )
        alerts_actions.raise_alerts(week=LAST, by=TESTER, at=NOW)
        assert Alert.objects.filter(force=CITY).count() == 2


def recent(found):
    first = week_number(LAST) - LOW
    return {at: few for at, few in found.items() if at[1] > first}
