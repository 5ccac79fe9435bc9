from datetime import timedelta

import pytest

from access import selectors as access_selectors
from access.permissions import Permission
from responses.follow_up import actions as follow_up
from responses.follow_up.endings import FollowUpEnd
from responses.models import Case, FollowUp, WrittenText
from responses.team_record import presenters, selectors
from responses.team_record.selectors import InTime, is_safe_beside
from responses.triage.rule_recall import TextsJudged, recall_of
from responses.vault.sealed.wishes import SafeWay
from tests.conftest import NOW, TESTER
from tests.responses.triage.at_the_desk import CITY, NATIONAL, begun, on_the_rota, written

pytestmark = pytest.mark.django_db
PAGE = "/staff/texts/record/"


@pytest.fixture(autouse=True)
def desk():
    return on_the_rota("Ash", "Birch")


def texts(count: int, *, read_after: timedelta | None = timedelta(minutes=5)) -> None:
    for _ in range(count):
        text = written(better="He says he will kill me tonight.")
        if read_after is not None:
            WrittenText.objects.filter(pk=text.pk).update(first_read_at=NOW + read_after)


def record(user, *, at=NOW + timedelta(hours=1)):
    viewer = access_selectors.viewer_for(user.pk).with_permission(Permission.KEEP_ROTA)
    return {each.desk: each for each in selectors.record_for(viewer, at=at).desks}


class TestTexts:
    @pytest.mark.slow
    def test_are_in_time_that_were_read_before_their_clock_ran_out(self, operations_lead):
        texts(2)
        texts(1, read_after=timedelta(minutes=31))
        texts(1, read_after=None)

        assert record(operations_lead)[CITY].in_all == InTime(4, 2)
        assert record(operations_lead)[CITY].weeks[0] == InTime(4, 2)

    def test_are_late_in_which_only_a_second_person_saw_danger(self, operations_lead):
        texts(2)
        WrittenText.objects.filter(pk=WrittenText.objects.latest("pk").pk).update(
            second_category="serious", second_at=NOW
        )

        assert record(operations_lead)[CITY].in_all == InTime(2, 1)

    def test_are_not_counted_while_their_clock_runs(self, operations_lead):
        texts(1, read_after=None)

        assert record(operations_lead, at=NOW)[CITY].in_all == InTime(0, 0)

    @pytest.mark.slow
    def test_are_not_told_to_others_where_there_are_few(self, national_lead):
        texts(9)

        (city,) = (row for desk, row in record(national_lead).items() if desk == CITY)
        assert (city.weeks[0], city.in_all, city.followed_up) == (None, None, None)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_of_a_hidden_case_count_for_the_national_desk(
        self, operations_lead, national_lead
    ):
        texts(10)
        Case.objects.update(flags={"police_suspect": True})

        assert record(operations_lead)[CITY].in_all == InTime(0, 0)
        assert record(national_lead)[NATIONAL].in_all == InTime(10, 10)

    @pytest.mark.parametrize(
        ("hidden", "is_safe"), [((), True), ((9,), False), ((0, 9), False), ((4, 6), True)]
    )
    def test_have_a_sum_only_where_it_tells_nothing_of_what_is_hidden(self, hidden, is_safe):
        assert is_safe_beside([InTime(of, 0) for of in hidden]) == is_safe


class TestPeople:
    def test_are_reached_in_time_by_the_day(self, operations_lead):
        for days in (1, 20, None):
            response = begun()
            follow_up.ask(
                response_id=response.pk, safe_way=SafeWay(way="By letter"), language="en",
                by=TESTER, at=NOW,
            )  # fmt: skip
            if days:
                follow_up.end(
                    wish=FollowUp.objects.get(response=response), outcome=FollowUpEnd.SPOKEN,
                    by=TESTER, at=NOW + timedelta(days=days),
                )  # fmt: skip

        shown = record(operations_lead, at=NOW + timedelta(days=21))

        assert shown[CITY].followed_up == InTime(3, 1)


class TestWhatTheRulesFind:
    def judged(self, **changes: int) -> TextsJudged:
        usual = {"of_danger": 100, "found": 60, "others": 10_000, "twice": 100, "missed": 0}
        return TextsJudged(**{**usual, **changes})

    @pytest.mark.parametrize("few", [{"twice": 99}, {"of_danger": 29}])
    def test_is_not_known_of_few(self, few):
        assert recall_of(self.judged(**few)) is None
        assert presenters.recall_words(self.judged(**few)) == "not known"

    def test_counts_each_that_was_missed_for_all_that_nobody_read_twice(self):
        recall = recall_of(self.judged(missed=1))

        assert recall.share == pytest.approx(60 / 200)
        assert recall.low == pytest.approx(60 / (100 + 544.9), rel=1e-3)
        assert recall.high == pytest.approx(60 / (100 + 17.7), rel=1e-3)

    @pytest.mark.slow
    def test_is_counted_by_language_with_what_a_second_person_saw(self):
        rows = [
            ("immediate", "immediate", ""), ("serious", "none", ""), ("none", "none", ""),
            ("none", "none", "none"), ("child", "none", "child"),
        ]  # fmt: skip
        for category, rules, second in rows:
            WrittenText.objects.filter(pk=written().pk).update(
                category=category, rules_category=rules, second_category=second,
                second_at=NOW if second else None, state="closed", closed_at=NOW,
                closed_by="Ash", outcome="known", told="unsafe", sorted_at=NOW,
            )  # fmt: skip

        assert selectors._judged_by_language() == {
            "en": TextsJudged(of_danger=2, found=1, others=3, twice=2, missed=1)
        }


class TestThePage:
    @pytest.mark.slow
    def test_shows_a_lead_their_desk_and_no_other(self, lead_client, clock):
        texts(2)
        clock.shift(timedelta(hours=1))

        page = lead_client.get(PAGE).content.decode()

        assert "City of London" in page
        assert "2 of 2" in page
        assert "Kent" not in page
        assert "Not known for any language" in page
