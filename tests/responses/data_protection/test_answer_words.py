import pytest

from responses.data_protection.answer_words import AskedWords
from responses.models import PaperReading, Response
from responses.paper.reading import ReadMark
from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from tests.conftest import NOW
from tests.responses import by_code, saying_more
from tests.responses.answering.test_answers import asked_more as asked_more
from tests.responses.answering.test_withdrawal_actions import MOBILE, started
from tests.responses.paper.forms import as_actor, key, keyer, printed
from tests.responses.told import told_about
from tests.survey import make

QUESTION = make.question(
    "A", choices=("yes", make.choice("other", details={"en": "What was it?", "cy": "Beth?"}))
)


def words(language: str = "en") -> AskedWords:
    return AskedWords(questions={"A": QUESTION}, language=language)


def said_of(question: str) -> tuple[str, list[str]]:
    [told] = told_about(MOBILE)["answers"]
    return next(one for one in told["answers"].items() if f"[{question}" in one[0])


class TestWords:
    def test_show_question_answer_and_code(self):
        asked, yes = QUESTION.text["en"], QUESTION.choice("yes").text["en"]

        assert words().answers({"A": ["yes"]}) == {f"{asked} [A]": [f"{yes} [yes]"]}

    def test_are_those_that_they_read(self):
        asked, yes = QUESTION.text["cy"], QUESTION.choice("yes").text["cy"]

        assert words("cy").answers({"A": ["yes"]}) == {f"{asked} [A]": [f"{yes} [yes]"]}

    def test_are_english_where_the_version_has_no_others(self):
        assert words("ur").answers({"A": []}) == words("en").answers({"A": []})

    def test_of_what_was_typed_are_theirs(self):
        [(question, typed)] = words().answers({"A.other": ["a letter"]}).items()

        assert (
            question == f"{QUESTION.text['en']} – {QUESTION.choice('other').text['en']} [A.other]"
        )
        assert typed == ["a letter"]

    @pytest.mark.parametrize("code", ["gone", "gone.other", "A.gone", ""])
    def test_of_what_no_version_knows_are_as_stored(self, code):
        [(question, answers)] = words().answers({code: ["3"]}).items()

        assert code in question
        assert answers == ["3"]


@pytest.mark.django_db
class TestAFile:
    def test_has_words_in_the_language_of_the_answers(self):
        Response.objects.filter(invitation=started().invitation_id).update(language="cy")

        question, [answer] = said_of("Q-OVR-1")

        instrument = survey_selectors.current_instrument(NOW.date())
        asked = instrument.question("Q-OVR-1")
        assert question == f"{asked.text['cy']} [Q-OVR-1]"
        assert answer == f"{asked.choice('very_satisfied').text['cy']} [very_satisfied]"

    @pytest.mark.slow
    def test_is_made_for_who_said_more(self):
        saying_more.publish_national()
        invited = started()
        longer = survey_selectors.version_in_force(NATIONAL, on=NOW.date())
        own = survey_selectors.current_instrument(NOW.date())
        further = next(
            one
            for one in survey_selectors.instrument(longer).questions
            if one.code not in own.places and one.choices
        )
        picked = further.choices[0]
        Response.objects.filter(invitation=invited.invitation_id).update(
            more_choice="wanted",
            more_instrument=longer,
            answers={further.code: [picked.code]},
            chances={further.code: 0.5},
        )

        question, answers = said_of(further.code)

        assert question == f"{further.text['en']} [{further.code}]"
        assert answers == [f"{picked.text['en']} [{picked.code}]"]
        [told] = told_about(MOBILE)["answers"]
        assert told["chances"] == {question: 0.5}

    def test_is_made_for_who_wrote_beside_a_choice(self, asked_more):
        Response.objects.filter(invitation=asked_more.invitation_id).update(
            answers={"A": ["other"], "A.other": ["a letter"], "N": ["7"]}
        )

        assert said_of("A.other")[1] == ["a letter"]
        assert said_of("N")[1] == ["7"]

    @pytest.mark.slow
    def test_has_what_was_read_on_a_form_in_words(self, settings):
        settings.PAPER_KEYED_TWICE = 100
        form = printed(by_code.routed(contact_mobile=MOBILE)).form
        key(form, by=as_actor(keyer()), Q_OVR_1="2")
        PaperReading.objects.update(marks={"Q-CON-1": ReadMark.UNREADABLE})

        [read] = told_about(MOBILE)["read_on_paper"]

        [answer] = next(said for asked, said in read["answers"].items() if "[Q-OVR-1]" in asked)
        assert answer == "Fairly satisfied [fairly_satisfied]"
        assert all(asked.endswith("[Q-CON-1]") for asked in read["marks"])
