import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import process_cache
from survey import selectors
from survey.models import InstrumentDraft, InstrumentVersion
from survey.publishing import actions as publishing_actions
from survey.publishing import checks
from tests.conftest import NOW, TESTER
from tests.survey import make

pytestmark = pytest.mark.django_db
LIST = "/staff/instruments/"
PUBLISHED = "/staff/instruments/published/short-core/1/"
DRAFT = "/staff/instruments/draft/sample/1/"
BRANCH = {"shown_if": {"question": "A", "choices": ["yes"]}}


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def save(**changes):
    return publishing_actions.save_draft(raw=make.raw_definition(**changes), by=TESTER, at=NOW)


def publish(**changes):
    return publishing_actions.publish_version(raw=make.raw_definition(**changes), by=TESTER, at=NOW)


def press(client, deed, draft, **data):
    seen = {"seen": draft.content_hash}
    return client.post(f"{DRAFT}{deed}/", {**seen, **data}, follow=True)


def day_parts(day):
    return {"day_day": day.day, "day_month": day.month, "day_year": day.year}


@pytest.fixture(autouse=True)
def pages_around(monkeypatch):
    monkeypatch.setattr(checks, "faults_around", lambda languages: [])


@pytest.fixture
def second_client(second_designer):
    client = Client()
    client.force_login(second_designer)
    return client


class TestTheList:
    def test_tells_versions_their_languages_and_who_published_them(self, designer_client):
        text = text_of(designer_client.get(LIST))

        assert "short-core 3.1 Published" in text
        assert "short-core 2.1 Followed by version 3" in text
        assert "16 November 2026 English Cymraeg draft" in text

    def test_begins_with_what_ships_by_name(self, designer_client):
        publish(code="aardvark")

        text = text_of(designer_client.get(LIST))

        assert text.index("The short core short-core What a text link asks") < text.index(
            "aardvark"
        )

    def test_puts_drafts_before_what_is_published(self, designer_client):
        publish()
        save(version=2)

        text = text_of(designer_client.get(LIST))

        assert text.index("sample 2 Draft") < text.index("sample 1.1 Published")

    def test_tells_what_is_not_asked_yet_or_any_more(self, designer_client):
        publish(code="gone")
        publishing_actions.retire_version(version=selectors.published("gone", 1), by=TESTER, at=NOW)
        publishing_actions.publish_version(
            raw=make.raw_definition(), effective_from=date(2099, 1, 1), by=TESTER, at=NOW
        )

        text = text_of(designer_client.get(LIST))

        assert "gone 1.1 Retired" in text
        assert "sample 1.1 Published, not asked yet Preview : sample 1.1 1 January 2099" in text

    @pytest.mark.slow
    def test_tells_a_version_that_another_followed_from_the_one_that_is_asked(
        self, designer_client
    ):
        publish(code="followed")
        publish(code="followed", version=2)

        text = text_of(designer_client.get(LIST))
        page = text_of(designer_client.get("/staff/instruments/published/followed/1/"))

        assert "followed 2.1 Published" in text
        assert "followed 1.1 Followed by version 2" in text
        assert "Followed by version 2" in page

    @pytest.mark.slow
    def test_costs_the_same_for_few_and_for_many(self, designer_client):
        def queries():
            # Publishing clears what the process keeps, so both counts begin without it.
            process_cache.clear()
            with CaptureQueriesContext(connection) as captured:
                designer_client.get(LIST)
            return len(captured)

        designer_client.get(LIST)
        few = queries()
        for number in range(5):
            publish(code=f"sample-{number}")
            save(code=f"draft-{number}")

        assert queries() == few

    def test_is_read_by_analysts_who_may_change_nothing(self, national_client):
        draft = save()

        assert national_client.get(LIST).status_code == 200
        assert b"<button" not in national_client.get(DRAFT).content.partition(b"<main")[2]
        assert press(national_client, "propose", draft).status_code == 403


class TestAVersion:
    def test_shows_every_question_and_what_stands_behind_it(self, designer_client):
        text = text_of(designer_client.get(PUBLISHED))

        assert "21 questions." in text
        assert "9 Q-OVR-1 Overall, how satisfied are you" in text
        assert "Scale SAT5" in text
        assert "Measure kept_informed" in text
        assert "6, in the Code of 2021" in text
        assert "Special category (UK GDPR, article 9)" in text

    def test_shows_the_language_of_its_address(self, designer_client):
        page = designer_client.get(f"{PUBLISHED}?language=cy")

        assert 'class="asked" lang="cy" dir="ltr"' in page.content.decode()
        assert "At ei gilydd" in text_of(page)
        assert "How satisfied" not in text_of(page)

    def test_shows_english_where_the_language_is_not_offered(self, designer_client):
        assert "Overall, how satisfied" in text_of(designer_client.get(f"{PUBLISHED}?language=xx"))

    def test_is_a_page_in_welsh_too(self, designer_client):
        designer_client.cookies["language"] = "cy"

        page = designer_client.get(PUBLISHED)

        assert '<html lang="cy"' in page.content.decode()
        assert "Overall, how satisfied" in text_of(page)

    def test_says_conditions_in_words_with_a_case_on_either_side(self, designer_client):
        page = designer_client.get(PUBLISHED)
        text = text_of(page)

        assert "Asked only if The answer to EQ-DIS-1 is “Yes”." in text
        assert "Leads here: EQ-DIS-1 Yes" in text
        assert "Leads past it: EQ-DIS-1 No" in text
        assert "preview/?case=question%3AEQ-DIS-2%3Ain&amp;language=en" in page.content.decode()

    @pytest.mark.parametrize("state", ["published", "draft", "gone"])
    def test_is_absent_where_there_is_none(self, designer_client, state):
        assert designer_client.get(f"/staff/instruments/{state}/nowhere/1/").status_code == 404

    @pytest.mark.slow
    def test_runs_from_right_to_left_where_the_language_does(self, designer_client):
        words = {"en": "Did it help?", "ar": "هل ساعد ذلك؟"}
        choices = [
            {"code": code, "text": {"en": code, "ar": "نعم"}, "meaning": "neutral"}
            for code in ("yes", "no")
        ]
        save(
            languages=["en", "ar"],
            questions=[make.raw_question("A", text=words, choices=choices)],
        )

        page = designer_client.get(f"{DRAFT}?language=ar")

        assert 'class="asked" lang="ar" dir="rtl"' in page.content.decode()


class TestADraft:
    @pytest.mark.slow
    def test_may_come_in_a_language_that_we_have_no_pages_in(self, designer_client):
        choices = [
            {"code": code, "text": {"fr": code}, "meaning": "neutral"} for code in ("oui", "non")
        ]
        asked = make.raw_question("A", text={"fr": "Cela a aidé ?"}, choices=choices)
        save(languages=["fr"], questions=[asked])

        text = text_of(designer_client.get(DRAFT))

        assert "1 A Cela a aidé ?" in text
        assert "languages: English is not among them" in text
        assert designer_client.get(LIST).status_code == 200
        assert designer_client.get(f"{DRAFT}preview/").status_code == 200

    def test_lists_what_stands_in_the_way(self, designer_client):
        save(questions=[make.raw_question("A", right="6")])

        text = text_of(designer_client.get(DRAFT))

        assert "1 thing stands in the way of publishing:" in text
        assert "a right of the Victims' Code stands with the version of the Code" in text
        assert "Propose" not in text

    @pytest.mark.slow
    def test_is_proposed_by_one_and_confirmed_by_another(
        self, designer_client, second_client, designer, second_designer
    ):
        draft = save()
        day = timezone.localdate() + timedelta(days=7)

        proposed = press(designer_client, "propose", draft, **day_parts(day))
        published = press(second_client, "confirm", draft)

        assert "Another person can confirm it now." in text_of(proposed)
        assert "Confirm and publish" not in text_of(proposed)
        assert "The version is published." in text_of(published)
        row = selectors.published("sample", 1)
        assert (row.proposed_by, row.confirmed_by) == (designer, second_designer)
        assert row.effective_from == day

    @pytest.mark.slow
    def test_is_not_confirmed_by_the_one_who_proposed_it(self, designer_client):
        draft = save()
        press(designer_client, "propose", draft, **day_parts(timezone.localdate()))

        page = press(designer_client, "confirm", draft)

        assert "Publishing takes two people" in text_of(page)
        assert not InstrumentVersion.objects.filter(code="sample").exists()

    @pytest.mark.slow
    def test_is_not_confirmed_unseen(self, designer_client, second_client):
        press(designer_client, "propose", save(), **day_parts(timezone.localdate()))
        stale = InstrumentDraft(content_hash="another")

        page = press(second_client, "confirm", stale)

        assert "The draft changed meanwhile. Look at it again." in text_of(page)
        assert not InstrumentVersion.objects.filter(code="sample").exists()

    @pytest.mark.parametrize(
        ("day", "fault"),
        [
            ({}, "Enter the day from which it should be asked"),
            ({"day_day": 31, "day_month": 2, "day_year": 2027}, "Enter a real day, month and year"),
            ({"day_day": 1, "day_month": 1, "day_year": 2020}, "Choose today or a day to come"),
        ],
    )
    def test_is_proposed_for_a_day_that_is_one(self, designer_client, day, fault):
        page = press(designer_client, "propose", save(), **day)

        assert fault in text_of(page)
        assert page.content.decode().count("<title>Error:") == 1

    @pytest.mark.slow
    def test_is_taken_back(self, designer_client):
        draft = save()
        press(designer_client, "propose", draft, **day_parts(timezone.localdate()))

        assert "The proposal is withdrawn." in text_of(press(designer_client, "withdraw", draft))
        assert "The draft is discarded." in text_of(press(designer_client, "discard", draft))
        assert not InstrumentDraft.objects.exists()

    def test_says_that_somebody_was_faster(self, designer_client):
        draft = save()

        assert "changed meanwhile" in text_of(press(designer_client, "withdraw", draft))


class TestRetiring:
    @pytest.mark.slow
    def test_takes_a_version_out_of_use_once(self, designer_client):
        publish()
        address = "/staff/instruments/published/sample/1/retire/"

        first = designer_client.post(address, follow=True)
        second = designer_client.post(address, follow=True)

        assert "The version is retired." in text_of(first)
        assert "Somebody had retired this version already." in text_of(second)
        assert selectors.published("sample", 1).retired_at is not None


class TestChanges:
    CHANGES = "/staff/instruments/published/sample/{}/changes/"

    def test_are_none_before_the_first(self, designer_client):
        publish()

        assert "Nothing was published before it." in text_of(
            designer_client.get(self.CHANGES.format(1))
        )

    def test_are_told_question_by_question(self, designer_client):
        publish()
        changed = make.raw_question("A", measure="help")
        added = make.raw_question("C", block="equality", **BRANCH)
        publish(version=2, questions=[changed, added])

        text = text_of(designer_client.get(self.CHANGES.format(2)))

        assert "Set against sample 1.1" in text
        assert "B It was taken out." in text
        assert "A The property measure changed. Now: help" in text
        assert "C It is new." in text

    def test_of_a_draft_are_told_too(self, designer_client):
        publish()
        mended = make.raw_question("A", text={"en": "Did it help?", "cy": "Helpodd?"})
        save(questions=[mended, make.raw_question("B")])

        text = text_of(designer_client.get(f"{DRAFT}changes/"))

        assert "The wording changed in Cymraeg. Before: Oedd hyn o help? Now: Helpodd?" in text

    def test_of_a_revision_are_told_against_the_one_before(self, designer_client):
        publish(drafts=["cy"])
        publish()

        text = text_of(designer_client.get(self.CHANGES.format(1)))

        assert "The standing of Cymraeg changed. Before: draft Now: reviewed" in text

    def test_tell_conditions_in_words(self, designer_client):
        publish()
        publish(version=2, questions=[make.raw_question("A"), make.raw_question("B", **BRANCH)])

        text = text_of(designer_client.get(self.CHANGES.format(2)))

        assert "The condition shown_if changed. Now: The answer to A is “Yes”." in text
