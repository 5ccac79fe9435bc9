import pytest

from survey.evidence import actions, selectors
from survey.evidence.records import EvidenceKind
from survey.models import WordingEvidence
from tests.conftest import NOW, TESTER
from tests.responses.pages import Page
from tests.survey import make

pytestmark = pytest.mark.django_db
VERSION = "/staff/instruments/published/short-core/1/"
PAGE = f"{VERSION}evidence/Q-OVR-1/"
GIVEN = {
    "kind": "interview", "people": "8", "day_day": "3", "day_month": "10", "day_year": "2026",
    "languages": ["en", "cy"], "found": "Two read it as about the court.", "changed": "nothing",
}  # fmt: skip


def press(client, **changes):
    return client.post(f"{PAGE}record/", GIVEN | changes, follow=True)


class TestThePage:
    def test_says_that_there_is_none_rather_than_nothing(self, designer_client):
        page = Page(designer_client.get(PAGE))

        assert "No evidence recorded yet." in page.text
        assert "Overall, how satisfied" in page.text or "Overall" in page.text

    def test_shows_what_was_entered_with_who_and_when(self, designer_client):
        page = Page(press(designer_client))

        assert "Interviews about what people understood: 8 people, 3 October 2026" in page.text
        assert "Two read it as about the court." in page.text
        assert "English and Cymraeg" in page.text

    @pytest.mark.slow
    def test_says_beside_the_question_who_was_asked(self, designer_client):
        press(designer_client)

        page = Page(designer_client.get(VERSION))
        assert "Interviews about what people understood: 8 people, 3 October 2026" in page.text
        assert "No evidence recorded yet." in page.text, "of every other question"

    def test_marks_evidence_on_an_earlier_wording(self, designer_client):
        actions.record_evidence(
            question=make.question("Q-OVR-1"), kind=EvidenceKind.PANEL, people=1, on=NOW.date(),
            languages=["en"], found="Clear.", changed="nothing", by=TESTER, at=NOW,
        )  # fmt: skip

        assert "This is about an earlier wording" in Page(designer_client.get(PAGE)).text
        assert "1 person" not in Page(designer_client.get(VERSION)).text

    def test_of_a_question_that_the_version_does_not_ask_is_absent(self, designer_client):
        assert designer_client.get(f"{VERSION}evidence/Q-NONE/").status_code == 404


class TestEntering:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"people": "some"}, "as a number from 1 to 10,000"),
            ({"people": "0"}, "as a number from 1 to 10,000"),
            ({"day_day": "31", "day_month": "2"}, "Enter a real day, month and year"),
            ({"day_year": "2031"}, "Enter a day that is not in the future"),
            ({"languages": []}, "Choose at least one language"),
            ({"found": ""}, "Write what they said"),
            ({"changed": "x" * 2001}, "Write at most 2,000 characters"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(self, designer_client, changes, said):
        page = Page(press(designer_client, **changes))

        assert said in page.text
        assert page.title.startswith("Error:")
        assert not WordingEvidence.objects.exists()

    def test_is_taken_back(self, designer_client):
        press(designer_client)
        (row,) = selectors.entered_on(["Q-OVR-1"])

        page = Page(designer_client.post(f"{PAGE}{row.pk}/take-back/", follow=True))

        assert "The entry is taken back." in page.text
        assert "No evidence recorded yet." in page.text

    def test_is_for_designers_alone(self, national_client):
        assert press(national_client).status_code == 403
        assert "Record evidence" not in Page(national_client.get(PAGE)).text
