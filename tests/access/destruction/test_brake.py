"""A wrong clock destroys nothing: the daily destroyers stop, say why, and go on when two people say
so (decision 51)."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from access import audit
from access.actor import Actor
from access.approval.decisions import NotAPersonError, OwnRequestError, RequestDecidedError
from access.audit import AuditKind
from access.background import actions as release_actions
from access.destruction.actions import destroy_unless_stopped
from access.destruction.rules import Uptime
from access.models import AuditEvent, DestructionRun, TaskRun, User
from access.permissions import Role
from access.tasks import IDLE_ACCOUNTS, OLD_TRACES
from analytics.models import Alert
from analytics.retention.actions import OLD_FIGURES
from responses.data_protection.actions import retention
from responses.data_protection.selectors.retention import count_due
from responses.models import Case
from responses.models.contacts import Contact
from tests.analytics import make
from tests.conftest import IS_WHOLE, NOW, SAMPLE_SEED, TESTER, _client, _staff
from tests.responses.asked import decide, load, queued, row, send
from tests.responses.pages import Page
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MANY = 101
"""One row more than may be destroyed without being expected."""

JUMPS = [
    pytest.param(timedelta(days=182), id="six months"),
    pytest.param(timedelta(days=3 * 365 + 1), id="three years"),
    pytest.param(timedelta(days=8 * 365 + 2), id="eight years"),
]
PAGE = "/staff/background-work/"
TASK = retention.TASK


def run(at: datetime, *, database_at: datetime | None = None) -> bool:
    summary = retention.apply_retention_unless_stopped(
        by=TESTER, at=at, database_at=database_at or at
    )
    return summary is not None


def night(day: int) -> datetime:
    return NOW.replace(hour=2, minute=30) + day * DAY


def run_after(moved: timedelta, passed: timedelta) -> bool:
    at = NOW + moved
    summary = retention.apply_retention_unless_stopped(
        by=TESTER, at=at, database_at=at, uptime=Uptime("start", passed)
    )
    return summary is not None


def destroy(destroyer, at: datetime) -> bool:
    return destroy_unless_stopped(destroyer=destroyer, by=TESTER, at=at, database_at=at)


def stopped() -> DestructionRun:
    return DestructionRun.objects.get(state="stopped")


def person(name: str) -> Actor:
    user = _staff(Role.OPERATIONS_LEAD, None, prefix=f"{name}.")
    return Actor.user(user_id=user.pk, name=name)


def release(*, at: datetime) -> None:
    number = stopped().pk
    release_actions.ask_release(number=number, by=person("ann"), at=at)
    release_actions.confirm_release(number=number, by=person("ben"), at=at, database_at=at)


@shared_rows
def nation() -> None:
    queued(*(row() for _ in range(3)))
    send()
    assert run(NOW)


@pytest.mark.usefixtures("nation")
class TestAWrongClock:
    @pytest.mark.parametrize("jump", JUMPS)
    @pytest.mark.parametrize("is_databases_too", [True, False])
    def test_destroys_no_case_and_no_contact(self, jump, is_databases_too):
        before = (Contact.objects.count(), Case.objects.count())

        went_on = run(NOW + jump, database_at=NOW + jump if is_databases_too else NOW)

        assert not went_on
        assert (Contact.objects.count(), Case.objects.count()) == before

    @pytest.mark.parametrize("jump", JUMPS)
    def test_destroys_no_trace_no_account_and_no_figure(self, jump):
        make.alert()
        for destroyer in (OLD_TRACES, IDLE_ACCOUNTS, OLD_FIGURES):
            assert destroy(destroyer, NOW)
        before = set(AuditEvent.objects.values_list("pk", flat=True))
        _staff(Role.DATA_LOADER, "kent")

        went_on = [destroy(each, NOW + jump) for each in (OLD_TRACES, IDLE_ACCOUNTS, OLD_FIGURES)]

        assert went_on == [False, False, False]
        assert before <= set(AuditEvent.objects.values_list("pk", flat=True))
        assert not User.objects.filter(is_active=False).exists()
        assert Alert.objects.exists()

    @pytest.mark.slow
    def test_stays_stopped_while_it_stays_wrong(self):
        wrong = NOW + timedelta(days=182)

        assert not run(wrong)
        assert not run(wrong + DAY)
        assert Contact.objects.count() == 3

    @pytest.mark.slow
    def test_that_is_set_right_goes_on_by_itself(self):
        run(NOW + timedelta(days=182))

        assert run(NOW + DAY)
        assert not DestructionRun.objects.filter(state="stopped").exists()
        assert Contact.objects.count() == 3

    def test_says_what_moved_and_how_many_rows_by_table(self):
        run(NOW + timedelta(days=182))

        stop = stopped()
        assert stop.reasons == ["clock_moved"]
        assert stop.due["responses.Contact"] == 3
        audited = AuditEvent.objects.get(kind="destruction.stopped")
        assert audited.details["due"]["responses.Contact"] == 3

    @pytest.mark.slow
    def test_that_goes_on_a_day_every_hour_is_seen_by_how_long_the_machine_runs(self):
        every = range(130) if IS_WHOLE else [0, 1, 2, *range(3 + SAMPLE_SEED % 9, 130, 9)]
        hours = [run_after(hour * timedelta(hours=25), hour * HOUR) for hour in every]

        assert hours[0]
        assert not any(hours[1:])
        assert Contact.objects.count() == 3

    @pytest.mark.slow
    def test_is_not_that_of_a_run_that_was_late_for_an_outage(self):
        assert run_after(timedelta(0), timedelta(0))
        assert run_after(27 * HOUR, 27 * HOUR)

    def test_of_the_machine_alone_is_seen_by_the_databases(self):
        run(NOW + timedelta(hours=20), database_at=NOW)

        assert stopped().reasons == ["clocks_differ"]


class TestMoreThanExpected:
    def test_stops_a_night_that_would_destroy_far_more_than_the_last_expected(self):
        assert destroy(OLD_TRACES, NOW)
        _old_traces(150)

        assert not destroy(OLD_TRACES, NOW + DAY)
        assert stopped().reasons == ["more_than_expected"]

    def test_is_not_what_the_last_run_saw_coming(self):
        day_before = NOW + 15 * DAY
        _old_traces(150, at=NOW - timedelta(days=731) + DAY)

        assert destroy(OLD_TRACES, day_before)
        assert AuditEvent.objects.filter(kind="forces.loaded").count() > 150
        assert destroy(OLD_TRACES, day_before + DAY)
        assert AuditEvent.objects.filter(kind="forces.loaded").count() <= 1

    @pytest.mark.slow
    def test_does_not_count_contacts_that_came_since(self):
        queued(row())
        send()
        over, came_at = NOW + timedelta(days=119), NOW - timedelta(hours=2)

        before = count_due(over, known_since=came_at - DAY)
        since = count_due(over, known_since=NOW)

        assert (before["responses.Contact"], since["responses.Contact"]) == (0, 1)

    @pytest.mark.slow
    def test_does_not_count_contacts_that_came_in_the_evening(self):
        rows = [row() for _ in range(MANY)]
        queued(*rows)
        while send().handled:
            pass
        retention.apply_retention(by=TESTER, at=night(124))
        assert run(night(125))

        load(*(replace(each, risk_level="standard") for each in rows), at=night(126) - HOUR)
        assert run(night(126))
        decide(night(126) + 7 * HOUR)

        assert run(night(127))
        assert not Contact.objects.exists()

    @pytest.mark.slow
    def test_does_not_count_cases_that_were_too_old_when_they_came(self):
        old = NOW.date() - timedelta(days=8 * 365 + 100)
        rows = [row(reported_on=old, stage_on=old) for _ in range(MANY)]
        assert run(night(1))

        for day in (1, 2):
            load(*rows, at=night(day) + 12 * HOUR)
            decide(night(day) + 13 * HOUR)
            assert run(night(day + 1))
            assert not Case.objects.exists()

    @pytest.mark.slow
    def test_counts_what_comes_due_by_the_quarter_a_day_before(self):
        queued(*(row() for _ in range(MANY)))
        boundary = datetime(2034, 1, 1, 2, 30, tzinfo=UTC)
        retention.apply_retention(by=TESTER, at=boundary - 2 * DAY)
        assert run(boundary - DAY)
        assert Case.objects.count() == MANY

        assert run(boundary)
        assert not Case.objects.exists()


class TestTheFirstRun:
    def test_stops_where_it_would_destroy_much_and_nobody_looked(self):
        AuditEvent.objects.all().delete()
        _old_traces(101)

        assert not destroy(OLD_TRACES, NOW)
        assert stopped().reasons == ["nothing_expected"]

    @pytest.mark.slow
    def test_goes_on_where_little_is_due(self):
        queued(row())
        send()

        assert run(NOW + timedelta(days=118))
        assert not Contact.objects.exists()


@pytest.mark.usefixtures("nation")
class TestARelease:
    WRONG = NOW + timedelta(days=182)

    @pytest.mark.slow
    def test_by_two_people_lets_the_run_go_on(self):
        run(self.WRONG)

        release(at=self.WRONG)

        assert TaskRun.objects.get(task=TASK).hand_out_at == self.WRONG
        assert run(self.WRONG + timedelta(minutes=1))
        assert not Contact.objects.exists()

    @pytest.mark.slow
    def test_is_for_one_run(self):
        run(self.WRONG)
        release(at=self.WRONG)
        run(self.WRONG + timedelta(minutes=1))

        assert not run(self.WRONG + timedelta(days=182))

    @pytest.mark.slow
    def test_holds_for_the_numbers_it_was_given_for(self):
        run(self.WRONG)
        release(at=self.WRONG)
        DestructionRun.objects.filter(state="stopped").update(
            due={**stopped().due, "responses.Contact": 2}
        )

        assert not run(self.WRONG + timedelta(minutes=1))
        assert Contact.objects.count() == 3
        assert stopped().confirmed_at is None

    @pytest.mark.slow
    def test_is_over_after_24_hours_by_the_databases_clock(self):
        run(self.WRONG)
        release(at=self.WRONG)

        assert not run(self.WRONG + DAY + timedelta(seconds=1))
        assert Contact.objects.count() == 3

    @pytest.mark.slow
    def test_of_a_wrong_clock_destroys_nothing_once_the_clock_is_right(self):
        run(self.WRONG, database_at=NOW)
        number = stopped().pk
        release_actions.ask_release(number=number, by=person("ann"), at=NOW)
        release_actions.confirm_release(number=number, by=person("ben"), at=NOW, database_at=NOW)

        assert run(NOW + timedelta(hours=1))
        assert Contact.objects.count() == 3

    def test_takes_two_people(self):
        run(self.WRONG)
        ann = person("ann")
        release_actions.ask_release(number=stopped().pk, by=ann, at=NOW)

        with pytest.raises(OwnRequestError):
            release_actions.confirm_release(number=stopped().pk, by=ann, at=NOW, database_at=NOW)

    def test_takes_people(self):
        run(self.WRONG)

        with pytest.raises(NotAPersonError):
            release_actions.ask_release(number=stopped().pk, by=TESTER, at=NOW)

    def test_is_asked_before_it_is_confirmed(self):
        run(self.WRONG)

        with pytest.raises(RequestDecidedError):
            release_actions.confirm_release(
                number=stopped().pk, by=person("ben"), at=NOW, database_at=NOW
            )

    @pytest.mark.slow
    def test_of_a_run_that_was_judged_anew_is_refused(self):
        run(self.WRONG)
        old = stopped().pk
        run(self.WRONG + DAY)

        with pytest.raises(RequestDecidedError):
            release_actions.ask_release(number=old, by=person("ann"), at=NOW)

    def test_is_in_the_audit_trail(self):
        run(self.WRONG)

        release(at=self.WRONG)

        names = dict(
            AuditEvent.objects.filter(kind__startswith="destruction.").values_list(
                "kind", "actor_name"
            )
        )
        assert names["destruction.release_asked"] == "ann"
        assert names["destruction.released"] == "ben"


@pytest.mark.usefixtures("nation")
class TestThePage:
    @pytest.mark.slow
    def test_shows_why_and_how_much_and_lets_two_people_release_it(self, national_lead_client):
        run(NOW + timedelta(days=182))
        number = stopped().pk
        second = _client(_staff(Role.OPERATIONS_LEAD, None, prefix="second."))

        page = Page(national_lead_client.get(PAGE))
        assert "Stopped before it destroyed anything: responses.tasks.apply_retention" in page.text
        assert "The machine’s clock says 17 May 2027" in page.text
        assert "responses.Contact 3 0" in page.text

        asked = Page(national_lead_client.post(f"{PAGE}{number}/ask-release/", follow=True))
        assert "Another person must confirm." in asked.text
        assert "Let it go on" not in asked.text

        assert "Let it go on" in Page(second.get(PAGE)).text
        confirmed = Page(second.post(f"{PAGE}{number}/release/", follow=True))
        assert "It goes on within a minute, for these numbers only." in confirmed.text

    @pytest.mark.slow
    def test_is_led_to_from_the_page_of_operations(self, national_lead_client):
        run(NOW + timedelta(days=182))

        page = Page(national_lead_client.get("/staff/operations/"))

        assert "1 task stopped before it destroyed old data, and waits for two people." in page.text

    @pytest.mark.slow
    def test_refuses_who_asked(self, national_lead_client):
        run(NOW + timedelta(days=182))
        number = stopped().pk
        national_lead_client.post(f"{PAGE}{number}/ask-release/")

        page = Page(national_lead_client.post(f"{PAGE}{number}/release/", follow=True))

        assert "This has changed since. Look again." in page.text
        assert stopped().confirmed_at is None

    @pytest.mark.slow
    def test_is_not_for_the_lead_of_a_force(self, lead_client):
        run(NOW + timedelta(days=182))

        for path in ("ask-release", "release"):
            assert lead_client.post(f"{PAGE}{stopped().pk}/{path}/").status_code == 404


@pytest.mark.usefixtures("nation")
class TestTheRetentionReport:
    @pytest.mark.slow
    def test_says_what_stopped(self):
        at, out = NOW + timedelta(hours=30), io.StringIO()
        run(at)

        call_command("retention_report", at=at.isoformat(), stdout=out)

        assert "Stopped: responses.tasks.apply_retention: The machine’s clock" in out.getvalue()


def _old_traces(count: int, *, at: datetime = NOW - timedelta(days=1000)) -> None:
    audit.record_each([AuditKind.FORCES_LOADED] * count, by=TESTER, at=at)
