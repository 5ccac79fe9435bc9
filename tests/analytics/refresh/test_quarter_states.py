import re
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from access import process_cache
from analytics.figures.presenters import quarter_words
from analytics.items import item_codes
from analytics.models import QuarterState, WeightRun
from analytics.refresh.actions import correct, refill
from analytics.refresh.selectors import progress, quarter_states
from analytics.weighting import nonresponse_range, provisional
from analytics.weighting.provisional import GroupProgress, StageGroup
from responses.cases.stages import SurveyStage
from responses.eligibility.send_windows import SEND_WINDOWS, WindowOrigin
from responses.models import Case
from tests.analytics import make
from tests.analytics.figures.test_pages import text_of
from tests.analytics.make import CITY, KENT, Q3, Victim
from tests.conftest import NOW, TESTER

Q3_ENDS = date(2026, 9, 30)
COMPARING = (
    "/staff/journey/", f"/staff/journey/{CITY}/", "/staff/let-down/", f"/staff/let-down/{CITY}/",
    "/staff/comparison/", f"/staff/comparison/{CITY}/", "/staff/disparities/", "/staff/checks/",
    "/staff/combined-groups/",
)  # fmt: skip
pytestmark = pytest.mark.django_db


def fill(*, days: int = 0):
    refill.refill_cells(periods=[Q3], by=TESTER, at=NOW + timedelta(days=days))
    return quarter_states.read_states()[Q3]


def two_forces(*, waiting: int) -> None:
    make.load(
        [
            *make.satisfied_and_not(60, 40),
            *make.satisfied_and_not(60, 40, force=KENT),
            *make.silent(100),
            *(Victim(decision="PENDING", is_invited=False) for _ in range(waiting)),
        ]
    )


class TestThoseWhoAnsweredLate:
    @pytest.fixture(autouse=True)
    def _any_number(self, monkeypatch):
        monkeypatch.setattr(nonresponse_range, "_moved_by_nine", lambda _said: 0.0)

    def _load(self, *, waiting: int) -> None:
        two_forces(waiting=waiting)
        late = NOW - timedelta(days=30)
        make.load(make.satisfied_and_not(30, 60, completed_at=late))

    @pytest.mark.slow
    def test_are_spoken_of_when_the_quarter_has_closed(self):
        self._load(waiting=0)

        assert fill().shifts["Q-OVR-1"].as_late is not None

    @pytest.mark.slow
    def test_are_not_while_it_is_open(self):
        self._load(waiting=60)

        shift = fill().shifts["Q-OVR-1"]

        assert shift.as_late is None
        assert shift.lower < 0 < shift.upper

    @pytest.mark.slow
    def test_are_no_more_once_it_was_corrected(self):
        self._load(waiting=0)
        fill()
        assert all(run.late_answers for run in WeightRun.objects.all())
        ids = list(Case.objects.filter(force_id=CITY).order_by("pk").values_list("pk", flat=True))
        Case.objects.filter(pk__in=[*ids[:30], *ids[60:90]]).update(crime_group="robbery")

        correct.correct_quarter(
            period=Q3, why="Robberies.", approved_by="Another", by=TESTER, at=NOW
        )

        assert quarter_states.read_states()[Q3].shifts["Q-OVR-1"].as_late is None
        assert not any(run.late_answers for run in WeightRun.objects.all())


class TestAQuarterWithEventsThatWait:
    @pytest.mark.slow
    def test_says_so_and_is_compared_with_nothing(self, national_client, national_analyst):
        two_forces(waiting=40)
        fill()

        page = text_of(national_client.get(f"/staff/forces/?period={Q3}"))
        assert "2026 Q3 is still open" in page
        assert "its forces are not compared" in page
        assert "2026 Q3 [p]" in page
        compared = text_of(national_client.get(f"/staff/comparison/{CITY}/?period={Q3}"))
        assert "is still open, and is compared with nothing yet" in compared
        soon = text_of(national_client.get(f"/staff/coverage/?period={Q3}"))
        assert re.search(r"340 12\s?% still waiting", soon)
        assert "About 40 answers have come and are in no figure yet" in soon
        told = national_client.get(f"/api/v1/figures/?period={Q3}").json()
        assert told["is_provisional"] is True
        with pytest.raises(CommandError, match="not closed"):
            call_command("publish_release", period=Q3, by=national_analyst.email)

    @pytest.mark.slow
    def test_shows_totals_alone(self, national_client):
        two_forces(waiting=40)
        fill()

        page = text_of(national_client.get(f"/staff/figures/{CITY}/?period={Q3}&by=stage"))

        assert "shown once the quarter has closed" in page

    @pytest.mark.slow
    def test_says_on_each_page_that_compares_what_will_stand_there(self, national_client):
        two_forces(waiting=40)
        fill()

        for address in COMPARING:
            page = text_of(national_client.get(f"{address}?period={Q3}"))
            assert "Not compared yet" in page, address
            assert "No quarter has closed yet. The first comparison comes when one has" in page
            assert "too few answers to compare" not in page, address
            assert not re.search(r"\[low\](?! marks)", page), address
            assert "have enough answers" not in page, address

    @pytest.mark.slow
    def test_blames_no_answers_for_a_change_that_is_not_compared_yet(self, national_client):
        two_forces(waiting=40)
        fill()

        page = text_of(national_client.get(f"/staff/trends/?period={Q3}"))

        assert page.count("not compared yet") == len(item_codes())
        assert "too few answers" not in page
        assert "England and Wales, 2026 Q3: each question, quarter by quarter" in page

    @pytest.mark.slow
    @pytest.mark.parametrize("address", ["/staff/outcomes/", "/staff/records/", "/staff/themes/"])
    def test_is_counted_for_no_page_that_counts_each_once(self, national_client, address):
        two_forces(waiting=40)
        fill()
        assert "No quarter has closed yet." in text_of(national_client.get(address))

        QuarterState.objects.update(closed_on=NOW.date())
        process_cache.clear()
        page = text_of(national_client.get(address))
        assert "No quarter has closed yet." not in page
        is_told = "2026 Q3 has closed, and its count follows within the day." in page
        assert is_told is (address != "/staff/themes/")

    def test_is_awaited_where_earlier_ones_are_being_added_up(self, monkeypatch):
        assert quarter_words.not_counted("") == "No quarter has closed yet."

        monkeypatch.setattr(progress, "queued_lately", lambda: frozenset({"2026-Q2"}))

        assert "No quarter has closed" not in quarter_words.not_counted("")
        assert "Quarters are being added up" in quarter_words.not_counted("")

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("address", "what"),
        [
            ("/staff/outcomes/", "beside what victims say they were told and wanted"),
            ("/staff/records/", "beside what victims say."),
            ("/staff/drivers/", "go most closely with being satisfied stand here"),
            ("/staff/ways/", "on the web, by telephone and on paper stands here"),
        ],
    )
    def test_leaves_no_empty_page_without_a_word_of_what_will_stand_there(
        self, national_client, address, what
    ):
        assert what in text_of(national_client.get(address))

    @pytest.mark.slow
    def test_settles_on_a_day_that_it_keeps_until_it_waits_again(self):
        two_forces(waiting=40)
        assert fill().closes_on is None

        make.load(make.silent(600))
        settled = NOW.date() + timedelta(days=3)
        assert fill(days=3).settled_on[StageGroup.INVESTIGATION] == settled
        assert fill(days=5).closes_on == settled + timedelta(days=28)

        make.load([Victim(decision="PENDING", is_invited=False) for _ in range(40)])
        assert fill(days=7).closes_on is None

    @pytest.mark.slow
    def test_is_closed_from_the_day_after_the_twenty_eighth(self):
        two_forces(waiting=40)
        fill()
        make.load(make.silent(600))
        fill(days=3)

        assert fill(days=31).closed_on is None
        assert fill(days=32).closed_on == NOW.date() + timedelta(days=31)

    @pytest.mark.slow
    def test_says_after_how_many_days_each_stage_settled(self, national_client):
        two_forces(waiting=0)
        fill()

        page = text_of(national_client.get(f"/staff/coverage/?period={Q3}"))

        assert re.search(r"300 0\s?% 0 days 60 days, not possible", page)
        assert "each is asked about from 90 days after the report" in page
        assert "The quarter closed on 28 October 2026" in page

    def test_says_which_stages_settled_within_the_goal(self):
        after = {StageGroup.REPORT: 11, StageGroup.INVESTIGATION: 114, StageGroup.CHARGED: 60}
        state = quarter_states.KnownState(
            period=Q3,
            stages={group: GroupProgress(frame=100, pending=0) for group in after},
            settled_on={group: Q3_ENDS + timedelta(days=days) for group, days in after.items()},
            shifts={},
        )

        assert "These settled within the goal of 60 days: “Reporting” and “Charge”." in (
            quarter_words.goals(state)
        )


def test_an_investigation_opens_when_its_window_does():
    window = SEND_WINDOWS[SurveyStage.INVESTIGATION]

    assert window.origin is WindowOrigin.CASE_REPORTED
    assert window.opens_after_days == provisional.INVESTIGATION_OPENS_AFTER
