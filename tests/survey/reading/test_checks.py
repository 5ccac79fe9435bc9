from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.bank.questions import TextLocation
from survey.reading.checks import WordingFault, numbers_in, wording_findings
from survey.reading.texts import (
    AgreedWording,
    AgreedWordings,
    ReadableText,
    TextKind,
    text_key,
    words_hash,
)


def text(english, wording, *, kind=TextKind.PAGE, **more):
    return ReadableText(kind=kind, place="somewhere", english=english, wording=wording, **more)


def faults(own, proposed):
    return [each.fault for each in wording_findings(own, proposed)]


class TestOtherWords:
    @pytest.mark.parametrize(
        ("english", "wording", "proposed", "found"),
        [
            ("Call %(name)s", "Zadzwoń do %(name)s", "Dzwoń do %(name)s", []),
            ("Call %(name)s", "Zadzwoń do %(name)s", "Dzwoń", [WordingFault.FILLED_IN]),
            ("Call %(name)s", "Zadzwoń", "Dzwoń %(imie)s", [WordingFault.FILLED_IN]),
            ("Open ((link))", "Otwórz ((link))", "Otwórz", [WordingFault.FILLED_IN]),
            ("You said {A}", "Mówisz {A}", "Mówisz {B}", [WordingFault.FILLED_IN]),
            ("A <strong>b</strong>", "A <strong>b</strong>", "A b", [WordingFault.TAGS]),
            ("A", "A", 'A <a href="https://x">b</a>', [WordingFault.TAGS]),
            ("A", "A", "A <img src=x", [WordingFault.TAGS]),
            ("A", "A", "A <!-- b", [WordingFault.TAGS]),
            ("Call %(name)s", "Do %(name)s", "%(name)s %(imie)r", [WordingFault.FILLED_IN]),
            ("Call %(name)s", "Do %(name)s", "%(name)s %(", [WordingFault.FILLED_IN]),
            ("Call 101", "Dzwoń 101", "Zadzwoń: 999", [WordingFault.NUMBERS]),
            ("1,000 letters", "1000 znaków", "1 000 liter", []),
            ("before 3pm", "przed 15:00", "do 15:00", []),
            ("before 3pm", "przed 15:00", "do 16:00", [WordingFault.NUMBERS]),
            ("7 days", "۷ دن", "دن ۷", []),
            ("A", "A", "  ", [WordingFault.EMPTY]),
            ("A", "B", "B", [WordingFault.SAME]),
            ("A", "B", "C" * 3001, [WordingFault.LONG]),
        ],
    )
    def test_keep_what_is_filled_in_marks_and_numbers(self, english, wording, proposed, found):
        assert faults(text(english, wording), proposed) == found

    def test_have_as_many_lines_as_a_plural_has_forms(self):
        own = text("%(n)s day\n%(n)s days", "%(n)s dzień\n%(n)s dni\n%(n)s dni", is_by_line=True)

        assert faults(own, "%(n)s doba\n%(n)s doby\n%(n)s dób") == []
        assert faults(own, "%(n)s doba\n%(n)s doby") == [WordingFault.LINES]

    def test_of_a_rule_are_judged_by_the_rules_alone(self):
        assert faults(text("999", "999", kind=TextKind.RISK_RULE), "zabij*|zabić mnie") == []

    @given(st.text(max_size=40))
    def test_are_judged_whatever_is_typed(self, typed):
        wording_findings(text("Call 101 %(name)s", "Dzwoń 101 %(name)s"), typed)


def test_numbers_are_read_in_any_script():
    assert numbers_in("1,000 এবং ১২ و ٣") == ["1000", "12", "3"]


class TestASignature:
    def test_is_of_these_words_beside_this_english_in_this_place(self):
        own = text("Yes", "Tak")
        others = [
            replace(own, **change)
            for change in (
                {"wording": "Tak."}, {"english": "Yes."}, {"place": "elsewhere"},
                {"kind": TextKind.QUESTION},
            )
        ]  # fmt: skip

        assert own.words not in {each.words for each in others}
        assert own.words == replace(own, where=("a page",), note="n").words


class TestAgreedWords:
    KEY = text_key(TextKind.QUESTION, "bank/A/text", "Did it help?")

    def test_stand_in_place_of_those_that_they_were_proposed_for_alone(self):
        agreed = AgreedWordings(
            {("pl", self.KEY): [AgreedWording(words_hash(self.KEY, "Stare"), "Nowe")]}
        )

        assert agreed.wording_of("pl", self.KEY, "Stare") == "Nowe"
        assert agreed.wording_of("pl", self.KEY, "Mended meanwhile") == "Mended meanwhile"
        assert agreed.wording_of("ro", self.KEY, "Stare") == "Stare"

    def test_follow_each_other(self):
        steps = [("a", "b"), ("b", "c")]
        agreed = AgreedWordings(
            {
                ("pl", self.KEY): [
                    AgreedWording(words_hash(self.KEY, old), new) for old, new in steps
                ]
            }
        )

        lookup = agreed.over(lambda english, place: {"en": english, "pl": "a"})

        place = TextLocation("file", "bank/A/text")
        assert lookup("Did it help?", place) == {"en": "Did it help?", "pl": "c"}
