from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from access.permissions import Role
from responses.interviewing import call_ends
from responses.interviewing.actions import calling, team
from responses.interviewing.dispositions import (
    CallOutcome,
    DispositionError,
    DispositionGroup,
    call_rates,
    dispositions,
    end_of,
    parse_dispositions,
)
from responses.models import CallAttempt, Case, InterviewingForce, TelephoneCase
from tests.conftest import NOW, TESTER
from tests.responses.interviewing import at_the_phone
from tests.responses.pages import Page
from tests.sharing import shared_rows

OVERVIEW = "/staff/interviews/team/"
CITY = at_the_phone.CITY


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@shared_rows
def looked_at() -> int:
    at_the_phone.set_up()
    attempt = at_the_phone.an_interview_to_look_at(at_the_phone.interviewer("Ash"))
    at_the_phone.who_chose_a_call()
    return attempt.pk


@pytest.fixture
def desk(looked_at: int) -> Client:
    role = Role.INTERVIEW_SUPERVISOR
    return at_the_phone.client_of(at_the_phone.interviewer("Oak", role=role))


class TestDispositions:
    def test_have_a_row_and_a_code_each(self):
        table = dispositions()

        assert table.keys() == set(CallOutcome)
        assert all(table[end].is_final for one in table.values() if (end := one.after_most))

    def test_are_refused_with_their_line_where_one_is_neither_final_nor_goes_on(self):
        with pytest.raises(DispositionError, match="Line 2"):
            parse_dispositions(
                "code,aapor,group,is_final,wait_hours,after_most\ncomplete,1.1,I,no,,"
            )

    @pytest.mark.parametrize(
        ("calls", "end"),
        [
            ([], CallOutcome.NEVER_CALLED),
            ([CallOutcome.NO_ANSWER, CallOutcome.BUSY], CallOutcome.NO_CONTACT),
            ([CallOutcome.NOT_NOW, CallOutcome.NO_ANSWER], CallOutcome.NOT_AVAILABLE),
            ([CallOutcome.REFUSED_FOR_NOW, CallOutcome.NO_ANSWER], CallOutcome.REFUSED),
            ([CallOutcome.BROKE_OFF, CallOutcome.NO_ANSWER], CallOutcome.BROKE_OFF_END),
        ],
    )
    def test_of_several_calls_are_what_tells_most(self, calls, end):
        assert end_of(calls, is_usable=False) is end
        assert end_of(calls, is_usable=True) is CallOutcome.PARTIAL


class TestRates:
    def test_are_those_of_aapor(self):
        of = DispositionGroup
        found = call_rates(
            {
                of.COMPLETE: 40, of.PARTIAL: 10, of.REFUSAL: 20, of.NON_CONTACT: 20, of.OTHER: 5,
                of.UNKNOWN: 5, of.NOT_ELIGIBLE: 50,
            }
        )  # fmt: skip

        assert found is not None
        assert (found.response, found.refusal, found.contact) == (0.4, 0.2, 0.75)
        assert found.cooperation == pytest.approx(40 / 75)

    def test_are_not_told_of_fewer_than_ten(self):
        assert call_rates({DispositionGroup.COMPLETE: 9}) is None
        assert call_rates({DispositionGroup.NON_CONTACT: 30}) is None


@pytest.mark.django_db
class TestTheOverview:
    def test_names_no_case_and_tells_no_answer(self, desk):
        page = Page(desk.get(OVERVIEW))

        keys = Case.objects.values_list("case_key", flat=True)
        assert page.status == 200
        assert not any(key in page.text for key in keys)
        assert "fewer than 10" in page.text
        assert "07700" not in page.text

    def test_shows_no_rates_of_few(self, desk):
        TelephoneCase.objects.update(state="closed", outcome="complete", closed_at=NOW)

        assert "too few to tell" in Page(desk.get(OVERVIEW)).text

    @pytest.mark.slow
    def test_has_rates_by_quarters_that_are_over(self, desk):
        for _number in range(12):
            at_the_phone.who_chose_a_call()
        ended = {"complete": 6, "refused": 4}
        cases = iter(TelephoneCase.objects.order_by("pk"))
        for outcome, count in ended.items():
            for _case in range(count):
                self.end(next(cases), outcome, datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
        self.end(next(cases), "complete", datetime(2026, 9, 30, 23, 30, tzinfo=UTC))
        self.end(next(cases), "complete", datetime(2026, 3, 2, tzinfo=UTC))

        rows = Page(desk.get(OVERVIEW)).text.split("Rates by quarter")[-1]

        assert "July to September 2026 60 % 60 % 40 % 100 %" in rows.replace("\xa0", " ")
        assert "January to March 2026 too few to tell" in rows
        assert "October to December 2026" not in rows

    def end(self, case, outcome, at):
        TelephoneCase.objects.filter(pk=case.pk).update(
            state="closed", outcome=outcome, closed_at=at, held_by=None, held_until=None
        )

    def test_is_closed_to_interviewers(self, looked_at):
        client = at_the_phone.client_of(at_the_phone.interviewer("Elm"))

        assert client.get(OVERVIEW).status_code == 403

    @pytest.mark.slow
    def test_has_no_call_of_another_force(self, looked_at):
        role = Role.INTERVIEW_SUPERVISOR
        other = at_the_phone.client_of(at_the_phone.interviewer("Fir", role=role, force="kent"))
        pk = TelephoneCase.objects.order_by("-pk")[0].pk

        assert f"Call {pk}" not in Page(other.get(OVERVIEW)).text
        for name, of in (("call-away", pk), ("call-assign", pk), ("call-review", looked_at)):
            assert other.post(reverse(f"responses:{name}", args=[of])).status_code == 404
        assert other.get(f"{OVERVIEW}{CITY}/").status_code == 404


@pytest.mark.django_db
class TestTheSetting:
    def test_is_kept(self, desk):
        data = {"is_on": "yes", "shown_number": "01632 960 002", "most_attempts": "4",
                "review_share": "25"}  # fmt: skip
        desk.post(f"{OVERVIEW}{CITY}/", data)

        kept = InterviewingForce.objects.get()
        assert (kept.shown_number, kept.most_attempts, kept.review_share) == (
            "01632 960 002", 4, 0.25,
        )  # fmt: skip

    def test_is_refused_with_a_reason(self, desk):
        data = {"is_on": "yes", "shown_number": "withheld", "most_attempts": "99",
                "review_share": "lots"}  # fmt: skip
        page = Page(desk.post(f"{OVERVIEW}{CITY}/", data))

        assert "10 to 15 digits" in page.text
        assert "from 1 to 12" in page.text
        assert "from 0 to 100" in page.text


@pytest.mark.django_db
class TestALook:
    def test_shows_seconds_and_is_kept_once(self, desk, looked_at):
        page = Page(desk.get(f"{OVERVIEW}looks/{looked_at}/"))
        desk.post(f"{OVERVIEW}looks/{looked_at}/", {"verdict": "fine"})

        assert "Seconds for each" in page.text
        attempt = CallAttempt.objects.get(pk=looked_at)
        assert (attempt.verdict, attempt.reviewed_by.name) == ("fine", "Oak")
        with pytest.raises(team.ReviewedError):
            team.review(attempt=attempt, verdict="fast", by=TESTER, at=NOW)

    @pytest.mark.databases
    def test_is_never_ones_own(self, looked_at):
        attempt = CallAttempt.objects.get(pk=looked_at)
        with pytest.raises(IntegrityError), transaction.atomic():
            CallAttempt.objects.filter(pk=looked_at).update(
                reviewed_by=attempt.caller, reviewed_at=NOW, verdict="fine"
            )

    def test_is_over_after_six_months(self, looked_at):
        assert team.forget_keying(by=TESTER, at=NOW + timedelta(days=182)) == 0
        assert team.forget_keying(by=TESTER, at=NOW + timedelta(days=184)) == 1
        assert CallAttempt.objects.get(pk=looked_at).keying == []


@pytest.mark.django_db
class TestACallGivenToSomebody:
    def test_is_theirs_alone(self, desk):
        elm, fir = (at_the_phone.interviewer(name) for name in ("Elm", "Fir"))
        for case in TelephoneCase.objects.filter(state="open"):
            team.assign(case=case, to=elm, by=TESTER, at=NOW)

        assert at_the_phone.take(fir) is None
        assert at_the_phone.take(elm) is not None

    @pytest.mark.slow
    def test_is_taken_away_with_what_was_answered(self, looked_at):
        elm = at_the_phone.interviewer("Elm")
        at_the_phone.is_asking(elm)
        team.take_away(case=TelephoneCase.objects.get(held_by=elm), by=TESTER, at=NOW)

        with pytest.raises(call_ends.GoneError):
            calling.end_call(
                viewer=at_the_phone.viewer_of(elm), outcome=CallOutcome.REFUSED, by=TESTER, at=NOW
            )
        assert not TelephoneCase.objects.filter(held_by__isnull=False).exists()


@pytest.mark.django_db
class TestTheFirewall:
    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_hides_a_case_from_who_knows_somebody_in_it(self, looked_at):
        elm, fir = (at_the_phone.interviewer(name) for name in ("Elm", "Fir"))
        first = at_the_phone.take(elm)
        team.declare_conflict(
            viewer=at_the_phone.viewer_of(elm), by=at_the_phone.actor_of(elm), at=NOW
        )

        assert at_the_phone.take(elm) is None
        assert at_the_phone.take(fir).telephone_case_id == first.telephone_case_id

    @pytest.mark.safety
    def test_saf_13_calls_nobody_where_the_suspect_turns_out_to_be_police(self, looked_at):
        Case.objects.update(flags={"police_suspect": True})

        assert at_the_phone.take(at_the_phone.interviewer("Elm")) is None

    def test_gives_an_interviewer_of_another_force_nothing(self, looked_at):
        assert at_the_phone.take(at_the_phone.interviewer("Elm", force="kent")) is None
