from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from access import selectors as access_selectors
from access.models import AuditEvent, User
from access.permissions import Role
from responses.cases.working_days import working_days_after
from responses.follow_up import selectors
from responses.interviewing.presenters.script import script_of
from responses.models import CallAttempt, FollowUp, SealedWish, TelephoneCase
from responses.vault.sealed import wishes
from tests.conftest import NOW, sign_in
from tests.responses.interviewing import at_the_phone
from tests.responses.interviewing.in_a_call import past_the_gate, press, to_the_end
from tests.responses.pages import Page
from tests.responses.triage import at_the_desk
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOBILE = "+447700900556"
WAY = "07700 900789, my sister Lapwing"
GIVEN = {"way": WAY, "when": "Tuesdays before 3", "not_to": "my husband"}


@shared_rows
def somebody_to_call() -> User:
    at_the_phone.set_up(share=1.0)
    at_the_phone.who_chose_a_call(contact_mobile=MOBILE)
    return at_the_phone.interviewer("Ash")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def readers(somebody_to_call: User) -> list[User]:
    return list(at_the_desk.on_the_rota("One", "Two"))


@pytest.fixture
def desk(somebody_to_call: User, readers: list[User]) -> Client:
    return at_the_phone.client_of(somebody_to_call)


def to_the_wish(desk: Client) -> Page:
    to_the_end(desk)
    return press(desk, "words", skip="yes")


class TestAWishByTelephone:
    def test_is_kept_as_on_the_web_and_due_in_ten_working_days(self, desk, readers):
        page = to_the_wish(desk)
        assert "Would she like someone to contact her?" in page.text
        assert "only in the way you tell us" in page.text

        page = press(desk, "wish", **GIVEN)

        wish = FollowUp.objects.get()
        assert "All questions are asked" in page.text
        assert (wish.state, wish.force_id) == ("open", at_the_phone.CITY)
        assert wish.due_on == working_days_after(NOW.date(), 10)
        assert wish.response.mode == "telephone"
        assert wishes.held(wish.response_id).way == WAY
        assert selectors.open_wishes(access_selectors.viewer_for(readers[0].pk)) == [wish]

    def test_is_asked_for_once_in_a_call_and_once_of_a_person(self, desk):
        to_the_wish(desk)
        press(desk, "wish", **GIVEN)
        again = press(desk, "wish", way="somebody else")

        assert "All questions are asked" in again.text
        assert FollowUp.objects.count() == 1
        assert wishes.held(FollowUp.objects.get().response_id).way == WAY

    def test_is_not_asked_for_where_she_wants_none(self, desk):
        to_the_wish(desk)

        page = press(desk, "wish", skip="yes")

        assert "All questions are asked" in page.text
        assert not FollowUp.objects.exists()

    def test_asks_again_whether_she_is_alone_before_it_says_anything(self, desk):
        page = to_the_wish(desk)

        alone, asked = (
            page.html.index(script_of("known", language="en", shown_number="").safe),
            page.html.index("Would you like"),
        )
        assert alone < asked

    def test_that_says_no_way_is_shown_again_with_a_reason(self, desk):
        to_the_wish(desk)

        page = press(desk, "wish", way="", when="never")

        assert "Write how we can reach you" in page.text
        assert not FollowUp.objects.exists()

    def test_is_kept_where_she_breaks_off_and_not_asked_for_in_the_next_call(self, desk, clock):
        to_the_wish(desk)
        press(desk, "wish", **GIVEN)
        press(desk, "end", outcome="broke_off")
        assert FollowUp.objects.get().state == "open"

        clock.move_to(TelephoneCase.objects.get().next_at)
        desk.force_login(User.objects.get(name="Ash"))
        past_the_gate(desk)
        press(desk, "private")
        press(desk, "begin")
        page = Page(desk.get(reverse("responses:call-question")))
        if "In her own words" in page.text:
            page = press(desk, "words", skip="yes")
        assert "All questions are asked" in page.text


class TestTheHours:
    def test_are_those_of_the_forces_desk_alone(self, somebody_to_call):
        at_the_desk.on_the_rota("Cedar", "Dale", desk=at_the_desk.Desk("kent"))
        at_the_desk.reader("Elm")

        page = to_the_end(at_the_phone.client_of(somebody_to_call))

        assert "All questions are asked" in page.text

    def test_that_end_while_she_speaks_lose_nothing_that_she_said(self, desk, clock):
        self.shortly_before_they_end(desk, clock)
        press(desk, "words", skip="yes")
        clock.shift(timedelta(minutes=10))

        press(desk, "wish", **GIVEN)

        assert FollowUp.objects.count() == 1

    def test_that_ended_before_it_came_up_ask_nobody(self, desk, clock):
        self.shortly_before_they_end(desk, clock)
        clock.shift(timedelta(minutes=10))

        assert "All questions are asked" in press(desk, "words", skip="yes").text

    def shortly_before_they_end(self, desk: Client, clock: time_machine.Traveller) -> None:
        clock.move_to(NOW.replace(hour=16, minute=55))
        desk.force_login(User.objects.get(name="Ash"))
        to_the_end(desk)


class TestWhoSeesIt:
    def test_is_no_interviewer_once_it_is_sent(self, desk):
        to_the_wish(desk)
        pages = [press(desk, "wish", **GIVEN)]
        pages += [Page(desk.get(reverse(f"responses:{name}"), follow=True))
                  for name in ("call", "call-question", "calls")]  # fmt: skip
        pages.append(press(desk, "send"))

        assert not any("Lapwing" in page.html or "husband" in page.html for page in pages)
        assert "Lapwing" not in str(dict(desk.session.items()))

    def test_is_shown_in_no_reply_that_a_browser_stores(self, desk):
        to_the_wish(desk)

        faulty = desk.post(reverse("responses:call-wish"), {**GIVEN, "way": "x" * 201})
        sent = desk.post(reverse("responses:call-wish"), GIVEN)

        assert "husband" in faulty.content.decode()
        assert faulty["Cache-Control"] == "no-store"
        assert (sent.status_code, sent.content) == (302, b"")
        assert 'autocomplete="off"' in faulty.content.decode()
        assert "husband" not in sent["Location"]

    def test_is_no_supervisor(self, desk, client):
        to_the_wish(desk)
        press(desk, "wish", **GIVEN)
        press(desk, "send")
        boss = at_the_phone.interviewer("Birch", role=Role.INTERVIEW_SUPERVISOR)
        sign_in(client, boss)
        looked = CallAttempt.objects.get()

        pages = [
            client.get(reverse("responses:call-team")),
            client.get(reverse("responses:call-review", args=[looked.pk])),
        ]
        refused = [
            client.get(reverse("responses:follow-ups")),
            client.get(reverse("responses:follow-up", args=[FollowUp.objects.get().pk])),
        ]

        assert [page.status_code for page in pages] == [200, 200]
        assert not any(b"Lapwing" in page.content for page in pages)
        assert [page.status_code for page in refused] == [403, 403]

    def test_adds_no_question_to_the_seconds_that_a_supervisor_sees(self, desk):
        to_the_wish(desk)
        before = CallAttempt.objects.get().keying

        press(desk, "wish", **GIVEN)

        assert CallAttempt.objects.get().keying == before

    def test_leaves_who_typed_it_in_the_trail_and_nothing_of_it(self, desk):
        to_the_wish(desk)
        press(desk, "wish", **GIVEN)

        rows = AuditEvent.objects.filter(kind="follow_up.asked")
        assert [row.actor_name for row in rows] == ["Ash"]
        assert "Lapwing" not in str(list(AuditEvent.objects.values()))


class TestSomebodyElse:
    def test_at_the_telephone_is_asked_nothing_before_the_gate(self, desk):
        press(desk, "next", spoken=["en"])
        press(desk, "number")
        for name in ("wish", "good-time", "wish"):
            press(desk, name, **GIVEN)

        assert not FollowUp.objects.exists()
        assert not SealedWish.objects.exists()

    def test_is_asked_nothing_before_every_question_is_asked(self, desk):
        past_the_gate(desk)
        press(desk, "private")
        press(desk, "begin")
        press(desk, "wish", **GIVEN)

        assert not FollowUp.objects.exists()

    @pytest.mark.safety
    def test_saf_12_is_not_contacted_once_she_wants_no_contact_at_all(self, desk, readers):
        to_the_wish(desk)
        press(desk, "wish", **GIVEN)
        reader = access_selectors.viewer_for(readers[0].pk)
        before = selectors.open_wishes(reader)
        press(desk, "end", outcome="refused")

        assert (before, selectors.open_wishes(reader)) == ([FollowUp.objects.get()], [])

    def test_who_takes_the_call_over_is_not_shown_it(self, desk, clock):
        to_the_wish(desk)
        press(desk, "wish", **GIVEN)
        clock.shift(timedelta(minutes=46))
        other = at_the_phone.client_of(at_the_phone.interviewer("Rowan"))
        past_the_gate(other)
        press(other, "begin")

        page = Page(other.get(reverse("responses:call-question"), follow=True))

        assert "Lapwing" not in page.html
        desk.logout()
        desk.force_login(User.objects.get(name="Ash"))
        assert "You hold no call now" in press(desk, "wish", way="late").text
