from dataclasses import replace

from survey.definition.types import SCALES, Meaning, QuestionKind
from survey.publishing import rules as publishing_rules
from tests.each import for_each
from tests.survey.make import choice, instrument, question


def scale_question(name, **more):
    choices = [choice(code, meaning=meaning) for code, meaning in SCALES[name].items()]
    return question("S", scale=name, choices=choices, **more)


def faults(*questions, **more):
    return publishing_rules.faults_in(instrument(*questions, **more))


class TestScales:
    # Decision 3, copied out by hand: + positive, 0 neutral, - negative, x out of base.
    TABLE = {
        "SAT5": "++0--",
        "AGR5": "++0--",
        "SAFE5": "++0--",
        "LIKE5": "++0--",
        "EASE5": "++0--x",
        "FREQ4": "++--",
        "CODE4": "+-xx",
        "UND4": "+0--",
        # The bank's own.
        "WELL4": "++--",
        "HELP4": "++--",
        "BETTER5": "++0--",
        "BAD3": "--+",
        "DONE3": "+-x",
        "PART3": "+0-",
        "NEED3": "+-x",
    }
    SIGNS = {
        "+": Meaning.POSITIVE,
        "0": Meaning.NEUTRAL,
        "-": Meaning.NEGATIVE,
        "x": Meaning.OUT_OF_BASE,
    }

    def test_mean_what_was_decided(self):
        decided = {name: [self.SIGNS[sign] for sign in signs] for name, signs in self.TABLE.items()}

        held = {name: list(scale.values()) for name, scale in SCALES.items()}

        assert held == decided

    @for_each("name", sorted(TABLE))
    def test_are_used_unchanged(self, name):
        assert faults(scale_question(name, measure="m")) == []

    def test_may_be_followed_by_choices_out_of_base_only(self):
        sat = scale_question("SAT5")
        outside = choice("prefer_not", meaning=Meaning.OUT_OF_BASE)
        inside = choice("prefer_not", meaning=Meaning.NEUTRAL)

        assert faults(replace(sat, choices=(*sat.choices, outside))) == []
        assert faults(replace(sat, choices=(*sat.choices, inside))) == [
            (
                "sample version 1, question S: choice prefer_not is not of the scale, "
                "so it is out of base"
            )
        ]

    def test_keep_their_order(self):
        sat = scale_question("SAT5")

        [fault] = faults(replace(sat, choices=tuple(reversed(sat.choices))))

        assert fault.endswith(
            "the choices of SAT5 are very_satisfied, fairly_satisfied, neither, "
            "fairly_dissatisfied, very_dissatisfied, in this order"
        )

    def test_keep_their_meanings(self):
        freq = scale_question("FREQ4")
        kind = replace(freq.choice("sometimes"), meaning=Meaning.NEUTRAL)
        changed = replace(freq, choices=(*freq.choices[:2], kind, freq.choices[3]))

        assert faults(changed) == [
            ("sample version 1, question S: choice sometimes of FREQ4 is negative, not neutral")
        ]

    def test_are_known_by_name(self):
        assert faults(question("A", scale="SAT9")) == [
            "sample version 1, question A: scale SAT9 is not known"
        ]


class TestMeasures:
    def test_need_a_good_and_a_bad_answer(self):
        assert faults(question("A", measure="m")) == [
            "sample version 1, question A: a measure needs a positive and a negative choice"
        ]

    def test_of_many_choices_are_one_yes_or_no_a_choice(self):
        assert faults(question("A", measure="m", kind=QuestionKind.MULTI)) == []


class TestChoices:
    def test_apart_come_last_and_alone(self):
        apart = choice("prefer_not", is_apart=True)

        assert faults(question("A", choices=("yes", "no", apart))) == []
        assert faults(question("A", choices=("yes", apart, "no"))) == [
            (
                "sample version 1, question A: a choice that stands apart comes last, "
                "and there is one at most"
            )
        ]

    def test_exclude_others_only_where_there_can_be_others(self):
        none = choice("none", is_exclusive=True)

        assert faults(question("A", choices=("a", none), kind=QuestionKind.MULTI)) == []
        assert faults(question("A", choices=("a", none))) == [
            (
                "sample version 1, question A: choice none is exclusive, "
                "which only a choice among many can be"
            )
        ]
