import pytest

from survey.bank import instruments, question_document, questions
from survey.bank.questions import read_bank
from tests.survey import shipped


@pytest.fixture(scope="module")
def page():
    return question_document.markdown(
        instruments.shipped_instruments(),
        read_bank(instruments.BANK),
        questions.read_victims_codes(),
    )


def section(page, code):
    return page.split(f"### {code}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0].strip()


class TestPage:
    def test_says_of_a_question_all_that_there_is(self, page):
        assert section(page, "Q-SUP-1") == (
            "Were you offered contact with a support service? *A support service helps people "
            "after a crime. It is not part of the police.*\n\n"
            "- Answers: CODE4 · Prefer not to say (out of base)\n"
            "- Figure: `offered_support`\n"
            "- Right 4 of the Code of 2021\n"
            "- Privacy: ordinary\n"
            "- By a text link: of everyone, one of the ten\n"
            "- By telephone and on paper: always\n"
            "- Why: The Code gives a right to be referred to support."
        )

    def test_says_when_a_second_question_is_asked(self, page):
        assert section(page, "Q-ST1-3b").splitlines()[-5:-1] == [
            "- Module: ST1",
            "- After: Q-ST1-3a answered yes",
            "- Of who says more: in turn",
            "- By telephone and on paper: in turn",
        ]

    def test_says_with_which_chance_a_question_is_drawn(self, page):
        assert section(page, "Q-O15-2a").splitlines()[-4:] == [
            "- Module: O15",
            "- By a text link: drawn after the ten: 25% at ST3a with O15",
            "- Of who says more: not again; the draw alone asks it",
            "- By telephone and on paper: where there is room",
        ]
        assert (
            "- By a text link: drawn after the ten: 33% at ST1, ST2, ST3a, ST3b, ST4, ST5, ST6, "
            "ST7; 29% at ST3a with O16; 25% at ST3c, ST3a with O15, ST3b with OOC"
            in section(page, "Q-COD-2").splitlines()
        )

    def test_says_what_everybody_is_asked_on_a_longer_way(self, page):
        assert "- Of who says more: always" in section(page, "Q-ST1-1").splitlines()
        assert (
            "- Of who says more: always, where it was not drawn"
            in section(page, "Q-ST1-2").splitlines()
        )

    def test_says_what_a_text_link_never_asks(self, page):
        married = section(page, "EQ-MAR")

        assert "By telephone and on paper: always" in married
        assert "text link" not in married
        assert "says more" not in married

    def test_says_what_is_asked_of_others_than_victims(self, page):
        assert "- In bereaved: always" in section(page, "Q-BER-1").splitlines()

    def test_says_what_is_in_no_instrument(self, page):
        assert "in no instrument" in section(page, "Q-TXT-1")
        assert "- Answers: own words" in section(page, "Q-TXT-1")

    def test_says_the_standard_and_the_privacy_class(self, page):
        lines = section(page, "EQ-ORI").splitlines()

        assert "- Privacy: special category" in lines
        assert "- Harmonised: GSS sexual orientation" in lines

    def test_gives_own_answers_their_meaning_where_they_feed_a_figure(self, page):
        assert "I never had one (negative)" in section(page, "Q-INF-3")
        assert "By letter ·" in section(page, "Q-OUT-4b")

    def test_names_many_answers_as_many(self, page):
        assert "- Answers: any of these · " in section(page, "Q-TRT-5")

    def test_holds_every_question_of_the_bank_once(self, page):
        headings = [line[4:] for line in page.splitlines() if line.startswith("### ")]

        assert sorted(headings) == sorted(shipped.bank().questions)

    def test_leads_from_the_core_to_what_no_instrument_asks(self, page):
        titles = [line[3:] for line in page.splitlines() if line.startswith("## ")]

        assert titles[:5] == [
            "The instruments",
            "The scales",
            "The Victims’ Code, version 2021",
            "The core",
            "The outcome",
        ]
        assert titles[-1].startswith("By the hour")

    def test_knows_the_place_of_every_file(self):
        names = {
            path.stem for path in instruments.BANK.glob("**/*.toml") if path.name != "scales.toml"
        }

        assert names == set(question_document.ORDER)
