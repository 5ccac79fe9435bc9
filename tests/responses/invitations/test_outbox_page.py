import html

import pytest

from access.models import DataOrigin
from responses.invitations.selectors import outbox as selectors
from responses.models import OutboxMessage
from tests.conftest import NOW
from tests.responses.asked import SAFE, queued, row, send

pytestmark = pytest.mark.django_db

URL = "/staff/outbox/"


def text_of(response) -> str:
    return html.unescape(response.content.decode())


class TestTheDevelopmentOutbox:
    def test_shows_the_text_as_it_would_have_arrived(self, force_client):
        [message] = queued(row())
        send()

        page = text_of(force_client.get(URL))

        assert "tell us about a recent service." in page
        assert f'href="{selectors.link_of(message.invitation)}"' in page
        assert "To stop, reply STOP" in page

    @pytest.mark.slow
    def test_shows_the_answer_of_the_gate(self, force_client):
        queued(row(birth_year=1977))
        send()

        assert "The gate takes: 1977" in text_of(force_client.get(URL))

    @pytest.mark.slow
    def test_names_the_agreed_word_where_only_that_opens(self, force_client):
        queued(row(flags={}, **SAFE))
        send()

        page = text_of(force_client.get(URL))

        assert "The gate takes: the agreed word" in page
        assert "1980" not in page

    @pytest.mark.slow
    def test_masks_the_number(self, force_client):
        queued(row(contact_mobile="+447700900321"))
        send()

        page = text_of(force_client.get(URL))

        assert "••• 321" in page
        assert "900321" not in page

    @pytest.mark.slow
    def test_shows_a_welsh_text_as_welsh(self, force_client):
        queued(row(language="cy"))
        send()

        assert '<p lang="cy">Arolwg' in text_of(force_client.get(URL))

    def test_shows_nothing_that_was_not_sent(self, force_client):
        queued(row())

        assert "No text has been sent yet" in text_of(force_client.get(URL))

    def test_is_stamped_simulated(self, force_client):
        queued(row())

        assert "SIMULATED" in text_of(force_client.get(URL)).upper()

    @pytest.mark.slow
    def test_shows_a_force_its_own_only(self, force_client, national_client):
        queued(row(force="metropolitan"))
        send()

        assert "No text has been sent yet" in text_of(force_client.get(URL))
        assert "tell us about a recent service" in text_of(national_client.get(URL))

    def test_sends_a_stranger_to_sign_in(self, client):
        assert client.get(URL).status_code == 302

    def test_is_not_there_where_real_texts_go_out(self, force_client, settings):
        settings.SMS_TRANSPORT = "notify"

        assert force_client.get(URL).status_code == 404

    def test_is_not_there_on_a_machine_of_real_people(self, force_client, settings):
        settings.IS_DEVELOPMENT = False
        DataOrigin.objects.create(origin="real", set_at=NOW, set_by="tests")

        assert force_client.get(URL).status_code == 404

    def test_is_there_for_simulated_people_on_any_machine(self, force_client, settings):
        queued(row())
        settings.IS_DEVELOPMENT = False
        settings.STAFF_BASE_URL = "https://testserver"

        assert force_client.get(URL).status_code == 200

    @pytest.mark.slow
    def test_leaves_the_token_out_of_the_database(self, force_client):
        [message] = queued(row())
        send()
        force_client.get(URL)

        token = selectors.token_of(message.invitation)

        assert not any(token in str(values) for values in OutboxMessage.objects.values())
