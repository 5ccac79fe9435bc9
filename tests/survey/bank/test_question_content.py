import re

import pytest

from survey.bank import questions
from survey.bank.instruments import BANK, shipped_instruments
from survey.definition import types
from survey.definition.types import Block, Meaning, Privacy, QuestionKind
from survey.symbols import SYMBOLS
from tests.survey import shipped

NATIONAL_CORE = (
    "Q-CON-1 Q-CON-2 Q-CON-3 Q-ACT-1 Q-ACT-2 Q-INF-1 Q-INF-2a Q-INF-2b Q-INF-3 Q-TRT-1 "
    "Q-TRT-2a Q-TRT-2b Q-TRT-3 Q-TRT-4 Q-TRT-5 Q-SAFE-1 Q-SAFE-2 Q-SUP-1 Q-SUP-2 Q-SUP-3 "
    "Q-ADJ-1a Q-ADJ-1b Q-COD-1 Q-COD-2 Q-OVR-1 Q-CNF-1 Q-CNF-2 Q-IMP-1 Q-WEL-1"
)
OUTCOME = (
    "Q-OUT-1 Q-OUT-2 Q-OUT-3 Q-OUT-4a Q-OUT-4b Q-OUT-5a Q-OUT-5b Q-O15-1 Q-O15-2a Q-O15-2b "
    "Q-O15-2c Q-O16-1 Q-O16-2 Q-O16-3a Q-O16-3b Q-OOC-1a Q-OOC-1b"
)
EQUALITY = (
    "EQ-SEX EQ-AGE EQ-ETH EQ-ETH-ASIAN EQ-ETH-BLACK EQ-ETH-MIXED EQ-ETH-WHITE EQ-ETH-OTHER "
    "EQ-REL EQ-ORI EQ-DIS-1 EQ-DIS-2 EQ-DIS-3 EQ-MAR EQ-PREG"
)
NOT_PUBLISHED = {"Q-TXT-1", "Q-TXT-2", "Q-FUP-1a", "Q-FUP-1b", "Q-FUP-1c"}
OUTCOME_CODES = [
    "1", "1A", "2", "2A", "3", "3A", *(str(number) for number in range(4, 23)),
]  # fmt: skip


def every_question():
    for instrument in shipped.instruments().values():
        yield from ((instrument.code, question) for question in instrument.questions)


def codes_in(instrument, block):
    return [question.code for question in shipped.instruments()[instrument].in_block(block)]


class TestNational:
    @pytest.mark.parametrize(
        ("block", "codes"),
        [(Block.CORE, NATIONAL_CORE), (Block.OUTCOME, OUTCOME), (Block.EQUALITY, EQUALITY)],
    )
    def test_asks_these_in_this_order(self, block, codes):
        assert " ".join(codes_in("national", block)) == codes

    def test_asks_the_short_core_in_its_order_and_words(self):
        short, national = (shipped.instruments()[code] for code in ("short-core", "national"))

        asked = [q for q in national.questions if q in short.core]

        assert asked == list(short.core)
        only_here = [q for q in short.in_block(Block.EQUALITY) if q not in national.questions]
        assert [question.code for question in only_here] == ["EQ-GEN-1"]

    def test_asks_what_rotates_in_the_short_core_in_the_same_words(self):
        short, national = (shipped.instruments()[code] for code in ("short-core", "national"))

        for code in short.rotating:
            assert short.question(code) == national.question(code)

    def test_has_a_module_for_every_stage_and_crime(self):
        modules = {q.module for q in shipped.instruments()["national"].questions}

        assert modules == {
            "", "WALES", "OUT", "O15", "O16", "OOC",
            "ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7",
            "DA", "RASSO", "STK", "HBA", "HATE", "BUR", "VIO", "PROP", "ROB", "VEH", "THEFT", "DAM",
            "FRAUD", "MSHT", "ASB", "CSA", "POL",
        }  # fmt: skip

    def test_knows_every_outcome_in_plain_words(self):
        told = shipped.instruments()["national"].question("Q-OUT-2")

        stood_for = [
            code for choice in told.choices for code in choice.tags.get("outcomes", "").split()
        ]

        assert stood_for == OUTCOME_CODES

    def test_lists_roma(self):
        white = shipped.instruments()["national"].question("EQ-ETH-WHITE")

        assert "roma" in white.choice_codes


class TestShippedInstruments:
    def test_ask_nothing_in_words_and_no_wish_to_be_contacted(self):
        bank = set(shipped.bank().questions)
        listed = {question.code for _, question in every_question()}

        assert bank - listed == NOT_PUBLISHED
        assert {question.kind for _, question in every_question()} == {
            QuestionKind.SINGLE,
            QuestionKind.MULTI,
        }

    @pytest.mark.safety
    def test_ask_no_one_about_immigration_status(self):
        asked = [
            (question.code, text["en"])
            for _, question in every_question()
            for text in (question.text, question.hint)
            if text and re.search(r"immigra|visa|asylum|citizen|passport", text["en"], re.I)
        ]
        chosen = {
            (question.code, choice.code)
            for _, question in every_question()
            for choice in question.choices
            if re.search(r"immigra|visa|asylum|citizen|passport", choice.text["en"], re.I)
        }

        assert asked == []
        assert chosen == {("Q-TRT-5", "immigration_worry"), ("Q-O16-1", "immigration_worry")}

    def test_let_everyone_prefer_not_to_say(self):
        lacking = [
            question.code
            for _, question in every_question()
            if (question.choices[-1].code, question.choices[-1].is_apart) != ("prefer_not", True)
        ]

        assert lacking == []

    def test_name_rights_that_the_code_has(self):
        codes = questions.read_victims_codes()

        unknown = [
            question.code
            for _, question in every_question()
            if question.right and question.right not in codes[question.code_version].rights
        ]

        assert unknown == []

    def test_cover_every_right_of_the_code(self):
        asked = {question.right for _, question in every_question()} - {""}

        assert asked == set(questions.read_victims_codes()["2021"].rights)

    def test_give_every_figure_one_question(self):
        measures = {}
        for _, question in every_question():
            if question.measure:
                measures.setdefault(question.measure, set()).add(question.code)

        assert {name: codes for name, codes in measures.items() if len(codes) > 1} == {}

    def test_draw_only_what_is_in_the_list_of_drawings(self):
        drawn = {choice.symbol for _, question in every_question() for choice in question.choices}

        assert drawn <= set(SYMBOLS)

    def test_keep_about_you_private(self):
        ordinary = [
            question.code
            for _, question in every_question()
            if question.block is Block.EQUALITY and question.privacy is Privacy.ORDINARY
        ]

        assert ordinary == []

    def test_say_where_a_question_belongs(self):
        homeless = [
            question.code
            for _, question in every_question()
            if not question.module and question.block not in {Block.CORE, Block.EQUALITY}
        ]

        assert homeless == []


class TestVariants:
    @pytest.mark.safety
    @pytest.mark.parametrize(("instrument", "letter"), [("proxy", "P"), ("bereaved", "B")])
    def test_share_no_question_about_the_police_with_victims(self, instrument, letter):
        own = [
            question.code
            for question in shipped.instruments()[instrument].questions
            if question.block is not Block.EQUALITY
        ]

        assert not set(own) & {q.code for q in shipped.instruments()["national"].questions}
        assert all(
            code.endswith(f"-{letter}") or code.startswith(("Q-PRX", "Q-BER", "Q-ST8", "Q-ROAD"))
            for code in own
        )

    @pytest.mark.parametrize(
        ("instrument", "word"), [("proxy", "proxy_"), ("bereaved", "bereaved_")]
    )
    def test_feed_figures_of_their_own(self, instrument, word):
        measures = [q.measure for q in shipped.instruments()[instrument].questions if q.measure]

        assert all(measure.startswith(word) for measure in measures)

    def test_name_a_wording_that_there_is(self):
        codes = set(shipped.bank().questions)

        lost = [code for code in codes if code.endswith(("-P", "-B")) and code[:-2] not in codes]

        assert lost == []

    def test_of_children_are_answered_by_an_adult(self):
        ages = shipped.instruments()["proxy"].question("EQ-AGE-P")
        grown = shipped.instruments()["national"].question("EQ-AGE")

        assert ages.choice_codes - grown.choice_codes == {"under_10", "10_15", "16_17"}


class TestScales:
    def test_mean_in_the_bank_what_the_table_says(self):
        bank = {
            name: {choice["code"]: Meaning(choice["meaning"]) for choice in choices}
            for name, choices in shipped.bank().scales.items()
        }

        assert {name: list(choices.items()) for name, choices in bank.items()} == {
            name: list(choices.items()) for name, choices in types.SCALES.items()
        }

    def test_are_all_used(self):
        used = {question.scale for _, question in every_question()}

        assert used == {*types.SCALES, ""}


class TestFiles:
    def test_say_what_they_are_about(self):
        files = {path.name for path in BANK.glob("**/*.toml")} - {"scales.toml"}

        assert {bank_file.file.rpartition("/")[2] for bank_file in shipped.bank().files} == files

    def test_are_one_bank_for_all_instruments(self):
        assert len({id(source.bank) for source in shipped_instruments()}) == 1
