import pytest

from responses.invitations.actions import record_delivery
from responses.models import Invitation, OutboxMessage, StageEvent
from responses.models.contacts import Contact
from responses.sms.provider import Accepted, BadNumberError, DevelopmentProvider
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import SAFE, codes, decide, load, queued, row, send

pytestmark = pytest.mark.django_db
ADDRESS = "victim@example.org"
WRITTEN_TO = {"contact_mobile": "", "contact_email": ADDRESS}


class Recording(DevelopmentProvider):
    def __init__(self) -> None:
        self.sent: list = []

    def send(self, text):
        self.sent.append((text.channel, text.to))
        return super().send(text)


def sent_to() -> list[tuple[str, str]]:
    provider = Recording()
    send(provider=provider)
    return provider.sent


class TestWhoIsWrittenTo:
    def test_is_who_has_an_address_and_no_number(self):
        queued(row(**WRITTEN_TO))

        assert sent_to() == [("email", ADDRESS)]
        assert OutboxMessage.objects.get().channel == "email"
        assert Invitation.objects.get().mode == "web_email"

    def test_is_who_agreed_to_an_email_though_there_is_a_number(self):
        agreed = SAFE | {"safe_contact_channel": "email", "contact_email": ADDRESS}
        queued(row(crime_group="sexual", **agreed))

        assert sent_to() == [("email", ADDRESS)]

    def test_is_nobody_else_who_has_a_number(self):
        queued(row(contact_mobile="+447700900321", contact_email=ADDRESS))

        assert sent_to() == [("sms", "+447700900321")]
        assert Invitation.objects.get().mode == "web_sms"

    @pytest.mark.safety
    def test_saf_1_is_nobody_sensitive_without_a_record_that_says_so(self):
        [case] = load(row(flags={}, **WRITTEN_TO))
        decide()

        assert codes(case) == {"ST1": "NOSAFE"}

    def test_is_nobody_while_emails_are_not_set_up(self, settings):
        settings.EMAILS_ARE_SENT = False
        [case] = load(row(**WRITTEN_TO))
        decide()

        assert codes(case) == {"ST1": "NOCONTACTDATA"}


class TestTheMomentOfSending:
    @pytest.mark.slow
    def test_goes_by_what_is_agreed_by_then(self):
        queued(row(contact_email=ADDRESS))
        Contact.objects.update(safe_channel="email")

        assert sent_to() == [("email", ADDRESS)]


class TestAnAddressThatFails:
    @pytest.mark.slow
    def test_is_forgotten_when_it_is_refused(self):
        class Refusing(DevelopmentProvider):
            def send(self, text):
                raise BadNumberError

        queued(row(**WRITTEN_TO))

        assert send(provider=Refusing()).failed == 1
        assert Contact.objects.get().email is None
        assert StageEvent.objects.get().decision == "NOCONTACTDATA"

    @pytest.mark.slow
    def test_is_forgotten_when_it_fails_for_good(self):
        [message] = queued(row(**WRITTEN_TO))
        send()
        told = Accepted("id-1", "permanent-failure")

        record_delivery.record_status(message_id=message.pk, accepted=told, by=TESTER, at=NOW)

        contact = Contact.objects.get()
        assert (contact.email, contact.mobile_failed_on) == (None, None)

    def test_leaves_no_address_in_what_is_shown(self):
        [message] = queued(row(**WRITTEN_TO))

        assert ADDRESS not in repr(contacts.contact_route(message.invitation.stage_event.case_id))
