from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from survey.bank import instruments, rotation, translation_status
from survey.bank import translations as bank_translations
from survey.definition.parsing import parse_definition
from survey.definition.types import Block, Meaning, Privacy, QuestionKind
from survey.flow import steps
from survey.flow.steps import Ask, OfferMore, ReviewAnswers
from survey.publishing import rules as publishing_rules

LOCALE = Path(settings.LOCALE_PATHS[0])
SAT5 = "very_satisfied fairly_satisfied neither fairly_dissatisfied very_dissatisfied"
FREQ4 = "always most sometimes never does_not_apply prefer_not"
CORE = {
    "Q-CON-1": "very_easy fairly_easy neither fairly_difficult very_difficult did_not_contact "
    "prefer_not",
    "Q-ACT-2": f"{SAT5} prefer_not",
    "Q-INF-1": f"{SAT5} prefer_not",
    "Q-TRT-1": FREQ4,
    "Q-TRT-2a": FREQ4,
    "Q-TRT-2b": FREQ4,
    "Q-SAFE-1": "much_safer little_safer no_difference little_less_safe much_less_safe prefer_not",
    "Q-SUP-1": "yes wanted_no no_need not_sure prefer_not",
    "Q-OVR-1": f"{SAT5} prefer_not",
    "Q-CNF-1": "very_likely fairly_likely neither fairly_unlikely very_unlikely prefer_not",
}
EQUALITY = {
    "EQ-SEX": "female male prefer_not",
    "EQ-AGE": "18_24 25_34 35_44 45_54 55_64 65_74 75_over prefer_not",
    "EQ-ETH": "asian black mixed white other prefer_not",
    "EQ-ETH-ASIAN": "bangladeshi chinese indian pakistani other_asian prefer_not",
    "EQ-ETH-BLACK": "african caribbean other_black prefer_not",
    "EQ-ETH-MIXED": "white_and_asian white_and_black_african white_and_black_caribbean "
    "other_mixed prefer_not",
    "EQ-ETH-WHITE": "british irish gypsy_traveller roma other_white prefer_not",
    "EQ-ETH-OTHER": "arab any_other prefer_not",
    "EQ-DIS-1": "yes no prefer_not",
    "EQ-DIS-2": "a_lot a_little not_at_all prefer_not",
    "EQ-DIS-3": "vision hearing mobility dexterity learning memory mental_health stamina social "
    "other none prefer_not",
}
MORE_EQUALITY = {
    "EQ-REL": "none christian buddhist hindu jewish muslim sikh any_other prefer_not",
    "EQ-ORI": "straight gay_lesbian bisexual other prefer_not",
    "EQ-GEN-1": "yes no prefer_not",
    "EQ-PREG": "yes no does_not_apply prefer_not",
}
EQUALITY_OF = {1: EQUALITY, 2: EQUALITY | MORE_EQUALITY, 3: EQUALITY | MORE_EQUALITY}
# Words that are the same in both languages.
SHARED = {"Roma"}


def version_of(number):
    name = f"short-core/{number}.toml"
    [source] = [s for s in instruments.shipped_instruments() if s.name.endswith(name)]
    translations = bank_translations.translations_for(source, locale=LOCALE)
    return parse_definition(
        source.expand(translations, statuses=translation_status.read_translation_statuses())
    )


@pytest.fixture(scope="module", params=EQUALITY_OF)
def whole(request):
    return version_of(request.param)


@pytest.fixture(scope="module")
def short_core(whole):
    return rotation.short_form(whole, ())


def choices_of(instrument, block):
    return {
        question.code: " ".join(choice.code for choice in question.choices)
        for question in instrument.in_block(block)
    }


def every_text(instrument):
    for question in instrument.questions:
        yield f"{question.code} text", question.text
        if question.hint:
            yield f"{question.code} hint", question.hint
        for choice in question.choices:
            yield f"{question.code} {choice.code}", choice.text


def words_of(instrument, codes):
    return [
        word
        for place, text in every_text(instrument)
        if place.partition(" ")[0] in codes
        for word in text["en"].split()
    ]


WORDS_A_MINUTE = 150
"""Slower than most adults read to themselves (about 240), as on a phone and in an upset hour."""
SECONDS_A_PAGE = 8
"""To choose, press and wait for the next page."""
PAGES_AROUND = 4
"""The first page, the gate, the check of the answers and the thanks."""


class TestShortCore:
    def test_takes_about_five_minutes(self, short_core, whole):
        asked = {question.code for question in short_core.in_block(Block.CORE)}
        drawn = set(sorted(whole.rotating, key=lambda code: len(words_of(whole, {code})))[-2:])
        words = words_of(whole, asked | drawn)

        pages = len(asked) + len(drawn) + PAGES_AROUND
        minutes = len(words) / WORDS_A_MINUTE + pages * SECONDS_A_PAGE / 60

        assert 3 <= minutes < 5.5

    def test_asks_ten_items_in_a_fixed_order(self, short_core):
        asked = choices_of(short_core, Block.CORE)

        assert asked == CORE
        assert list(asked) == list(CORE)

    def test_asks_the_equality_questions_last(self, short_core):
        asked = choices_of(short_core, Block.EQUALITY)
        wanted = EQUALITY_OF[short_core.version]

        assert asked == wanted
        assert list(asked) == list(wanted)
        assert [question.code for question in short_core.questions] == [*CORE, *wanted]

    def test_asks_nobody_whether_she_is_married(self, short_core):
        assert "EQ-MAR" not in choices_of(short_core, Block.EQUALITY)

    def test_may_be_published(self, whole):
        assert publishing_rules.faults_in(whole) == []

    def test_draws_from_none_before_its_third_version(self, whole):
        assert bool(whole.rotating) is (whole.version >= 3)

    def test_has_no_branch_in_its_core(self, short_core):
        assert all(question.shown_if is None for question in short_core.in_block(Block.CORE))

    def test_shows_at_most_eleven_equality_questions(self, short_core):
        least = len(choices_of(short_core, Block.EQUALITY)) - 4

        assert least == {1: 7, 2: 11, 3: 11}[short_core.version]

    def test_feeds_a_figure_of_its_own_from_each_core_item(self, short_core):
        measures = [question.measure for question in short_core.in_block(Block.CORE)]

        assert all(measures)
        assert len(set(measures)) == len(measures)
        assert not any(question.measure for question in short_core.in_block(Block.EQUALITY))

    def test_lets_everyone_prefer_not_to_say(self, short_core):
        for question in short_core.questions:
            last = question.choices[-1]

            assert (last.code, last.is_apart) == ("prefer_not", True)
            assert last.meaning is Meaning.OUT_OF_BASE

    def test_names_the_rights_of_the_code_it_asks_about(self, short_core):
        rights = {
            question.code: (question.right, question.code_version)
            for question in short_core.questions
            if question.right
        }

        assert rights == {"Q-INF-1": ("6", "2021"), "Q-SUP-1": ("4", "2021")}

    def test_classes_what_the_law_protects_most_as_special_category(self, short_core):
        special = {
            question.code
            for question in short_core.questions
            if question.privacy is Privacy.SPECIAL_CATEGORY
        }

        equality = EQUALITY_OF[short_core.version]
        assert special == equality.keys() - {"EQ-SEX", "EQ-AGE"}

    def test_takes_none_of_these_alone(self, short_core):
        areas = short_core.question("EQ-DIS-3")

        exclusive = [choice.code for choice in areas.choices if choice.is_exclusive]

        assert areas.kind is QuestionKind.MULTI
        assert exclusive == ["none", "prefer_not"]
        assert [
            question.code
            for question in short_core.questions
            if question.kind is QuestionKind.MULTI
        ] == ["EQ-DIS-3"]


@pytest.fixture(scope="module")
def versions():
    return version_of(2), version_of(3)


class TestSeries:
    def test_asks_everybody_the_same_in_the_same_order(self, versions):
        second, third = versions

        assert rotation.short_form(third, ()).questions == second.questions
        assert third.core == second.core

    def test_is_in_the_same_languages(self, versions):
        second, third = versions

        assert third.languages == second.languages
        assert third.drafts == second.drafts

    def test_has_what_rotates_between_the_two(self, versions):
        second, third = versions
        own = [question.code for question in second.questions]

        codes = [question.code for question in third.questions]

        assert codes == [*own[:10], *third.rotating, *own[10:]]


class TestBranches:
    @pytest.mark.parametrize("group", ["asian", "black", "mixed", "white", "other"])
    def test_ask_on_about_the_ethnic_group_picked(self, short_core, group):
        walked = steps.path(short_core, {"EQ-ETH": (group,)})

        detail = [q.code for q in walked if q.code.startswith("EQ-ETH-")]

        assert detail == [f"EQ-ETH-{group.upper()}"]

    @pytest.mark.parametrize("answer", [(), ("prefer_not",)])
    def test_ask_no_more_of_who_would_rather_not_say(self, short_core, answer):
        walked = steps.path(short_core, {"EQ-ETH": answer, "EQ-DIS-1": answer})

        assert [q.code for q in walked if q.shown_if] == []

    def test_ask_on_about_a_condition_only_where_there_is_one(self, short_core):
        with_one = steps.path(short_core, {"EQ-DIS-1": ("yes",)})
        without = steps.path(short_core, {"EQ-DIS-1": ("no",)})

        assert [q.code for q in with_one if q.shown_if] == ["EQ-DIS-2", "EQ-DIS-3"]
        assert [q.code for q in without if q.shown_if] == []

    def test_lead_through_the_whole_journey(self, short_core):
        answers = {"EQ-ETH": ("white",), "EQ-DIS-1": ("yes",)}

        journey = steps.whole_journey(short_core, answers, more=True)

        numbers = [step.number for step in journey if isinstance(step, Ask)]
        more = [22, 23, 24, 25] if short_core.version > 1 else []
        assert numbers == [*range(1, 14), 17, 19, 20, 21, *more]
        assert journey.index(OfferMore()) == 10
        assert journey[-1] == ReviewAnswers()


class TestWelsh:
    def test_says_all_that_english_says(self, whole):
        missing = [place for place, text in every_text(whole) if not text.get("cy")]

        assert missing == []

    def test_is_welsh(self, whole):
        same = {text["en"] for _, text in every_text(whole) if text["en"] == text["cy"]}

        assert same == SHARED

    def test_ends_as_the_english_ends(self, whole):
        differing = [
            place
            for place, text in every_text(whole)
            if text["en"][-1] in ".?" or text["cy"][-1] in ".?"
            if text["en"][-1] != text["cy"][-1]
        ]

        assert differing == []

    def test_is_kept_to_the_same_markup_and_numbers(self, whole):
        def marks(text):
            return [part for part in text.replace("<", " <").split() if part.startswith("<")], [
                part for part in text.split() if part.isdigit()
            ]

        differing = [
            place for place, text in every_text(whole) if marks(text["en"]) != marks(text["cy"])
        ]

        assert differing == []

    def test_is_a_draft_until_a_native_speaker_has_read_it(self, whole):
        assert whole.languages == tuple(code for code, _ in settings.LANGUAGES)
        assert whole.drafts == set(whole.languages) - {"en"}


class TestCatalogues:
    @pytest.mark.slow
    def test_are_up_to_date(self):
        call_command("extract_instruments", check=True, verbosity=0)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "source", instruments.shipped_instruments(), ids=lambda source: source.name
    )
    def test_make_every_shipped_instrument_fit_to_publish(self, source):
        translations = bank_translations.translations_for(source, locale=LOCALE)

        assert publishing_rules.faults_in(parse_definition(source.expand(translations))) == []
