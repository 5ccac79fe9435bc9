from django.utils.translation import override

from responses import models
from responses.data_protection.access_paper import access_paper
from responses.data_protection.field_words import FIELD_WORDS, is_told
from responses.data_protection.selectors.subject_access import KEYS
from responses.models.contacts import Contact
from tests.conftest import NOW

GIVEN = (
    models.Case, models.HeldChange, models.CaseEvent, models.PoliceUkFiling, models.StageEvent,
    models.Invitation, models.CodeAttempt, models.PaperForm, models.PaperReading,
    models.TelephoneCase, models.CallAttempt, models.OutboxMessage, models.FollowUp,
    models.WrittenText, models.CodedText, models.ThemeCoding, models.ThemeQuote, models.Response,
    Contact,
)  # fmt: skip


def lines_of(**held: object) -> list[str]:
    paper = access_paper(held, language="en", at=NOW, is_simulated=False)
    return [text for _role, text in paper.lines()]


class TestThePaper:
    def test_has_words_for_every_column_that_it_tells(self):
        columns = {field.attname for model in GIVEN for field in model._meta.concrete_fields}
        told = {name for name in columns - KEYS if is_told(name) and not name.endswith("_hash")}

        assert told - set(FIELD_WORDS) == set()

    def test_tells_in_words_and_leaves_our_numbers_to_the_file(self):
        lines = lines_of(
            cases=[{"id": 7, "force_id": "kent", "case_key": "K-1", "is_deceased": False}]
        )

        assert lines[-2:] == ["Number of the case: K-1", "Said to have died: no"]

    def test_names_a_question_as_it_was_asked(self):
        assert "Answers Were you told?: Yes" in lines_of(
            answers=[{"answers": {"Were you told?": ["Yes"]}}]
        )

    def test_is_in_the_language_of_who_asked(self):
        with override("cy"):
            assert "Blwyddyn geni: 1980" in lines_of(cases=[{"birth_year": 1980}])
