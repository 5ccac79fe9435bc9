import re

import pytest

from analytics import items
from analytics.cube import meanings
from analytics.items import Agency, Direction, LeftOut, bank_facts
from survey.bank import questions
from survey.bank.instruments import INSTRUMENTS, read_shipped_instrument
from survey.bank.questions import read_toml
from survey.definition.parsing import parse_definition
from survey.definition.types import Block, Meaning
from tests.each import for_each


def national():
    shipped = max((INSTRUMENTS / "national").glob("*.toml"), key=lambda path: int(path.stem))
    raw = read_shipped_instrument(shipped).expand(
        lambda english, _place: dict.fromkeys(("en", "cy", "en-x-easy"), english)
    )
    return parse_definition(raw)


NATIONAL = national()


class TestItems:
    def test_are_the_ten_of_the_short_core_in_the_order_asked(self):
        assert items.item_codes() == (
            "Q-CON-1",
            "Q-ACT-2",
            "Q-INF-1",
            "Q-TRT-1",
            "Q-TRT-2a",
            "Q-TRT-2b",
            "Q-SAFE-1",
            "Q-SUP-1",
            "Q-OVR-1",
            "Q-CNF-1",
        )

    def test_have_one_headline(self):
        assert items.headline().code == "Q-OVR-1"

    @for_each("code", items.every_item())
    def test_have_every_text_in_english_and_welsh(self, code):
        item = items.every_item()[code]

        for text in (item.label, item.finding, item.why, item.base):
            assert set(text) == {"en", "cy"}
            assert all(text.values())
            assert text["en"] != text["cy"]

    @for_each("code", items.every_item())
    def test_have_words_that_fit_their_sentence(self, code):
        item = items.every_item()[code]

        for language in ("en", "cy"):
            label, finding, base = (
                text[language] for text in (item.label, item.finding, item.base)
            )
            assert label[0].isupper()
            assert len(label) <= 60
            assert finding[0].islower()
            assert base[0].islower()
            assert item.why[language].endswith(".")
            for text in (label, finding, base):
                assert text == text.strip()
                assert not re.search(r"[.;:'\"]$|'|  ", text)
        assert item.base["en"].startswith("of ")


class TestFurtherItems:
    def test_are_every_question_of_the_national_instrument_that_can_be_good_or_bad(self):
        measured = {
            question.code
            for question in NATIONAL.questions
            if {Meaning.POSITIVE, Meaning.NEGATIVE}
            <= {choice.meaning for choice in question.choices}
        }

        assert items.every_item().keys() == measured

    def test_leave_out_only_what_is_about_the_person_or_has_a_reason(self):
        left = {
            question.code for question in NATIONAL.questions if question.block is not Block.EQUALITY
        } - items.every_item().keys()

        reasons = read_toml(items.FOLDER / "not-measured.toml")
        assert left == reasons.keys()
        assert all(reason.endswith(".") for reason in reasons.values())

    def test_stand_in_the_module_that_the_bank_has_them_in(self):
        for code, item in items.further_items().items():
            assert item.module == bank_facts()[code].module

    def test_know_the_agency_that_is_answerable(self):
        agencies = {item.agency for item in items.every_item().values()}

        assert agencies == set(Agency)
        assert items.further_items()["Q-ST5-2b"].agency is Agency.CPS
        assert items.further_items()["Q-ST7-1"].agency is Agency.PROBATION

    def test_have_no_direction_where_the_news_is_judged_and_not_the_service(self):
        known = items.every_item().items()

        assert [code for code, item in known if item.direction is Direction.NONE] == ["Q-OUT-5b"]

    def test_are_special_where_decision_4_says_so(self):
        special = {item.module for item in items.further_items().values() if item.is_special}

        assert special == {"HBA", "POL"}

    def test_say_in_their_base_upon_which_answer_they_are_asked(self):
        for code, facts in bank_facts().items():
            if facts.is_conditional:
                group = next(
                    item
                    for item in items.every_item().values()
                    if item.module == facts.module and not bank_facts()[item.code].is_conditional
                )
                assert items.every_item()[code].base != group.base


class TestBankFacts:
    def test_name_only_rights_that_the_code_has(self):
        known = questions.read_victims_codes()

        served = [facts for facts in bank_facts().values() if facts.right]

        assert len(served) > 80
        assert all(facts.right in known[facts.code_version].rights for facts in served)

    def test_know_whom_a_choice_leaves_out(self):
        assert bank_facts()["Q-ST2-6"].left_out is LeftOut.NO_NEED
        assert bank_facts()["Q-ST5-1"].left_out is LeftOut.DOES_NOT_APPLY
        assert bank_facts()["Q-ST2-1"].left_out is LeftOut.NOBODY


@pytest.mark.django_db
class TestMeanings:
    def test_come_from_the_published_instrument_for_every_item(self):
        assert tuple(meanings.meanings()) == items.item_codes()

    def test_know_good_and_bad_on_every_item(self):
        for item in items.item_codes():
            known = set(meanings.meanings()[item].values())

            assert {Meaning.POSITIVE, Meaning.NEGATIVE, Meaning.OUT_OF_BASE} <= known

    def test_leave_prefer_not_to_say_out_of_every_base(self):
        for item in items.item_codes():
            assert meanings.meanings()[item]["prefer_not"] is Meaning.OUT_OF_BASE
