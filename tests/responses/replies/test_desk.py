from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from access import selectors as access_selectors
from access.actor import Actor
from access.models import User
from access.permissions import Permission
from access.viewer import Viewer
from responses.casework.actions import safe_contact
from responses.models import DangerReply, SealedReply, Suppression
from responses.replies import selectors
from responses.replies.actions import danger, notifying
from responses.triage.actions import reading
from responses.triage.risk.reading import RiskCategory
from responses.vault.sealed import replies
from tests.conftest import NOW, TESTER
from tests.responses.replies.test_receiving import DANGER, reply, texted
from tests.responses.triage.at_the_desk import NATIONAL, begun, on_the_rota

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
STRANGE = "kas tu toks esi, nepažįstu tavęs"


@pytest.fixture
def nan() -> User:
    (nan,) = on_the_rota("Nan", desk=NATIONAL)
    return nan


def viewer(user: User) -> Viewer:
    found = access_selectors.viewer_for(user.pk)
    assert found is not None
    return found.with_permission(Permission.READ_TEXTS)


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def waiting() -> DangerReply:
    return DangerReply.objects.get()


class Post:
    delivers = True

    def __init__(self) -> None:
        self.letters: list[object] = []

    def send(self, letter: object) -> None:
        self.letters.append(letter)


@pytest.mark.safety
class TestWhoReadsAReply:
    def test_saf_13_is_nobody_who_worked_on_the_case(self, nan):
        invitation = texted()
        reply(DANGER)
        assert list(selectors.danger_replies_for(viewer(nan))) == [waiting()]

        safe_contact.record_found(
            case=invitation.stage_event.case, force_code=invitation.stage_event.case.force_id,
            by=actor(nan), at=NOW,
        )  # fmt: skip

        assert list(selectors.danger_replies_for(viewer(nan))) == []

    def test_saf_13_is_nobody_who_said_that_they_know_somebody_in_the_case(self, nan):
        invitation = texted()
        reply(DANGER)

        reading.declare(response_id=begun(invitation).pk, by=actor(nan), at=NOW)

        assert list(selectors.danger_replies_for(viewer(nan))) == []


class TestAFurtherReply:
    def test_is_told_of_although_a_reader_has_taken_the_first(self, nan):
        reply(DANGER)
        post = Post()
        notifying.tell_desk(carrier=post, by=TESTER, at=NOW)
        danger.take(reply=waiting(), by=actor(nan), at=NOW, instead_of=None)

        reply("please hurry he is outside my door", at=LATER)
        notifying.tell_desk(carrier=post, by=TESTER, at=LATER)

        assert len(post.letters) == 2

    def test_stands_by_the_graver_of_the_two(self, nan):
        reply(STRANGE)
        before = waiting()

        reply(DANGER, at=LATER)

        assert before.category != RiskCategory.IMMEDIATE
        assert waiting().category == RiskCategory.IMMEDIATE

    def test_is_kept_after_a_flood_of_others(self, nan):
        for number in range(danger.MOST_WORDS + 5):
            reply(f"he hits me {number}")

        reply(DANGER, at=LATER)

        held = replies.open_reply(waiting().pk)
        assert held is not None
        assert held.words[-1] == DANGER

    def test_is_not_closed_unread(self, nan, client: Client, clock):
        reply(DANGER)
        danger.take(reply=waiting(), by=actor(nan), at=NOW, instead_of=None)
        client.force_login(nan)
        client.get(reverse("responses:danger-reply", args=[waiting().pk]))

        reply("please hurry he is outside my door", at=LATER)
        client.post(
            reverse("responses:danger-reply-close", args=[waiting().pk]), {"outcome": "no_risk"}
        )

        assert waiting().state == DangerReply.ReplyState.WAITING


class TestAReplyThatCannotBeOpened:
    def test_stops_no_refusal_that_comes_after_it(self, nan):
        reply(DANGER)
        SealedReply.objects.update(sealed=b"broken")

        reply("please stop, he is reading my phone", at=LATER)

        assert Suppression.objects.exists()

    def test_is_a_page_all_the_same(self, nan, client: Client, clock):
        reply(DANGER)
        SealedReply.objects.update(sealed=b"broken")
        client.force_login(nan)

        answer = client.get(reverse("responses:danger-reply", args=[waiting().pk]))

        assert answer.status_code == 200
