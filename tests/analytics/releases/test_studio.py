from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from access.approval.decisions import OwnRequestError
from access.audit import AuditKind
from access.models import AuditEvent, TaskRun, User
from access.permissions import Role
from analytics.models import EarlyReader, Release, ReleaseDraft, WeightRun
from analytics.releases.actions import early_readers, making, studio
from analytics.releases.actions.studio import UnableToChangeError
from analytics.releases.draft import (
    CONTACT,
    CalendarReason,
    MakingStep,
    QualityField,
    ReleaseKind,
    publish_at,
)
from analytics.releases.presenters import draft_files
from config import worker as config_worker
from config.worker import Worker
from tests.analytics.make import Q3
from tests.analytics.releases import make
from tests.analytics.releases.make import AT, DAY, actor
from tests.config.test_fortnight import run_in_process
from tests.conftest import TESTER, _client, _staff
from tests.responses.scripted import Scripted
from tests.sharing import rows_over, shared_rows

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@shared_rows
def filled() -> tuple[User, User]:
    make.fill()
    return tuple(_staff(Role.NATIONAL_ANALYST, None, prefix=which) for which in ("", "second."))


@rows_over(filled)
def proposed(people: tuple[User, User]) -> User:
    first, second = people
    make.proposed(first)
    return second


@rows_over(proposed)
def agreed(second: User) -> None:
    make.approve(the_draft(), second)


def the_draft() -> ReleaseDraft:
    return ReleaseDraft.objects.get()


@pytest.fixture
def national_analyst(db):
    return User.objects.get(email="national_analyst@example.org")


@pytest.fixture
def first(national_analyst):
    return national_analyst


@pytest.fixture
def second(db):
    return User.objects.get(email="second.national_analyst@example.org")


def refused(code):
    return pytest.raises(UnableToChangeError, match=f"^{code}$")


LATE = CalendarReason("A force was late.", "Roedd heddlu’n hwyr.")
WRONG = CalendarReason("The file was wrong.", "Roedd y ffeil yn anghywir.")


class TestTheCalendar:
    def test_has_a_first_release_four_weeks_before_it(self, filled, first):
        late = publish_at(DAY) - timedelta(weeks=4) + timedelta(days=1)

        with refused("notice"):
            studio.announce(period=Q3, kind=ReleaseKind.FIRST, day=DAY, by=actor(first), at=late)

    def test_has_each_quarter_once(self, filled, first):
        make.announced(first)

        with refused("announced"):
            make.announced(first)

    def test_keeps_why_a_day_was_changed(self, filled, first, national_client):
        draft = make.announced(first)

        studio.move(
            number=draft.pk, day=DAY + timedelta(days=7), why=LATE,
            by=actor(first), at=AT,
        )  # fmt: skip

        page = national_client.get("/staff/releases/").content.decode()
        assert "Moved from 14 January 2027: A force was late." in page
        assert "21 January 2027" in page
        national_client.cookies["language"] = "cy"
        page = national_client.get("/staff/releases/").content.decode()
        assert LATE.welsh in page
        assert LATE.english not in page

    def test_keeps_why_a_release_was_taken_out(self, filled, first, national_client):
        draft = make.announced(first)

        studio.cancel(number=draft.pk, why=WRONG, by=actor(first), at=AT)

        assert WRONG.english in national_client.get("/staff/releases/").content.decode()
        national_client.cookies["language"] = "cy"
        assert WRONG.welsh in national_client.get("/staff/releases/").content.decode()

    def test_asks_why_in_both_languages(self, filled, first, national_client):
        draft = make.announced(first)

        page = national_client.post(
            f"/staff/releases/drafts/{draft.pk}/cancel/", {"why": "The file was wrong."}
        )

        assert "Say why, in Welsh" in page.content.decode()
        draft.refresh_from_db()
        assert draft.cancelled_at is None

    def test_has_no_correction_of_what_is_not_out(self, filled, first):
        with refused("kind"):
            make.announced(first, kind=ReleaseKind.CORRECTION)


class TestARelease:
    @pytest.mark.parametrize("language", ["en", "cy"])
    @pytest.mark.parametrize("field", [*QualityField, CONTACT])
    def test_is_not_made_while_a_field_is_empty(self, filled, first, language, field):
        draft = make.announced(first)
        words = {each: dict(of) for each, of in make.FIELDS.items()}
        words[language][str(field)] = "  "
        studio.write(
            number=draft.pk, words=words, contact_email="statistics@example.org",
            next_on=date(2027, 4, 15), by=actor(first), at=AT,
        )  # fmt: skip

        with refused("missing"):
            studio.request_files(number=draft.pk, by=actor(first), at=AT)

    @pytest.mark.slow
    def test_shows_how_far_its_making_is(self, filled, first, national_client):
        draft = make.written(first)
        studio.request_files(number=draft.pk, by=actor(first), at=AT)
        seen = []

        def prepare(row, edited, told):
            def look(step):
                told(step)
                seen.append(ReleaseDraft.objects.get().step)

            return draft_files.prepare(row, edited, look)

        assert "It waits for a worker: <strong>now" in self.page(national_client, draft)
        making.make(number=draft.pk, prepare=prepare, write=draft_files.write, by=TESTER, at=AT)
        assert seen == ["reading", "quarter", "year", "judging"]
        assert "Read them, and propose them." in self.page(national_client, draft)

    @pytest.mark.slow
    def test_says_in_the_log_of_how_many_tables_less_is_shown_than_might_be(
        self, filled, first, caplog
    ):
        draft = make.written(first)

        def prepare(*of):
            return replace(draft_files.prepare(*of), given_up=2)

        studio.request_files(number=draft.pk, by=actor(first), at=AT)
        making.make(number=draft.pk, prepare=prepare, write=draft_files.write, by=TESTER, at=AT)

        assert "2 tables of questions" in caplog.text

    def page(self, client, draft):
        return client.get(f"/staff/releases/drafts/{draft.pk}/").content.decode()

    def test_says_why_it_cannot_be_made(self, filled, first, national_client):
        WeightRun.objects.filter(period=Q3).delete()

        draft = make.made(first)

        assert draft.step == MakingStep.REFUSED
        assert "The quarter has no figures." in self.page(national_client, draft)

    @pytest.mark.slow
    def test_loses_files_that_were_made_of_words_since_changed(self, filled, first):
        draft = make.written(first)
        studio.request_files(number=draft.pk, by=actor(first), at=AT)

        def write(of):
            make_anew = {"number": draft.pk, "words": make.FIELDS, "by": actor(first), "at": AT}
            studio.write(contact_email="new@example.org", next_on=DAY, **make_anew)
            return draft_files.write(of)

        making.make(number=draft.pk, prepare=draft_files.prepare, write=write, by=TESTER, at=AT)

        draft.refresh_from_db()
        assert (draft.step, draft.files.count()) == ("", 0)

    def test_is_approved_by_another_who_read_the_same(self, proposed, first, second):
        draft = the_draft()
        read = {"number": draft.pk, "content_hash": draft.content_hash, "at": AT}

        with pytest.raises(OwnRequestError):
            studio.approve(by=actor(first), **read)
        with refused("other"):
            studio.approve(by=actor(second), **{**read, "content_hash": "0" * 64})
        studio.approve(by=actor(second), **read)

        assert ReleaseDraft.objects.get().approved_by == second.name

    @pytest.mark.databases
    def test_is_kept_by_the_database_from_being_approved_by_who_proposed_it(self, proposed, first):
        draft = the_draft()

        with pytest.raises(IntegrityError), transaction.atomic():
            ReleaseDraft.objects.filter(pk=draft.pk).update(
                approved_at=AT, approved_by_id=first.pk, approved_by=first.name
            )

    def test_is_not_approved_after_its_time(self, proposed, first, second):
        draft = the_draft()

        with refused("late"):
            studio.approve(
                number=draft.pk, content_hash=draft.content_hash, by=actor(second),
                at=publish_at(DAY),
            )  # fmt: skip

    def test_is_agreed_to_no_more_once_anything_changes(self, agreed, first):
        draft = the_draft()

        studio.move(number=draft.pk, day=DAY, why=LATE, by=actor(first), at=AT)

        draft.refresh_from_db()
        assert (draft.approved_at, draft.proposed_at, draft.files.count()) == (None, None, 0)


class TestAtHalfPastNine:
    @pytest.fixture
    def worker(self, monkeypatch):
        monkeypatch.setattr(
            config_worker.invitations_providers, "chosen_providers", lambda **_given: [Scripted()]
        )
        monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
        return lambda: Worker(now=timezone.now, run_tasks=run_in_process)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2027, 3, 26), datetime(2027, 3, 26, 9, 30, tzinfo=UTC)),
            (date(2027, 3, 29), datetime(2027, 3, 29, 8, 30, tzinfo=UTC)),
            (date(2027, 10, 29), datetime(2027, 10, 29, 8, 30, tzinfo=UTC)),
            (date(2027, 11, 1), datetime(2027, 11, 1, 9, 30, tzinfo=UTC)),
        ],
        ids=["before summer", "in summer", "before winter", "in winter"],
    )
    def test_the_worker_publishes_by_the_clock_of_london(
        self, filled, first, second, worker, day, expected
    ):
        make.approved(first, second, day=day)
        seen = {}

        with time_machine.travel(expected - 3 * MINUTE, tick=False) as clock:
            at_work = worker()
            for minutes in (-3, -2, -1, 0):
                clock.move_to(expected + minutes * MINUTE - timedelta(seconds=minutes < 0))
                at_work.do_what_is_due()
                seen[minutes] = Release.objects.count()

        assert seen == {-3: 0, -2: 0, -1: 0, 0: 1}
        assert Release.objects.get().published_at == expected
        assert not TaskRun.objects.exclude(fault="").exists()

    def test_what_one_person_made_does_not_go_out(self, proposed):
        assert making.publish_due(by=TESTER, at=publish_at(DAY)) == []

    def test_what_was_filled_anew_does_not_go_out_and_says_so(self, agreed, national_client):
        draft = the_draft()
        WeightRun.objects.filter(period=Q3).update(filled_at=AT)

        assert making.publish_due(by=TESTER, at=publish_at(DAY)) == []

        page = national_client.get(f"/staff/releases/drafts/{draft.pk}/").content.decode()
        assert "The figures were filled anew after the files were made." in page

    def test_goes_out_byte_for_byte_as_agreed_and_once(self, agreed, first, second):
        draft = the_draft()
        agreed = {file.name: file.body for file in draft.files.all()}

        (release,) = making.publish_due(by=TESTER, at=publish_at(DAY))
        again = making.publish_due(by=TESTER, at=publish_at(DAY) + MINUTE)

        assert {file.name: file.body for file in release.files.all()} == agreed
        assert (again, Release.objects.count()) == ([], 1)
        assert (release.published_by, release.approved_by) == (first.name, second.name)

    @pytest.mark.slow
    def test_a_correction_says_why_and_stands_beside_what_it_replaces(
        self, agreed, first, second, national_client
    ):
        making.publish_due(by=TESTER, at=publish_at(DAY))
        later = DAY + timedelta(days=40)

        make.approved(first, second, day=later, kind=ReleaseKind.CORRECTION)
        making.publish_due(by=TESTER, at=publish_at(later))

        old = national_client.get(f"/staff/releases/{Q3}/1/").content.decode()
        new = national_client.get(f"/staff/releases/{Q3}/2/").content.decode()
        assert "This version is replaced." in old
        assert "One force was loaded twice." in old
        assert "One force was loaded twice." in new


class TestAnEarlyReader:
    @pytest.fixture
    def draft(self, agreed, first, force_analyst):
        draft = the_draft()
        early_readers.add_reader(
            number=draft.pk, user_id=force_analyst.pk, office="Minister’s office",
            reason="To answer questions", by=actor(first), at=AT,
        )  # fmt: skip
        return draft

    def status(self, user, draft, at, ending=""):
        with time_machine.travel(at, tick=False):
            return _client(user).get(f"/staff/releases/early/{draft.pk}/{ending}").status_code

    @pytest.mark.parametrize("ending", ["", "figures.csv"])
    @pytest.mark.parametrize(
        ("before", "expected"),
        [
            (timedelta(hours=24, seconds=1), 404),
            (timedelta(hours=24), 200),
            (timedelta(seconds=1), 200),
            (timedelta(0), 404),
        ],
    )
    def test_reads_it_in_its_last_twenty_four_hours(
        self, draft, force_analyst, ending, before, expected
    ):
        assert self.status(force_analyst, draft, publish_at(DAY) - before, ending) == expected

    @pytest.mark.parametrize("ending", ["", "figures.csv"])
    def test_is_nobody_who_is_not_named(self, draft, designer, ending):
        at = publish_at(DAY) - timedelta(hours=1)
        assert self.status(designer, draft, at, ending) == 404

    def test_reads_nothing_that_two_people_have_not_agreed_to(self, draft, first, force_analyst):
        studio.withdraw_approval(number=draft.pk, by=actor(first), at=AT)

        assert self.status(force_analyst, draft, publish_at(DAY) - timedelta(hours=1)) == 404

    def test_is_noted_each_time_and_stays_on_the_list(self, draft, first, force_analyst):
        at = publish_at(DAY) - timedelta(hours=2)
        self.status(force_analyst, draft, at)
        self.status(force_analyst, draft, at, "release.json")

        events = AuditEvent.objects.filter(kind=AuditKind.RELEASE_READ_EARLY).order_by("pk")
        assert [event.details["file"] for event in events] == ["", "release.json"]
        with refused("read"):
            early_readers.remove_reader(
                number=draft.pk, reader=EarlyReader.objects.get().pk, by=actor(first), at=AT
            )

    def test_is_named_by_office_on_the_release(self, draft, national_client):
        making.publish_due(by=TESTER, at=publish_at(DAY))

        page = national_client.get(f"/staff/releases/{Q3}/1/").content.decode()
        assert "Minister’s office: To answer questions" in page


class TestAFileOfTheStudio:
    def test_is_noted_when_it_is_taken(self, agreed, first, national_client):
        draft = the_draft()

        served = national_client.get(f"/staff/releases/drafts/{draft.pk}/files/tables-cy.ods")

        assert served["Content-Disposition"].endswith('not-published-tables-cy.ods"')
        event = AuditEvent.objects.get(kind=AuditKind.RELEASE_READ_EARLY)
        assert (event.actor_user, event.details["file"]) == (first, "tables-cy.ods")


class TestOutsideTheStudio:
    @pytest.mark.parametrize(
        "path", ["", "words/", "day/", "cancel/", "readers/", "files/figures.csv"]
    )
    def test_no_page_of_it_opens_to_other_roles(self, agreed, force_client, designer, path):
        for client in (force_client, _client(designer)):
            address = f"/staff/releases/drafts/{the_draft().pk}/{path}"
            assert client.get(address).status_code == 403

    def test_nothing_of_it_is_on_a_page_or_call_of_releases(self, agreed, national_client):
        assert national_client.get("/api/v1/releases/").json()["count"] == 0
        assert national_client.get(f"/staff/releases/{Q3}/1/").status_code == 404
        page = national_client.get("/staff/releases/").content.decode()
        assert "were satisfied" not in page
