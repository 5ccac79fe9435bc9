import pytest

from access.models import AuditEvent
from analytics.casebook.actions import notices
from analytics.models import SaidAndDone
from tests.access.administration.make import CITY, administrator
from tests.analytics.you_said_we_did.test_published import BEA, written
from tests.conftest import NOW, _client
from tests.responses.pages import Page

KEPT = "/staff/administration/you-said-we-did/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def words(db) -> SaidAndDone:
    made = written()
    notices.approve(told=made, by=BEA, at=NOW)
    return SaidAndDone.objects.get(pk=made.pk)


def press(client, words: SaidAndDone, *, read: str = "") -> Page:
    given = {"written_at": read or words.written_at.isoformat()}
    return Page(client.post(f"{KEPT}{words.pk}/take-back/", given, follow=True))


class TestTakingBack:
    def test_takes_two(self, administrator_client, words):
        first = press(administrator_client, words)
        assert "It waits for a second person" in first.text
        assert SaidAndDone.objects.get().taken_back_at is None
        press(administrator_client, words)
        assert SaidAndDone.objects.get().taken_back_at is None

        second = _client(administrator("second"))
        assert "1 text of what was done waits" in Page(second.get("/staff/")).text
        assert "Nobody may read it any more" in press(second, words).text
        assert SaidAndDone.objects.get().taken_back_at is not None
        kinds = AuditEvent.objects.filter(kind__contains="ake").values_list("kind", flat=True)
        assert "said_and_done.taken_back" in kinds

    def test_is_of_what_was_read_alone(self, administrator_client, words):
        page = press(administrator_client, words, read="2020-01-01T00:00:00+00:00")

        assert "The words changed since you read them" in page.text
        assert SaidAndDone.objects.get().unwanted_at is None

    def test_finds_nothing_that_nobody_may_read(self, administrator_client):
        waiting = written()
        assert administrator_client.post(f"{KEPT}{waiting.pk}/take-back/").status_code == 404


class TestThePage:
    def test_is_led_to_from_administration(self, administrator_client):
        assert KEPT in Page(administrator_client.get("/staff/administration/")).links

    def test_is_national_administrators(self, national_client):
        assert national_client.get(KEPT).status_code == 403
        assert _client(administrator("city", CITY)).get(KEPT).status_code == 403
