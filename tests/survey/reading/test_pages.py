import re

import pytest

from access.permissions import Role
from survey.models import SignedWording, WordingRemark
from survey.reading.texts import TextKind
from tests.conftest import _client, _staff
from tests.survey.reading import texts

pytestmark = pytest.mark.django_db
POLISH = "/staff/languages/pl/"


def first(kind=TextKind.QUESTION):
    return texts(kind)[0]


def page(client, text):
    return client.get(f"{POLISH}{text.key}/").content.decode()


def press(client, text, act, **given):
    return client.post(
        f"{POLISH}{text.key}/{act}/", {"words": text.words, **given}, follow=True
    ).content.decode()


def said(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestTheDesk:
    @pytest.mark.slow
    def test_shows_a_reader_their_languages_alone(self, linguist_client):
        listed = said(linguist_client.get("/staff/languages/").content.decode())

        assert "Polski" in listed
        assert "اردو" not in listed
        assert linguist_client.get("/staff/languages/ur/").status_code == 404
        assert linguist_client.get("/staff/languages/nowhere/").status_code == 404
        assert linguist_client.get(f"{POLISH}{'0' * 16}/").status_code == 404

    @pytest.mark.slow
    def test_shows_whoever_owns_the_words_every_language(self, designer_client):
        assert "اردو" in said(designer_client.get("/staff/languages/").content.decode())

    @pytest.mark.slow
    def test_opens_what_is_not_signed_first(self, linguist_client):
        press(linguist_client, first(), "sign")

        html = linguist_client.get(f"{POLISH}?part=question").content.decode()

        assert html.index(texts()[1].key) < html.index(first().key)
        assert "1 of 213" in said(html)

    def test_takes_a_part_that_is_none_for_the_first(self, linguist_client):
        assert linguist_client.get(f"{POLISH}?part=<b>").status_code == 200


class TestOneText:
    @pytest.mark.slow
    def test_stands_beside_the_english_with_its_place_and_what_is_filled_in(self, linguist_client):
        text = next(each for each in texts(TextKind.PAGE) if "%(address)s" in each.english)

        html = said(page(linguist_client, text))

        assert "%(address)s" in html
        assert "Where it stands" in html
        assert 'dir="ltr"' in page(linguist_client, text)

    @pytest.mark.slow
    def test_is_signed_and_followed_by_the_next(self, linguist_client):
        html = press(linguist_client, first(), "sign")

        assert "Signed. This is the next one." in said(html)
        assert texts()[1].key in html
        assert SignedWording.objects.get().signed_by == "Language Reader"

    @pytest.mark.slow
    def test_is_not_signed_in_words_that_changed_meanwhile(self, linguist_client):
        html = press(linguist_client, first(), "sign", words="0" * 16)

        assert "The words have changed since you saw them" in said(html)
        assert not SignedWording.objects.exists()

    @pytest.mark.slow
    def test_refuses_other_words_in_words(self, linguist_client):
        text = next(each for each in texts(TextKind.PAGE) if "%(address)s" in each.english)

        html = said(press(linguist_client, text, "propose", wording="Nic"))

        assert "Keep what is filled in exactly as it is. It must have: %(address)s" in html
        assert "It has: nothing" in html
        assert not WordingRemark.objects.exists()

    @pytest.mark.slow
    def test_is_put_before_a_second_reader(self, linguist_client):
        press(linguist_client, first(), "propose", wording="Inne?", comment="Why <script>")
        second = _client(_staff(Role.LANGUAGE_READER, None, prefix="second."))
        remark = WordingRemark.objects.get()

        own = page(linguist_client, first())
        assert "Agree to these words" not in own
        assert "Take it back" in own
        assert "<script>" not in own
        assert "Agree to these words" in page(second, first())
        agree = f"{POLISH}remarks/{remark.pk}/agree/"
        assert "It takes two" in linguist_client.post(agree, follow=True).content.decode()
        assert "Agreed. The text" in second.post(agree, follow=True).content.decode()
        assert "Somebody was faster" in second.post(agree, follow=True).content.decode()
        assert "Inne?" in page(linguist_client, first())

    @pytest.mark.slow
    def test_keeps_its_words_for_a_reason(self, linguist_client, designer_client):
        press(linguist_client, first(), "propose", wording="Inne?")
        refuse = f"{POLISH}remarks/{WordingRemark.objects.get().pk}/refuse/"

        assert "Write an answer" in designer_client.post(refuse, {"answer": " "}).content.decode()
        designer_client.post(refuse, {"answer": "The police asked so for years."})

        assert "The police asked so for years." in said(page(linguist_client, first()))

    @pytest.mark.slow
    def test_is_asked_about(self, linguist_client, designer_client):
        assert "Write your question" in press(linguist_client, first(), "ask", comment="")
        press(linguist_client, first(), "ask", comment="Kto to?")
        answer = f"{POLISH}remarks/{WordingRemark.objects.get().pk}/answer/"

        designer_client.post(answer, {"answer": "Whoever answered the call."})

        assert "Whoever answered the call." in said(page(linguist_client, first()))

    @pytest.mark.slow
    def test_is_signed_by_those_who_speak_the_language_alone(self, designer_client):
        assert "Sign: these words are right" not in page(designer_client, first())
        assert designer_client.post(f"{POLISH}{first().key}/sign/").status_code == 403

    def test_of_another_language_is_nowhere(self, linguist_client, designer_client):
        text = texts(language="ur")[0]
        for act in ("sign", "unsign", "propose", "ask"):
            address = f"/staff/languages/ur/{text.key}/{act}/"
            assert linguist_client.post(address, {"words": text.words}).status_code == 404

    @pytest.mark.slow
    def test_of_a_remark_in_another_language_is_nowhere(self, linguist_client):
        press(linguist_client, first(), "ask", comment="Kto to?")
        pk = WordingRemark.objects.get().pk

        assert (
            linguist_client.post(f"/staff/languages/cy/remarks/{pk}/take-back/").status_code == 404
        )
        assert linguist_client.post(f"{POLISH}remarks/{pk}/take-back/").status_code == 302


class TestTheHomePage:
    @pytest.mark.slow
    def test_says_what_waits_for_somebody_elses_word(self, linguist_client, designer_client):
        press(linguist_client, first(), "propose", wording="Inne?")

        waits = "1 proposal or question about a translation waits for somebody’s word"
        assert waits in said(designer_client.get("/staff/").content.decode())
        assert waits not in said(linguist_client.get("/staff/").content.decode())
