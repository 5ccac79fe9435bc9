"""The publish gate: everything that stands in the way, in words that say where."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import completeness, flow
from survey.definition import Block, Kind, Meaning
from survey.expressions import AllOf, AnyOf, Not, Picked
from tests.survey import make
from tests.survey.make import choice, instrument, question


def picked(code, *choices):
    return Picked(code, frozenset(choices))


def scale_question(name, **more):
    choices = [choice(code, meaning=meaning) for code, meaning in completeness.SCALES[name].items()]
    return question("S", scale=name, choices=choices, **more)


def faults(*questions, **more):
    return completeness.faults_in(instrument(*questions, **more))


class TestFaultsIn:
    def test_finds_nothing_wrong_with_a_sound_instrument(self):
        assert faults(question("A"), scale_question("SAT5", measure="overall")) == []

    def test_finds_everything_at_once(self):
        wrong = question("A", choices=("only",), text={"en": "Word " * 31})

        assert faults(wrong) == [
            "sample version 1, question A: text has no wording in cy",
            "sample version 1, question A: text has 31 words, at most 30 are allowed",
            (
                "sample version 1, question A: text and hint read at grade "
                f"{completeness.readability.grade('Word ' * 31):.1f}, at most 7 is allowed"
            ),
            "sample version 1, question A: there is nothing to choose between",
        ]


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
    @pytest.mark.parametrize(
        "wording",
        ["<em>Did</em> it help?", "Did it help?<br>", "<strong>Did it help?", "1 < 2", "</strong>"],
    )
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_is_strong_or_none_in_any_language(self, wording, language):
        text = {"en": "Did it help?", "cy": "Helpodd?"} | {language: wording}

        assert (
            f"sample version 1, question A: text has markup other than <strong> in {language}"
            in faults(question("A", text=text))
        )

    def test_may_be_strong(self):
        text = {"en": "Did it <strong>help</strong>?", "cy": "A oedd o <strong>help</strong>?"}

        assert faults(question("A", text=text)) == []


class TestCore:
    def test_has_twelve_items_and_no_more(self):
        twelve = [question(f"A{place}") for place in range(12)]

        assert faults(*twelve) == []
        assert faults(*twelve, question("B")) == [
            "sample version 1, questions: 13 core items, at most 12 may be asked"
        ]

    def test_has_one_item_at_least(self):
        assert faults(question("E", block=Block.EQUALITY)) == [
            "sample version 1, questions: there is no core question"
        ]

    def test_stands_before_the_equality_block(self):
        equality = question("E", block=Block.EQUALITY)

        assert faults(question("A"), equality, question("B")) == [
            "sample version 1, questions: the equality block comes last"
        ]

    def test_may_be_followed_by_as_many_equality_questions_as_there_are(self):
        equality = [question(f"E{place}", block=Block.EQUALITY) for place in range(20)]

        assert faults(question("A"), *equality) == []


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
    }
    SIGNS = {
        "+": Meaning.POSITIVE,
        "0": Meaning.NEUTRAL,
        "-": Meaning.NEGATIVE,
        "x": Meaning.OUT_OF_BASE,
    }

    def test_mean_what_was_decided(self):
        decided = {name: [self.SIGNS[sign] for sign in signs] for name, signs in self.TABLE.items()}

        held = {name: list(scale.values()) for name, scale in completeness.SCALES.items()}

        assert held == decided

    @pytest.mark.parametrize("name", sorted(TABLE))
    def test_are_taken_as_they_stand(self, name):
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
        assert faults(question("A", measure="m", kind=Kind.MULTI)) == []


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

        assert faults(question("A", choices=("a", none), kind=Kind.MULTI)) == []
        assert faults(question("A", choices=("a", none))) == [
            (
                "sample version 1, question A: choice none is exclusive, "
                "which only a choice among many can be"
            )
        ]


class TestRights:
    def test_stand_with_the_version_of_the_code(self):
        assert faults(question("A", right="6", code_version="2021")) == []
        assert faults(question("A", right="6")) == [
            (
                "sample version 1, question A: a right of the Victims' Code stands with the "
                "version of the Code"
            )
        ]


class TestBranches:
    @pytest.mark.parametrize(
        ("condition", "fault"),
        [
            (picked("GONE", "yes"), "shown_if looks at GONE, which is not asked before it"),
            (picked("B", "yes"), "shown_if looks at B, which is not asked before it"),
            (picked("C", "yes"), "shown_if looks at C, which is not asked before it"),
            (
                Not(AnyOf((picked("A", "maybe"),))),
                "shown_if looks at choice maybe of A, which has no such",
            ),
        ],
    )
    def test_dangle_from_nothing(self, condition, fault):
        branch = question("B", shown_if=condition)

        assert faults(question("A"), branch, question("C")) == [
            f"sample version 1, question B: {fault}"
        ]

    @pytest.mark.parametrize(
        "condition",
        [
            picked("A", "yes"),
            Not(picked("A", "yes")),
            AnyOf((picked("A", "yes"), picked("A", "no"))),
            AllOf((picked("A", "yes"), Not(picked("A", "no")))),
            AllOf((picked("M", "a"), picked("M", "b"))),
        ],
    )
    def test_can_be_reached(self, condition):
        many = question("M", kind=Kind.MULTI, choices="abc")

        assert faults(question("A"), many, question("B", shown_if=condition)) == []

    @pytest.mark.parametrize(
        "condition",
        [
            AllOf((picked("A", "yes"), picked("A", "no"))),
            AllOf((picked("A", "yes"), Not(picked("A", "yes")))),
        ],
    )
    def test_that_nobody_can_reach_are_refused(self, condition):
        assert faults(question("A"), question("B", shown_if=condition)) == [
            "sample version 1, question B: no answers lead to it"
        ]

    def test_are_followed_through_other_branches(self):
        """C wants an answer that opens B and one of B's that B is then asked for; D wants two
        answers that close each other."""
        first = question("A")
        second = question("B", shown_if=picked("A", "yes"))
        third = question("C", shown_if=picked("B", "no"))
        fourth = question("D", shown_if=AllOf((picked("A", "no"), picked("B", "yes"))))

        assert faults(first, second, third, fourth) == [
            "sample version 1, question D: no answers lead to it"
        ]

    def test_that_nobody_could_check_are_refused(self):
        many = [question(f"M{n}", kind=Kind.MULTI, choices="abcdef") for n in range(4)]
        impossible = [
            AllOf((picked(q.code, *"abcdef"), Not(picked(q.code, *"abcdef")))) for q in many
        ]

        assert faults(*many, question("B", shown_if=AnyOf(tuple(impossible)))) == [
            "sample version 1, question B: no answers lead to it"
        ]

    @given(st.data(), make.instruments(most=3))
    def test_that_are_refused_are_on_no_path(self, data, some):
        refused = {
            fault.partition("question ")[2].partition(":")[0]
            for fault in completeness.faults_in(some)
            if "no answers lead to it" in fault
        }

        walked = flow.path(some, data.draw(make.answers_to(some)))

        assert not refused & {each.code for each in walked}
