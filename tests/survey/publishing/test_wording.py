import pytest

from survey.publishing import rules as publishing_rules
from tests.each import for_each
from tests.survey.make import choice, instrument, question


def faults(*questions, **more):
    return publishing_rules.faults_in(instrument(*questions, **more))


class TestLanguages:
    @pytest.mark.parametrize(
        ("changed", "place"),
        [
            (question("A", text={"en": "Did it help?"}), "text"),
            (question("A", text={"en": "Did it help?", "cy": "  "}), "text"),
            (question("A", hint={"en": "Say so."}), "hint"),
            (question("A", choices=("yes", choice("no", text={"en": "No"}))), "choice no"),
        ],
    )
    def test_must_each_have_every_text(self, changed, place):
        assert faults(changed) == [f"sample version 1, question A: {place} has no wording in cy"]

    def test_may_have_no_text_that_is_not_offered(self):
        found = faults(question("A"), languages=("en",))

        assert found[0] == (
            "sample version 1, question A: text has a wording in cy, which is not offered"
        )

    def test_include_english(self):
        changed = question(
            "A",
            text={"cy": "Helpodd?"},
            choices=[choice("a", text={"cy": "Do"}), choice("b", text={"cy": "Naddo"})],
        )

        found = faults(changed, languages=("cy",))

        assert found == ["sample version 1, languages: English is not among them"]


class TestEnglishLimits:
    def test_let_thirty_words_pass_and_no_more(self):
        thirty = question("A", text={"en": "It is so. " * 10, "cy": "Felly y mae."})
        more = question("A", text={"en": "It is so. " * 10 + "Yes.", "cy": "Felly y mae."})

        assert faults(thirty) == []
        assert faults(more) == [
            "sample version 1, question A: text has 31 words, at most 30 are allowed"
        ]

    def test_let_a_choice_of_twelve_words_pass_and_no_more(self):
        twelve = choice("long", text={"en": "so " * 12, "cy": "felly"})
        more = choice("long", text={"en": "so " * 13, "cy": "felly"})

        assert faults(question("A", choices=("yes", twelve))) == []
        assert faults(question("A", choices=("yes", more))) == [
            "sample version 1, question A: choice long has 13 words, at most 12 are allowed"
        ]

    def test_refuse_a_text_that_is_hard_to_read(self):
        hard = {
            "en": "Were you given information regarding the anticipated procedure?",
            "cy": "Gawsoch chi wybod?",
        }

        [fault] = faults(question("A", text=hard))

        assert "read at grade" in fault

    def test_count_the_hint_with_the_question(self):
        hard = {"en": "How satisfied were you with information received?", "cy": "Pa mor fodlon?"}
        hint = {"en": "It may be a call or a text. It may be a chat. Say what you think."}

        alone = faults(question("A", text=hard))
        helped = faults(question("A", text=hard, hint={**hint, "cy": "Galwad neu neges."}))

        assert alone
        assert helped == []

    def test_say_nothing_about_other_languages(self):
        long_welsh = {"en": "Did it help?", "cy": "gwirionedd " * 40}

        assert faults(question("A", text=long_welsh)) == []


class TestMarkup:
    @for_each(
        "wording",
        ["<em>Did</em> it help?", "Did it help?<br>", "<strong>Did it help?", "1 < 2", "</strong>"],
    )
    @for_each("language", ["en", "cy"])
    def test_is_strong_or_none_in_any_language(self, wording, language):
        text = {"en": "Did it help?", "cy": "Helpodd?"} | {language: wording}

        assert (
            f"sample version 1, question A: text has markup other than <strong> in {language}"
            in faults(question("A", text=text))
        )

    def test_may_be_strong(self):
        text = {"en": "Did it <strong>help</strong>?", "cy": "A oedd o <strong>help</strong>?"}

        assert faults(question("A", text=text)) == []


class TestPlaceholders:
    def test_are_the_same_in_every_language(self):
        text = {"en": "What did they do in {month}?", "cy": "Beth wnaethon nhw ym {mis}?"}

        assert faults(question("A", text=text)) == [
            "sample version 1, question A: text has no {month} in cy, as it has in English",
            "sample version 1, question A: text has {mis} in cy, which English has not",
        ]

    def test_may_stand_in_another_order(self):
        text = {"en": "Did {A} help in {month}?", "cy": "Ym {month}, wnaeth {A|nhw} helpu?"}

        assert faults(question("A"), question("B", text=text)) == []


class TestEasyRead:
    LANGUAGES = ("en", "en-x-easy")

    def faults(self, easy, **more):
        text = {"en": "Did it help?", "en-x-easy": easy}
        choices = [choice(code, text={"en": code, "en-x-easy": code}) for code in ("yes", "no")]
        return faults(question("A", text=text, choices=choices, **more), languages=self.LANGUAGES)

    def test_has_twenty_words_and_no_more(self):
        assert self.faults("It is so. " * 6 + "Yes no.") == []
        assert self.faults("It is so. " * 7) == [
            "sample version 1, question A: text has 21 words in Easy Read, at most 20 are allowed"
        ]

    def test_reads_at_grade_four(self):
        assert self.faults("Did the police help you?") == []
        [fault] = self.faults("Were you satisfied with the police communication?")
        assert fault.startswith("sample version 1, question A: text and hint read at grade ")
        assert fault.endswith(" in Easy Read, at most 4 is allowed")

    def test_counts_the_hint_with_the_question(self):
        hint = {"en": "Say.", "en-x-easy": "Regarding administrative communication."}

        [fault] = self.faults("Did it help?", hint=hint)

        assert "in Easy Read" in fault


class TestEveryOtherText:
    def test_of_a_question_is_complete(self):
        half = question("A", required_text={"en": "Say one."}, constraint_text={"en": "Not so."})

        assert faults(half) == [
            "sample version 1, question A: required_text has no wording in cy",
            "sample version 1, question A: constraint_text has no wording in cy",
        ]

    def test_of_the_whole_is_complete(self):
        assert faults(question("A"), title={"en": "Feedback"}) == [
            "sample version 1, title: title has no wording in cy"
        ]
