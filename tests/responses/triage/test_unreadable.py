import pytest

from access.models import User
from responses.follow_up import actions as follow_up
from responses.follow_up import selectors as follow_ups
from responses.models import DeskNotice, FollowUp, SealedText, SealedWish, WrittenText
from responses.triage.actions import escalating, reading, sorting
from responses.vault.sealed.wishes import SafeWay
from tests.conftest import NOW, TESTER
from tests.responses.triage.at_the_desk import begun, on_the_rota, written
from tests.responses.triage.test_reading import DANGER, actor, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def ash() -> User:
    return on_the_rota("Ash")[0]


def broken_text() -> WrittenText:
    text = written(better=DANGER)
    SealedText.objects.filter(response=text.response_id).update(sealed=b"broken")
    return text


def broken_wish() -> FollowUp:
    response = begun()
    follow_up.ask(
        response_id=response.pk, safe_way=SafeWay(way="x"), language="en", by=TESTER, at=NOW
    )
    SealedWish.objects.update(sealed=b"broken")
    return FollowUp.objects.get()


class TestAText:
    def test_is_shown_as_such_and_its_desk_is_notified(self, ash, client, clock):
        text, other = broken_text(), written(better=DANGER)
        client.force_login(ash)
        reading.confirm(response_ids=[text.response_id], by=actor(ash), at=NOW)

        page = client.get(f"/staff/texts/{text.pk}/")
        listed = client.get("/staff/texts/")
        home = client.get("/staff/")

        assert [page.status_code, listed.status_code, home.status_code] == [200, 200, 200]
        assert 'data-test="unreadable"' in page.content.decode()
        assert listed.content.decode().count('data-test="unreadable"') == 1
        assert f"/staff/texts/{other.pk}/" in listed.content.decode()
        assert DeskNotice.objects.filter(text=text, reason="unreadable", user=ash).count() == 1

    def test_is_unread_and_goes_on_by_its_clock(self, ash, clock):
        text = broken_text()

        assert reading.read(text=text, by=actor(ash), at=NOW) is None
        escalating.see_to_texts(by=TESTER, at=text.due_at)

        text.refresh_from_db()
        assert (text.first_read_at, text.escalated) == (None, 2)

    def test_is_opened_once_it_can_be(self, ash, clock):
        text = broken_text()
        sealed = SealedText.objects.get(response=written(better=DANGER).response_id)
        reading.read(text=text, by=actor(ash), at=NOW)
        SealedText.objects.filter(response=text.response_id).delete()
        sealed.refresh_from_db()

        assert not reading.read(text=text, by=actor(ash), at=NOW)
        text.refresh_from_db()
        assert text.unreadable_at is None

    @pytest.mark.parametrize("clock_value", [0, 9])
    def test_with_values_that_no_code_knows_takes_no_list_down(
        self, ash, client, clock, clock_value
    ):
        written()
        WrittenText.objects.update(category="no such", clock=clock_value, language="xx")
        client.force_login(ash)

        assert client.get("/staff/texts/").status_code == 200
        assert client.get("/staff/").status_code == 200
        sorting.sort_texts(by=TESTER, at=NOW)


class TestAWish:
    def test_is_shown_as_such_and_its_desk_is_notified(self, ash, client, clock):
        wish = broken_wish()
        client.force_login(ash)

        page = client.get(f"/staff/wishes/{wish.pk}/", follow=True)
        assert page.status_code == 200
        wish = follow_ups.wish_of(viewer(ash), wish.pk)
        assert follow_up.read(wish=wish, by=actor(ash), at=NOW) is None
        listed = client.get("/staff/wishes/").content.decode()

        assert 'data-test="unreadable"' in listed
        assert DeskNotice.objects.filter(wish=wish, reason="unreadable", user=ash).count() == 1
