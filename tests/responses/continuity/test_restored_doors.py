from datetime import timedelta

import pytest

from access.break_glass import actions as break_glass
from access.continuity import holding
from access.models import BreakGlass, Force, ProviderSubject, SignInProvider, User
from access.permissions import Role
from access.selectors import viewer_for
from access.single_sign_on import actions as providers
from access.viewer import Viewer
from access.webhooks import actions as webhooks
from responses.triage.actions import agreements
from tests.access.administration.make import acting, administrator
from tests.access.webhooks.test_webhooks import endpoint
from tests.conftest import NOW, TESTER, _staff
from tests.responses.continuity.test_release import LATER, lost, release
from tests.responses.scripted import Scripted
from tests.responses.triage.test_readers import SIGNED, agreed

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def entered() -> SignInProvider:
    return SignInProvider.objects.create(
        force=Force.objects.get(code="kent"), issuer="https://login.kent.example",
        client_id="survey", secret="sealed", asked_at=NOW, asked_by=administrator("first", "kent"),
    )  # fmt: skip


def approved() -> SignInProvider:
    provider = entered()
    provider.state, provider.decided_at = "live", NOW
    provider.decided_by = administrator("second", "kent")
    provider.save()
    return provider


def glass(*, opened_by: User | None = None) -> BreakGlass:
    return BreakGlass.objects.create(
        kind="passwords", force=Force.objects.get(code="kent"), reason="It is away", hours=4,
        asked_at=NOW, asked_by=administrator("first", "kent"), decided_by=opened_by,
        decided_at=NOW if opened_by else None,
    )  # fmt: skip


def national() -> Viewer:
    viewer = viewer_for(_staff(Role.ADMINISTRATOR, None, prefix="nation.").pk)
    assert viewer is not None
    return viewer


class TestAForcesSignIn:
    def test_that_had_ended_ends_again_and_knows_nobody(self, django_capture_on_commit_callbacks):
        provider = approved()
        analyst = _staff(Role.FORCE_ANALYST, "kent")
        ProviderSubject.objects.create(user=analyst, provider=provider, subject="s-1", bound_at=NOW)
        with lost(), django_capture_on_commit_callbacks(execute=True):
            providers.end(provider=provider, by=TESTER, at=NOW)

        assert release(Scripted()).ended == 1
        provider.refresh_from_db()
        assert (provider.state, provider.secret) == ("ended", "")
        assert not ProviderSubject.objects.exists()

    def test_that_was_approved_and_ended_waits_for_approval_no_more(
        self, django_capture_on_commit_callbacks
    ):
        provider = entered()
        with lost(), django_capture_on_commit_callbacks(execute=True):
            SignInProvider.objects.update(
                state="live", decided_at=NOW, decided_by=administrator("second", "kent")
            )
            providers.end(provider=provider, by=TESTER, at=NOW)

        release(Scripted())
        provider.refresh_from_db()
        assert provider.state == "set aside"

    def test_of_which_nothing_is_known_is_left_as_it_is(self):
        approved()
        assert not providers.end_again(pk=0, by=TESTER, at=NOW)
        assert SignInProvider.objects.get().state == "live"


class TestAnAddressThatIsToldOfEvents:
    def test_that_was_switched_off_is_told_nothing_again(self, django_capture_on_commit_callbacks):
        told, again = endpoint(), endpoint()
        with lost(), django_capture_on_commit_callbacks(execute=True):
            for each in (told, again):
                webhooks.switch_off(endpoint=each, by=TESTER, at=NOW)
            webhooks.switch_on(endpoint=again, by=TESTER, at=NOW + timedelta(minutes=1))

        assert release(Scripted()).ended == 1
        for each in (told, again):
            each.refresh_from_db()
        assert told.off_at == NOW
        assert again.off_at is None


class TestAReadingAgreement:
    def test_that_was_ended_is_ended_again(self, django_capture_on_commit_callbacks):
        made = agreed()
        with lost(), django_capture_on_commit_callbacks(execute=True):
            agreements.end(agreement=made, by=acting(administrator("second")), at=NOW)

        assert release(Scripted(), at=LATER).ended == 1
        made.refresh_from_db()
        assert (made.state, made.ended_at) == ("ended", NOW)

    def test_that_was_refused_does_not_wait_again(self, django_capture_on_commit_callbacks):
        lead = acting(_staff(Role.OPERATIONS_LEAD, None, prefix="national-"))
        made = agreements.enter(
            force=Force.objects.get(code="kent"), signed=SIGNED, by=lead, at=NOW
        )
        with lost(), django_capture_on_commit_callbacks(execute=True):
            agreements.refuse(agreement=made, by=lead, at=NOW)

        assert release(Scripted(), at=LATER).ended == 1
        made.refresh_from_db()
        assert made.state == "refused"


class TestAnOpeningInAnEmergency:
    def test_that_was_closed_is_closed_again(self, django_capture_on_commit_callbacks):
        opened = glass(opened_by=administrator("second", "kent"))
        with lost(), django_capture_on_commit_callbacks(execute=True):
            break_glass.close(glass=opened, viewer=national(), by=TESTER, at=NOW)

        assert release(Scripted(), at=LATER).ended == 1
        opened.refresh_from_db()
        assert opened.ended_at == NOW

    def test_that_was_refused_does_not_wait_again(self, django_capture_on_commit_callbacks):
        asked, by = glass(), acting(administrator("second", "kent"))
        with lost(), django_capture_on_commit_callbacks(execute=True):
            break_glass.refuse(glass=asked, viewer=national(), by=by, at=NOW)

        assert release(Scripted(), at=NOW).ended == 1
        asked.refresh_from_db()
        assert asked.is_refused

    def test_is_written_down_in_the_restored_trail_once(self, django_capture_on_commit_callbacks):
        opened = glass(opened_by=administrator("second", "kent"))
        with lost(), django_capture_on_commit_callbacks(execute=True):
            break_glass.close(glass=opened, viewer=national(), by=TESTER, at=NOW)
        release(Scripted(), at=LATER)

        assert not break_glass.close_again(pk=opened.pk, by=TESTER, at=NOW)
        assert holding.hold_reason() == ""
