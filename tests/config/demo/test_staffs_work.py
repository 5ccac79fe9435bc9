from collections import Counter

import pytest

from config.demo.staff import accounts, proxies, trials
from responses import extract
from responses.answering.selectors import respondents
from responses.break_off import actions as break_off
from responses.break_off.selectors import stops_of
from responses.cases import selectors as cases_selectors
from responses.models import CodeAttempt, Invitation, Response, Trial, TrialPlace
from responses.trials import selectors
from tests.config.conftest import QUARTER
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def run_trials() -> tuple[Trial, Trial]:
    accounts.make_accounts(by=TESTER, at=NOW)
    trials.run_trials(by=TESTER, at=NOW)
    over, running = Trial.objects.order_by("pk")
    return over, running


class TestTrials:
    def test_are_one_that_is_over_and_one_that_runs(self, seeded_cases):
        over, running = run_trials()

        today = NOW.date()
        states = [selectors.state_of(each, today=today) for each in (over, running)]
        assert states == ["over", "running"]
        assert running.result is None

    def test_keep_as_a_result_what_became_of_everybody_who_was_placed(self, seeded_cases):
        over, _ = run_trials()

        placed = {arm: count["placed"] for arm, count in over.result.items()}
        assert placed == selectors.placed(over)
        assert min(placed.values()) > 100
        answered = Response.objects.filter(
            invitation__trial_places__trial=over, core_done_at__isnull=False
        )
        assert sum(count["answered"] for count in over.result.values()) == answered.count()

    def test_place_nobody_of_a_sensitive_case_or_whose_text_is_written(self, seeded_cases):
        run_trials()

        places = TrialPlace.objects.select_related("invitation__stage_event__case")
        found = [each.invitation for each in places]
        assert len(found) > 300
        assert not any(cases_selectors.is_sensitive(each.stage_event.case) for each in found)
        assert not any(each.messages.exists() for each in found[::20])

    def test_are_taken_on_once(self, seeded_cases):
        run_trials()
        before = TrialPlace.objects.count()

        run_trials()

        assert TrialPlace.objects.count() == before

    def test_are_not_where_nobody_could_have_taken_them_on(self, seeded_cases):
        trials.run_trials(by=TESTER, at=NOW)

        assert not Trial.objects.exists()


class TestAnswersInAnothersPlace:
    def test_change_no_row_of_any_figure(self, seeded_cases):
        periods = extract.periods()
        before = [
            (list(extract.answer_rows(period=each)), list(extract.frame_counts(each)))
            for each in periods
        ]

        assert proxies.write_proxy_answers(at=NOW) > 10

        assert QUARTER in periods
        for period, (rows, framed) in zip(periods, before, strict=True):
            assert list(extract.answer_rows(period=period)) == rows
            assert Counter(extract.frame_counts(period)) == Counter(framed)

    def test_are_answers_to_what_a_proxy_is_asked_by_a_code_for_that(self, seeded_cases):
        proxies.write_proxy_answers(at=NOW)

        given = Response.objects.filter(attempt__is_for_another=True).select_related("instrument")
        for response in given:
            journey = respondents.journey_of(response)
            assert response.instrument.code == "proxy"
            assert response.answers.keys() <= {question.code for question in journey.path}
            assert journey.is_core_done is (response.core_done_at is not None)

    def test_are_of_sensitive_cases_by_advisers_beside_a_code_that_nobody_used(self, seeded_cases):
        proxies.write_proxy_answers(at=NOW)

        attempts = CodeAttempt.objects.filter(is_for_another=True)
        assert set(attempts.values_list("role", flat=True)) <= {"IDVA", "ISVA", "ISA"}
        asked = Invitation.objects.filter(code_attempts__in=attempts)
        assert set(asked.values_list("codes_drawn", "opened_at")) == {(2, None)}

    def test_are_written_once(self, seeded_cases):
        proxies.write_proxy_answers(at=NOW)

        assert proxies.write_proxy_answers(at=NOW) == 0


class TestWhereTheyStop:
    def test_is_told_of_each_device_and_of_who_answers_for_another(self, seeded_cases):
        proxies.write_proxy_answers(at=NOW)
        break_off.count_break_off(by=TESTER, at=NOW)

        devices = {group.name: group.steps for group in stops_of("short-core", 3).devices}
        assert devices["phone"]
        assert devices["other"]
        assert stops_of("proxy", 1).all
