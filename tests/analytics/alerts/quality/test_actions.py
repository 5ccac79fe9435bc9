from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from access.models import AuditEvent
from access.viewer import Viewer
from analytics.alerts import actions as alerts_actions
from analytics.alerts import presenters as alert_words
from analytics.alerts import selectors as alerts_selectors
from analytics.alerts import weekly_series
from analytics.alerts.quality import actions, counting, selectors
from analytics.alerts.quality.findings import Found
from analytics.alerts.quality.presenters import finding_words
from analytics.alerts.scanning.tiers import Wording
from analytics.alerts.weekly_series import week_number
from analytics.casebook.actions.follow import follow
from analytics.casebook.selectors import cases, clock
from analytics.models import Alert, QualityFinding, QualityWeek
from responses import extract
from responses.extract_weeks import DayCount
from responses.models import Invitation, Response
from tests.analytics import make
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 9)
WEEKS = 60
GAP = (3, 4, 5)
CODES = (("Q-OVR-0", ""), ("Q-OVR-1", "Q-OVR-0"))
DAY = date(2026, 8, 12)
FAR = LAST + timedelta(weeks=52)
NATIONAL = Viewer(user_id=1, name="x", is_national=True)
RUN = {"tallies": {}, "by": TESTER, "at": NOW}


def history(*, gap: tuple[int, ...] = GAP) -> None:
    victims = []
    for back in range(WEEKS):
        satisfied = 4 if back < 10 else 13 + (back % 2) * 2
        day = LAST - timedelta(weeks=back) + timedelta(days=2)
        if back not in gap:
            victims += make.satisfied_and_not(
                satisfied, 20 - satisfied, on=day - timedelta(days=7),
                completed_at=datetime.combine(day, time(12), UTC),
            )  # fmt: skip
    make.load(victims)


def raise_alerts(week: date = LAST) -> list[Alert]:
    return alerts_actions.raise_alerts(week=week, by=TESTER, at=NOW)[week]


@shared_rows
def missed():
    history()


@pytest.mark.slow
@pytest.mark.usefixtures("missed")
class TestAMissedFile:
    def test_explains_an_alert_of_its_force_which_is_listed_and_no_alert(self):
        raised = raise_alerts()

        alert = Alert.objects.get(force_id=CITY)
        assert alert not in raised
        assert alert.explained_by == "missed_file"
        assert alert.artefacts[0]["weeks"] == len(GAP)
        assert alert in alerts_selectors.alerts_for(NATIONAL)
        assert alerts_selectors.alerts_of(NATIONAL, [CITY]) == []
        assert not alerts_selectors.is_open(alert)

    def test_is_named_in_its_sentence_in_both_languages(self):
        raise_alerts()

        alert = Alert.objects.get(force_id=CITY)
        assert "for 3 weeks from 5 October 2026" in alert_words.statement(alert)
        with override("cy"):
            assert "Prin y holwyd neb" in alert_words.statement(alert)

    def test_leaves_the_nations_alert_standing(self):
        raised = raise_alerts()

        assert [alert.force_id for alert in raised] == [None]

    def test_explains_no_longer_when_its_weeks_are_over(self, monkeypatch):
        told: list[str | None] = []
        monkeypatch.setattr(
            alerts_actions, "tell_systems", lambda kind, alert, at: told.append(alert.force_id)
        )
        raise_alerts()
        assert told == [None], "what is explained is no alert to other systems either"
        Alert.objects.update(last_week=LAST - timedelta(weeks=1))
        monkeypatch.setattr(alerts_actions, "_load_happenings", lambda monday: [])
        later = NOW + timedelta(days=7)

        raised = alerts_actions.raise_alerts(week=LAST, by=TESTER, at=later)[LAST]

        assert {alert.force_id: alert.raised_at for alert in raised} == {None: NOW, CITY: later}
        assert told == [None, CITY]

    def test_explains_no_longer_though_the_numbers_of_few_answers_stay(self, monkeypatch):
        raise_alerts()
        before = Alert.objects.get(force_id=CITY)
        told = {"told_week": LAST - timedelta(weeks=1), "observed": 0.5}
        Alert.objects.update(last_week=LAST - timedelta(weeks=1), **told)
        monkeypatch.setattr(alerts_actions, "_load_happenings", lambda monday: [])
        monkeypatch.setattr(weekly_series, "LEAST_IN_A_WEEK", 21)

        raise_alerts()

        alert = Alert.objects.get(force_id=CITY)
        assert (alert.explained_by, alert.last_week) == ("", LAST)
        assert (alert.told_week, alert.observed) == tuple(told.values())
        assert alert.artefacts == before.artefacts

    def test_is_nobodys_to_follow_nor_another_with_it(self):
        raise_alerts()
        explained, nations = (Alert.objects.get(force_id=force) for force in (CITY, None))
        assert clock.alerts_without_case() == [nations]

        follow(by=TESTER, at=NOW)

        assert explained.pk not in {one.pk for one in clock.cases_to_escalate(FAR)}
        assert nations.pk in {one.alert_id for one in clock.cases_to_escalate(FAR)}
        assert cases.others_for(NATIONAL, nations) == []

    def test_takes_no_alert_back_that_stood_before_it(self):
        raise_alerts()
        Alert.objects.update(last_week=LAST - timedelta(weeks=1), explained_by="")

        assert {alert.force_id for alert in raise_alerts()} == {None, CITY}

    def test_is_told_on_the_page_of_alerts(self, national_client):
        raise_alerts()

        page = national_client.get("/staff/alerts/").content.decode()

        assert "Explained by a missed file" in page
        assert "How answers came about" in page

    def test_is_in_the_api_by_its_code(self, national_client):
        raise_alerts()

        told = national_client.get("/api/v1/alerts/").json()["alerts"]

        (explained,) = (one for one in told if one["force"] == CITY)
        assert explained["explained_by"] == "missed_file"
        assert explained["artefacts"][0]["code"] == "missed_file"

    def test_stands_out_alike_where_its_weeks_were_counted_beforehand(self):
        counting.count_weeks(last=LAST, weeks_before=0)
        before = list(QualityWeek.objects.values())

        raise_alerts()

        assert list(QualityWeek.objects.values()) == before
        assert Alert.objects.get(force_id=CITY).explained_by == "missed_file"

    def test_is_found_once_however_often_the_week_is_looked_at(self):
        raise_alerts()
        before = list(QualityWeek.objects.values()), list(QualityFinding.objects.values())

        raise_alerts()

        after = list(QualityWeek.objects.values()), list(QualityFinding.objects.values())
        assert after == before
        assert AuditEvent.objects.filter(kind="alerts.raised").last().details["explained"] >= 1


class TestTheCountsOfAWeek:
    def test_are_those_of_who_was_asked_who_answered_and_how(self):
        at = datetime.combine(DAY, time(12), UTC)
        day = DAY - timedelta(days=9)
        sent = day + timedelta(days=7)
        make.load(
            [
                *make.satisfied_and_not(2, 1, on=day, completed_at=at, stage="ST1"),
                make.Victim(on=day, stage="ST1", decision="NOCONTACTDATA", is_invited=False),
                make.Victim(on=day, stage="ST1", decision="PENDING", is_invited=False),
            ]
        )
        Response.objects.filter(pk=Response.objects.first().pk).update(
            withdrawn_at=at, withdrawn_by="respondent"
        )
        Invitation.objects.filter(pk=Invitation.objects.first().pk).update(opted_out_at=at)

        counted = extract.day_counts(first=day, last=DAY)

        def of(name: str, level: str = "", on: date = DAY) -> int:
            return counted[DayCount(on, CITY, name, level)]

        assert (of("answered"), of("withdrawn"), of("opted_out")) == (2, 1, 1)
        assert (of("mode", "web_sms"), of("crime", "burglary"), of("stage", "ST1")) == (2, 2, 2)
        assert of("asked", on=sent) == of("asked_first", on=sent) == 3
        assert of("answered_soon", on=sent) == 2
        assert (of("reported", on=day), of("decided", on=day)) == (5, 4)
        assert (of("excluded", on=day), of("unreachable", on=day)) == (1, 1)
        assert of("asked", on=DAY + timedelta(days=1)) == 0

    @pytest.mark.slow
    def test_are_kept_for_as_long_as_a_series_is(self):
        make.load(make.satisfied_and_not(2, 1, on=DAY - timedelta(days=9)))

        actions.look_at_quality(last=DAY - timedelta(days=2), weeks_before=0, **RUN)
        assert QualityWeek.objects.exists()
        actions.look_at_quality(last=DAY + timedelta(weeks=131), weeks_before=0, **RUN)

        assert not QualityWeek.objects.exists()


FOUND = Found(
    code="withdrawn", level="", area=CITY, first=week_number(LAST), last=week_number(LAST),
    window_weeks=4, is_rise=True, observed=31, expected=14, base=31, score=4.0,
)  # fmt: skip


class TestAFinding:
    def kept(self, *found: Found) -> list[str]:
        actions._keep_found(found)
        return [one.statement for one in finding_words(list(QualityFinding.objects.order_by("pk")))]

    def test_of_a_count_is_told_to_the_nearest_ten(self):
        assert self.kept(FOUND) == [
            "Answers that were taken back: about 30 in 4 weeks, about 10 expected."
        ]

    def test_of_fewer_than_ten_has_no_number(self):
        for few in ({"expected": 6}, {"base": 0, "level": "x"}):
            assert self.kept(replace(FOUND, **few))[-1:] == [
                "Answers that were taken back: more than usual."
            ]

    def test_of_a_share_says_where_it_was_and_is(self):
        told = replace(
            FOUND, code="mode_mix", level="mode:telephone", observed=0.4, expected=0.2, base=200
        )

        (sentence,) = self.kept(told)

        expected = "Ways of answering (By telephone): up from 20 % to 40 %."
        assert sentence.replace("\N{NO-BREAK SPACE}", " ") == expected

    def test_of_the_weeks_after_extends_it(self):
        self.kept(FOUND)
        self.kept(replace(FOUND, first=FOUND.first + 2, last=FOUND.last + 2, observed=40))

        (row,) = QualityFinding.objects.all()
        assert (row.last_week, row.observed) == (LAST + timedelta(weeks=2), 40)

    def test_of_a_force_is_read_by_its_own_and_national_staff(self):
        self.kept(FOUND, replace(FOUND, area="nation"))
        seen = {
            who: [one.force_id for one in selectors.lately_for(viewer, on=LAST)]
            for who, viewer in {
                "own": of_force(CITY),
                "other": of_force(KENT),
                "national": Viewer(user_id=1, name="x", is_national=True),
            }.items()
        }

        assert set(seen["own"]) == set(seen["national"]) == {None, CITY}
        assert seen["other"] == [None]


class TestANewWording:
    def test_is_a_question_that_replaced_another_since_the_first_version_that_asked_it(
        self, monkeypatch
    ):
        old, new = (SimpleNamespace(code=code, replaces=of) for code, of in CODES)
        asked = {1: [old], 2: [new], 3: [new]}
        rows = [
            SimpleNamespace(version=number, effective_from=DAY + timedelta(weeks=number))
            for number in asked
        ]
        monkeypatch.setattr(selectors, "_versions", lambda on: rows)
        monkeypatch.setattr(
            selectors.survey_selectors, "instrument",
            lambda row: SimpleNamespace(questions=asked[row.version]),
        )  # fmt: skip

        began = DAY + timedelta(weeks=2)
        assert selectors.wordings(on=LAST) == {"Q-OVR-1": Wording(began=began, replaced="Q-OVR-0")}
        assert selectors.new_versions(on=began) == [began, began + timedelta(weeks=1)]

    def test_is_none_of_the_shipped_versions(self):
        assert selectors.wordings(on=LAST) == {}


def of_force(code: str) -> Viewer:
    return Viewer(user_id=1, name="x", force_codes=frozenset({code}))
