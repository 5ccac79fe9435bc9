from datetime import timedelta

import pytest
from django.test import Client, override_settings

from access.actor import Actor
from access.models import User
from responses.models import Trial
from responses.trials import actions, rules
from responses.trials.rules import TrialKind, TrialOutcome
from tests.conftest import NOW, TESTER, _client
from tests.responses.asked import TODAY
from tests.responses.pages import Page

HERE = "/staff/trials/"
FIRST, LAST = TODAY + timedelta(days=3), TODAY + timedelta(days=60)


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def day(name: str, on) -> dict[str, str]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


SENT = {
    "compares": ["hour:morning", "hour:evening"],
    "outcome": "answered",
    "why": "More people have time in the evening.",
    "difference": "5",
    **day("first_day", FIRST),
    **day("last_day", LAST),
}


@pytest.fixture
def trial(designer: User) -> Trial:
    return actions.propose(
        kind=TrialKind.HOUR,
        arms=["evening"],
        outcome=TrialOutcome.ANSWERED,
        why="More people have time in the evening.",
        planned_each=1000,
        first_day=FIRST,
        last_day=LAST,
        by=Actor.user(user_id=designer.pk, name=designer.name),
        at=NOW,
    )


class TestANewTrial:
    def test_is_written_down_with_the_size_it_needs(self, designer_client: Client) -> None:
        page = Page(designer_client.post(f"{HERE}new/", SENT, follow=True))

        made = Trial.objects.get()
        assert made.planned_each == rules.needed_each(difference=0.05, comparisons=2)
        assert list(made.arms) == ["any", "morning", "evening"]
        assert "Waits for a second person" in page.text
        assert "You proposed this" in page.text

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"compares": []}, "Say what you compare"),
            ({"compares": ["hour:morning", "text:shorter"]}, "Pick ways of one kind"),
            ({"difference": "much"}, "Enter a number, such as 5"),
            ({"difference": "0.1"}, "Enter a number from 1 to 20"),
            (day("first_day", TODAY), "Enter a day after today"),
            (day("last_day", TODAY), "Enter a day after the first one"),
            (day("last_day", TODAY + timedelta(days=400)), "half a year later at most"),
            ({"last_day_month": "13"}, "Enter a day that there is"),
            ({"why": ""}, "Say what you expect"),
        ],
    )
    def test_says_what_is_wrong_and_stores_nothing(
        self, designer_client: Client, changes, says
    ) -> None:
        page = Page(designer_client.post(f"{HERE}new/", {**SENT, **changes}))

        assert says in page.text
        assert not Trial.objects.exists()

    def test_on_days_of_another_of_its_kind_is_refused(
        self, designer_client: Client, trial: Trial
    ) -> None:
        page = Page(designer_client.post(f"{HERE}new/", SENT))

        assert "Another trial of this kind has some of these days" in page.text
        assert Trial.objects.get() == trial

    @override_settings(SMS_TRANSPORT="notify", NOTIFY_SHORTER_TEMPLATES={"en": "id", "cy": ""})
    def test_of_texts_needs_their_templates(self, designer_client: Client) -> None:
        page = Page(designer_client.get(f"{HERE}new/"))

        assert "The shorter text" not in page.text
        assert "Sent from 9am to noon" in page.text


class TestATrialsPage:
    @pytest.mark.slow
    def test_lets_a_second_designer_confirm_and_anybody_of_them_stop_it(
        self, designer_client: Client, second_designer: User, trial: Trial
    ) -> None:
        second, where = _client(second_designer), f"{HERE}{trial.pk}/"

        own = Page(designer_client.post(f"{where}confirm/", follow=True))
        confirmed = Page(second.post(f"{where}confirm/", follow=True))
        nameless = Page(designer_client.post(f"{where}close/", {"because": ""}))
        closed = Page(
            designer_client.post(f"{where}close/", {"because": "The clocks change."}, follow=True)
        )

        assert "another person confirms it" in own.text
        assert "Confirmed. People are placed from its first day on." in confirmed.text
        assert "Say why" in nameless.text
        assert "The clocks change." in closed.text

    def test_is_read_by_the_national_analyst_and_changed_by_designers_alone(
        self, national_client: Client, force_client: Client, trial: Trial
    ) -> None:
        where = f"{HERE}{trial.pk}/"

        assert "Stop the trial" not in Page(national_client.get(where)).text
        assert national_client.post(f"{where}close/", {"because": "x"}).status_code == 403
        assert national_client.post(f"{where}confirm/").status_code == 403
        assert force_client.get(HERE).status_code == 403

    def test_that_there_is_not_is_absent(self, designer_client: Client) -> None:
        assert designer_client.get(f"{HERE}77/").status_code == 404


class TestTheResult:
    def test_is_absent_before_the_trial_is_over(
        self, national_client: Client, trial: Trial
    ) -> None:
        assert national_client.get(f"{HERE}{trial.pk}/result/").status_code == 404

    def test_says_how_far_each_arm_is_from_the_usual_way(
        self, national_client: Client, trial: Trial
    ) -> None:
        """R: prop.test(c(300, 220), c(1000, 1000), correct = FALSE) has 8 points, and Newcombe's
        interval (PropCIs::diffscoreci is another) is 4.2 to 11.8 by hand."""
        self._end(trial, any_arm=220, evening=300)

        page = Page(national_client.get(f"{HERE}{trial.pk}/result/"))

        assert "+8.0" in page.text
        assert "Clearly different" in page.text
        assert "4.2" in page.text
        assert "11.8" in page.text

    def test_of_a_handful_is_not_shown(self, national_client: Client, trial: Trial) -> None:
        self._end(trial, any_arm=220, evening=9)

        page = Page(national_client.get(f"{HERE}{trial.pk}/result/"))

        assert "Too few people to show" in page.text
        assert "22.0" not in page.text

    def _end(self, trial: Trial, *, any_arm: int, evening: int) -> None:
        actions.close(trial_id=trial.pk, because="enough", by=TESTER, at=NOW)
        empty = {"placed": 1000, "began": 400, "stopped": 0}
        Trial.objects.filter(pk=trial.pk).update(
            result={
                "any": {**empty, "answered": any_arm},
                "evening": {**empty, "answered": evening},
            }
        )
