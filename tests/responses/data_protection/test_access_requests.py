import io
import json
import re
from itertools import pairwise

import pytest
from django.db import IntegrityError
from django.test import Client
from pypdf import PdfReader

from access.approval.decisions import OwnRequestError
from access.models import AuditEvent, User
from access.permissions import Role
from responses.answering.actions import gate_attempts
from responses.data_protection import access_file
from responses.data_protection.access_file import WORDS_IN_A_KEY
from responses.data_protection.actions import access_requests
from responses.models import Case, DeskRequest
from responses.service_desk import actions as service_desk
from responses.vault import person_keys
from tests.access.administration.make import acting, administrator
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses import by_code
from tests.responses.answering.test_withdrawal_actions import sent_in
from tests.responses.invited import BIRTH_YEAR, NO_FLAGS, invite
from tests.responses.pages import Page
from tests.responses.told import told_about

ASK, LIST = "/staff/administration/desk/access/", "/staff/access-requests/"
MOBILE, OTHER, E164 = "07700 900010", "07700 900124", "+447700900010"
WORD = "heron"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db) -> User:
    return _staff(Role.DATA_PROTECTION_OFFICER, None)


@pytest.fixture
def officer_client(officer: User) -> Client:
    return _client(officer)


def asked(client: Client, **given: str) -> tuple[DeskRequest, str]:
    answer = client.post(ASK, {"mobile": MOBILE, "proof": "document", "language": "en"} | given)
    words = re.search(r"<strong>([a-z ]+)</strong>", answer.content.decode())
    return DeskRequest.objects.latest("pk"), words[1] if words else ""


def made(client: Client, request: DeskRequest, mobile: str = MOBILE, **given: object) -> bytes:
    typed = {"mobile": mobile, "birth_year": BIRTH_YEAR, "word": ""} | given
    answer = client.post(f"{LIST}{request.pk}/", typed)
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
    return answer.content


def opened(file: bytes, words: str) -> tuple[str, dict]:
    reader = PdfReader(io.BytesIO(file), password=words)
    text = "\n".join(page.extract_text() for page in reader.pages)
    return text, json.loads(reader.attachments["held.json"][0])


class TestAFile:
    @pytest.mark.slow
    def test_is_made_by_two_and_opened_by_the_person_alone(
        self, administrator_client, officer_client
    ):
        sent_in()
        request, words = asked(administrator_client)
        file = made(officer_client, request)

        assert len(words.split()) == WORDS_IN_A_KEY
        text, held = opened(file, words)
        assert "Your answers" in text
        assert held["contacts"][0]["mobile"] == E164
        assert held["answers"]
        locked = PdfReader(io.BytesIO(file))
        assert locked.is_encrypted
        assert not locked.decrypt("")
        assert b"7700" not in file

    def test_is_opened_by_no_copy_of_the_database(
        self, administrator_client, officer_client, settings
    ):
        request, words = asked(administrator_client)
        settings.SECRET_KEY = "another"
        other = access_file.words_of(request, language="en")

        assert other != words

    def test_is_made_once(self, administrator_client, officer_client):
        request, _words = asked(administrator_client)
        made(officer_client, request)

        again = officer_client.post(
            f"{LIST}{request.pk}/", {"mobile": MOBILE, "birth_year": BIRTH_YEAR}
        )
        assert again.status_code == 404
        request.refresh_from_db()
        assert (request.state, request.number_hash) == ("done", "")

    def test_says_so_where_nothing_is_held(self, administrator_client, officer_client):
        request, words = asked(administrator_client, mobile=OTHER)

        text, _held = opened(made(officer_client, request, OTHER), words)
        assert "Nothing is held about you." in text

    def test_is_in_welsh_where_they_asked_for_it(self, administrator_client, officer_client):
        request, words = asked(administrator_client, language="cy")

        reader = PdfReader(io.BytesIO(made(officer_client, request)), password=words)
        assert reader.trailer["/Root"]["/Lang"] == "cy-GB"

    @pytest.mark.slow
    def test_says_where_letters_are_missing(self, administrator_client, officer_client):
        Case.objects.filter(pk=sent_in().case_id).update(area="آمنہ")
        request, words = asked(administrator_client)

        text, held = opened(made(officer_client, request), words)
        assert "This paper has not all letters of it" in " ".join(text.split())
        assert held["cases"][0]["area"] == "آمنہ"


class TestSomebodyElseWithTheTelephone:
    def test_gets_nothing_of_a_case_in_which_a_word_was_agreed(
        self, administrator_client, officer_client
    ):
        invite(word=WORD)
        request, words = asked(administrator_client)

        text, held = opened(made(officer_client, request, word="swift"), words)
        assert "Nothing is held about you." in text
        assert not any(held.values())

    def test_leaves_it_to_who_knows_the_word(self, administrator_client, officer_client):
        invite(word=WORD)
        request, words = asked(administrator_client)

        _text, held = opened(made(officer_client, request, word=WORD.upper()), words)
        assert held["cases"]
        assert "invited_on" in held["known_by_number_alone"]

    def test_shows_proof_or_nothing_is_asked(self, administrator_client):
        page = Page(administrator_client.post(ASK, {"mobile": MOBILE, "language": "en"}))

        assert page.title.startswith("Error:")
        assert not DeskRequest.objects.exists()
        with pytest.raises(IntegrityError):
            DeskRequest.objects.create(
                kind="access", salt="x", asked_at=NOW, asked_by=administrator("a")
            )


class TestTwoWhoHaveOneTelephone:
    def test_are_given_their_own_cases_and_none_of_the_others(
        self, administrator_client, officer_client
    ):
        his, hers = invite(birth_year=1979), invite()
        request, words = asked(administrator_client)

        _text, held = opened(made(officer_client, request, birth_year=1979), words)
        assert [case["id"] for case in held["cases"]] == [his.case_id]
        assert hers.invitation_id not in [one["id"] for one in held["invitations"]]
        assert not held["known_by_number_alone"]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "case",
        [
            {"flags": {}},
            {"flags": NO_FLAGS | {"domestic_abuse": True}},
            {"birth_year": None},
        ],
    )
    def test_takes_somebody_who_vouches_where_one_may_be_the_danger(
        self, administrator_client, officer_client, case
    ):
        invite(**case)
        request, words = asked(administrator_client)
        text, held = opened(made(officer_client, request), words)
        assert "Nothing is held about you." in text
        assert not any(held.values())

        request, words = asked(administrator_client, proof="supporter")
        _text, held = opened(made(officer_client, request), words)
        assert held["cases"]

    @pytest.mark.parametrize("year", ["", "84", "nineteen", "12345"])
    def test_have_the_year_of_birth_asked_in_words(
        self, administrator_client, officer_client, year
    ):
        request, _words = asked(administrator_client)

        typed = {"mobile": MOBILE, "birth_year": year}
        page = Page(officer_client.post(f"{LIST}{request.pk}/", typed))
        assert page.title.startswith("Error:")
        request.refresh_from_db()
        assert request.state == "waiting"


class TestTheOfficer:
    def test_never_sees_the_words(self, administrator_client, officer_client):
        request, words = asked(administrator_client)

        pairs = [" ".join(pair) for pair in pairwise(words.split())]  # a word alone is anybody's
        for path in (LIST, f"{LIST}{request.pk}/", "/staff/audit-trail/"):
            text = Page(officer_client.get(path)).text
            assert [pair for pair in pairs if pair in text] == []

    def test_is_told_where_it_is_another_number(self, administrator_client, officer_client):
        request, _words = asked(administrator_client)

        typed = {"mobile": OTHER, "birth_year": BIRTH_YEAR}
        page = Page(officer_client.post(f"{LIST}{request.pk}/", typed))
        assert "not the number for which it was asked" in page.text

    def test_of_a_force_makes_none(self, administrator_client, protection_client):
        request, _words = asked(administrator_client)

        assert protection_client.get(LIST).status_code == 403
        assert protection_client.post(f"{LIST}{request.pk}/").status_code == 403

    def test_proves_once_more_who_they_are(self, administrator_client, officer):
        request, _words = asked(administrator_client)
        client = Client()
        client.force_login(officer)

        assert "/staff/account/confirm/" in client.get(f"{LIST}{request.pk}/")["Location"]

    def test_may_refuse(self, administrator_client, officer_client):
        request, _words = asked(administrator_client)
        officer_client.post(f"{LIST}{request.pk}/refuse/")

        request.refresh_from_db()
        assert (request.state, request.number_hash) == ("set aside", "")

    def test_is_told_at_home(self, administrator_client, officer_client):
        asked(administrator_client)

        said = "1 person waits for what is held about them"
        assert said in Page(officer_client.get("/staff/")).text
        assert said not in Page(administrator_client.get("/staff/")).text


class TestAnAdministrator:
    def test_never_has_the_file(self, administrator_client):
        request, _words = asked(administrator_client)

        assert administrator_client.get(LIST).status_code == 403
        assert administrator_client.post(f"{LIST}{request.pk}/").status_code == 403
        assert (
            "A data protection officer makes it"
            in Page(administrator_client.get("/staff/administration/desk/")).text
        )

    def test_who_is_an_officer_by_now_answers_none_of_their_own(self):
        first = administrator("first")
        request, _words = access_requests.ask(
            mobile=E164, proof="document", language="en", by=acting(first), at=NOW
        )
        with pytest.raises(OwnRequestError):
            access_requests.answer(
                request=request, mobile=E164, birth_year=BIRTH_YEAR, word="", by=acting(first),
                at=NOW,
            )  # fmt: skip

    def test_cannot_answer_it_as_another_request_of_the_desk(self, administrator_client):
        request, _words = asked(administrator_client)
        second = administrator("second")
        with pytest.raises(service_desk.RequestIsOverError):
            service_desk.withdraw(request=request, mobile=E164, by=acting(second), at=NOW)


class TestTheTrail:
    @pytest.mark.slow
    def test_tells_who_did_what_and_nothing_of_the_person(
        self, administrator_client, officer_client
    ):
        sent_in()
        request, _words = asked(administrator_client)
        made(officer_client, request)

        events = AuditEvent.objects.filter(kind__startswith="subject_access").order_by("pk")
        assert [each.kind for each in events] == ["subject_access.asked", "subject_access.given"]
        assert "7700" not in str([each.details for each in events])
        assert "held" not in events[1].details


class TestWhatIsHeld:
    @pytest.mark.slow
    def test_is_told_without_a_key_or_a_hash(self):
        answered = sent_in()

        told = str(told_about(E164))
        assert "Very satisfied" in told
        for secret in (
            answered.invitation.token_hash,
            answered.response.withdrawal_hash,
            person_keys.person_key(mobile=E164),
        ):
            assert secret not in told

    @pytest.mark.slow
    def test_has_each_code_that_was_handed_over_and_all_that_was_said(self):
        case = by_code.routed(contact_mobile=E164)
        first, second = by_code.begun(case), by_code.completed(case)
        gate_attempts.choose_word(attempt_id=first.attempt_id, own_word="otter", by=TESTER, at=NOW)

        told = told_about(E164)
        assert [code["id"] for code in told["codes"]] == [first.attempt_id, second.attempt_id]
        assert [row["id"] for row in told["answers"]] == [first.pk, second.pk]
        assert "argon2" not in str(told)
        assert second.attempt.token_hash not in str(told)
