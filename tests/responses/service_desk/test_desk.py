import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from access.models import AuditEvent, User
from access.permissions import Role
from responses.invitations.selectors import outbox
from responses.models import DeskRequest, SendingLine, Suppression
from responses.service_desk import actions
from tests.access.administration.make import CITY, acting, administrator
from tests.conftest import NOW, TESTER, _client
from tests.responses.answering.test_withdrawal_actions import sent_in
from tests.responses.data_protection.test_desk_commands import TYPED as MOBILE
from tests.responses.pages import Page

DESK = "/staff/administration/desk/"
OTHER = "07700 900124"
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db) -> User:
    return administrator("second")


def asked(client, number: str = MOBILE) -> DeskRequest:
    client.post(f"{DESK}withdraw/", {"mobile": number})
    return DeskRequest.objects.latest("pk")


class TestStoppingContact:
    def test_holds_for_the_number_and_stores_it_nowhere(self, administrator_client):
        page = Page(administrator_client.post(f"{DESK}stop/", {"mobile": MOBILE}, follow=True))

        assert "will not be contacted again" in page.text
        assert Suppression.objects.exists()
        event = AuditEvent.objects.get(kind="contact.opted_out")
        assert event.actor_kind == "user"
        assert "7700" not in str(event.details)

    def test_says_the_same_of_a_number_that_nobody_knows(self, administrator_client):
        page = Page(administrator_client.post(f"{DESK}stop/", {"mobile": OTHER}, follow=True))

        assert "will not be contacted again" in page.text

    def test_refuses_what_is_no_number(self, administrator_client):
        page = Page(administrator_client.post(f"{DESK}stop/", {"mobile": "ann"}))

        assert page.title.startswith("Error:")
        assert not Suppression.objects.exists()


class TestTakingAnswersOut:
    @pytest.mark.slow
    def test_takes_two_who_type_the_same_number(self, administrator_client, second):
        answered = sent_in()
        request = asked(administrator_client)
        alone = administrator_client.post(f"{DESK}{request.pk}/withdraw/", {"mobile": MOBILE})
        assert alone.status_code == 302
        wrong = Page(_client(second).post(f"{DESK}{request.pk}/withdraw/", {"mobile": OTHER}))
        assert "not the number for which it was asked" in wrong.text
        assert answered.response.withdrawn_at is None

        _client(second).post(f"{DESK}{request.pk}/withdraw/", {"mobile": MOBILE})
        assert answered.response.withdrawn_at is not None

    def test_keeps_no_number_when_it_is_over(self, administrator_client, second):
        request = asked(administrator_client)
        assert "7700" not in str(DeskRequest.objects.values())
        _client(second).post(f"{DESK}{request.pk}/set-aside/")

        assert DeskRequest.objects.get().number_hash == ""
        with pytest.raises(IntegrityError, match="knows_no_number"):
            DeskRequest.objects.update(number_hash="x")

    def test_is_forgotten_after_seven_days(self, administrator_client, second):
        request = asked(administrator_client)
        DeskRequest.objects.update(asked_at=NOW - DeskRequest.KEPT_FOR)
        with pytest.raises(actions.RequestIsOverError):
            actions.withdraw(request=request, mobile="+447700900123", by=acting(second), at=NOW)
        actions.forget_old(by=TESTER, at=NOW)

        assert DeskRequest.objects.get().number_hash == ""

    def test_cannot_be_done_alone_in_the_database_either(self, administrator_client, administrator):
        asked(administrator_client)

        with pytest.raises(IntegrityError, match="done_by_another"):
            DeskRequest.objects.update(state="done", number_hash="", decided_by=administrator)


class TestTheStopOfSending:
    @pytest.mark.slow
    def test_is_pressed_by_one_and_taken_back_by_two(self, administrator_client, second):
        administrator_client.post(f"{DESK}hold/")
        assert SendingLine.objects.get(transport=settings.SMS_TRANSPORT).pause == "by hand"

        administrator_client.post(f"{DESK}resume/")
        administrator_client.post(f"{DESK}resume/")
        request = DeskRequest.objects.get()
        administrator_client.post(f"{DESK}{request.pk}/resume/")
        assert outbox.held_by_hand_since()
        _client(second).post(f"{DESK}{request.pk}/resume/")
        assert outbox.held_by_hand_since() is None
        kinds = AuditEvent.objects.filter(kind__startswith="sending.").values_list(
            "kind", flat=True
        )
        assert "sending.resume_asked" in kinds

    def test_is_let_go_on_by_nobody_who_asked_before_it(self, administrator_client, second):
        administrator_client.post(f"{DESK}hold/")
        administrator_client.post(f"{DESK}resume/")
        before = DeskRequest.objects.get()
        administrator_client.post(f"{DESK}hold/")

        _client(second).post(f"{DESK}{before.pk}/resume/")

        assert outbox.held_by_hand_since()

    def test_that_is_typed_on_the_machine_sets_aside_what_was_asked_before_it_too(
        self, administrator_client, second
    ):
        administrator_client.post(f"{DESK}hold/")
        administrator_client.post(f"{DESK}resume/")
        before = DeskRequest.objects.get()
        call_command("hold_sending")

        _client(second).post(f"{DESK}{before.pk}/resume/")

        assert outbox.held_by_hand_since()
        before.refresh_from_db()
        assert before.state == "set aside"

    def test_is_not_asked_for_its_end_where_there_is_none(self, administrator_client):
        page = Page(administrator_client.post(f"{DESK}resume/", follow=True))

        assert "Sending is not stopped by hand" in page.text
        assert not DeskRequest.objects.exists()

    def test_stands_on_the_page(self, administrator_client):
        administrator_client.post(f"{DESK}hold/")

        assert "Stopped by hand since" in Page(administrator_client.get(DESK)).text


class TestTheDesk:
    def test_is_closed_to_administrators_of_a_force(self):
        client = _client(administrator("city", CITY))

        for path in ("", "stop/", "withdraw/"):
            assert client.get(f"{DESK}{path}").status_code == 403
        assert client.post(f"{DESK}hold/").status_code == 403
        assert not SendingLine.objects.exists()

    def test_of_another_kind_of_request_does_nothing(self, second):
        first = administrator("first")
        actions.hold_sending(by=acting(first), at=timezone.now())
        request = actions.ask_to_resume(by=acting(first), at=timezone.now())

        with pytest.raises(actions.RequestIsOverError):
            actions.withdraw(
                request=request, mobile="+447700900123", by=acting(second), at=timezone.now()
            )

    @pytest.mark.slow
    def test_is_told_at_home(self, administrator_client, second):
        asked(administrator_client)

        text = Page(_client(second).get("/staff/")).text
        assert "1 request of the service desk waits for a second administrator" in text
        assert Role.ADMINISTRATOR in {m.role for m in second.memberships.all()}
