from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.bank import rotation
from survey.definition.expressions import Picked, questions_in
from survey.definition.types import Block, Instrument, Section
from survey.flow import steps
from survey.flow.progress import FormPart, PartLength, StepProgress, part_length, part_of, progress
from survey.flow.steps import NotOnPathError
from tests.survey import make, shipped


def picked(question, *choices):
    return Picked(question, frozenset(choices))


ETHNIC = make.question("E", choices=("asian", "white"), block=Block.EQUALITY)
SAMPLE = make.instrument(
    make.question("A"),
    make.question("B"),
    ETHNIC,
    make.question("EA", block=Block.EQUALITY, shown_if=picked("E", "asian")),
    make.question("EW", block=Block.EQUALITY, shown_if=picked("E", "white")),
    make.question("L", block=Block.EQUALITY),
)


def asked_in(instrument: Instrument, answers, part: FormPart) -> int:
    return sum(
        part_of(step.questions[0]) is part for step in steps.question_steps(instrument, answers)
    )


def every_way(instrument: Instrument):
    owners = (*instrument.questions, *instrument.sections)
    codes = {code for owner in owners if owner.shown_if for code in questions_in(owner.shown_if)}
    deciding = [instrument.question(code) for code in sorted(codes)]
    for answers in product(*([(), *((c.code,) for c in q.choices)] for q in deciding)):
        yield dict(zip((question.code for question in deciding), answers, strict=True))


class TestProgress:
    def test_counts_each_part_by_itself(self):
        core = progress(SAMPLE, {}, "B")
        equality = progress(SAMPLE, {}, "E")

        assert core == StepProgress(number=2, most=2, is_fixed=True)
        assert equality == StepProgress(number=1, most=3, is_fixed=False)

    def test_counts_further_questions_by_themselves(self):
        further = frozenset({"B"})

        assert progress(SAMPLE, {}, "A", further=further) == StepProgress(1, 1, is_fixed=True)
        assert progress(SAMPLE, {}, "B", further=further) == StepProgress(1, 1, is_fixed=True)
        assert progress(SAMPLE, {}, "E", further=further).most == 3

    def test_promises_no_more_when_an_answer_opens_a_branch(self):
        answers = {"E": ("asian",)}

        assert progress(SAMPLE, answers, "EA") == StepProgress(number=2, most=3, is_fixed=False)
        assert progress(SAMPLE, answers, "L") == StepProgress(number=3, most=3, is_fixed=False)

    def test_refuses_a_question_that_is_not_asked(self):
        with pytest.raises(NotOnPathError):
            progress(SAMPLE, {}, "EA")

    def test_counts_a_page_of_several_questions_once(self):
        instrument = make.instrument(
            make.question("A"),
            make.question("B", section="P"),
            make.question("C", section="P"),
            sections=(Section("P", is_page=True),),
        )

        assert progress(instrument, {}, "C") == StepProgress(number=2, most=2, is_fixed=True)

    @pytest.mark.slow
    @given(st.data(), make.instruments())
    def test_never_goes_back_and_never_passes_its_promise(self, data, instrument):
        answers = {}
        seen = {True: [], False: []}

        while question := steps.next_question(instrument, answers):
            at = progress(instrument, answers, question.code)
            seen[question.block is Block.EQUALITY].append(at.number)
            assert at.number <= at.most
            choices = [(), *((choice.code,) for choice in question.choices)]
            answers[question.code] = data.draw(st.sampled_from(choices))

        assert all(numbers == sorted(numbers) for numbers in seen.values())


class TestPartLength:
    def test_is_that_of_the_longest_way(self):
        assert part_length(SAMPLE, FormPart.EQUALITY) == PartLength(most=3, is_fixed=False)

    def test_finds_a_branch_within_a_branch(self):
        first, second = make.question("A"), make.question("B", shown_if=picked("A", "yes"))
        instrument = make.instrument(first, second, make.question("C", shown_if=picked("B", "no")))

        assert part_length(instrument, FormPart.FIRST) == PartLength(most=3, is_fixed=False)

    def test_of_further_questions_leaves_out_all_others(self):
        assert part_length(SAMPLE, FormPart.FURTHER, frozenset({"B"})) == PartLength(
            1, is_fixed=True
        )
        assert part_length(SAMPLE, FormPart.FURTHER).most == 0

    def test_of_a_block_that_is_not_there_is_none(self):
        instrument = make.instrument(make.question("A"))

        assert part_length(instrument, FormPart.EQUALITY).most == 0

    @pytest.mark.slow
    @pytest.mark.parametrize("code", ["short-core", "bereaved", "proxy"])
    @pytest.mark.parametrize("part", [FormPart.FIRST, FormPart.EQUALITY])
    def test_is_exact_for_what_links_and_codes_ask(self, code, part):
        instrument = shipped.instruments()[code]
        ways = (asked_in(instrument, way, part) for way in every_way(instrument))

        assert part_length(instrument, part).most == max(ways)

    @pytest.mark.parametrize(("drawn", "most"), [((), 10), (("Q-INF-3", "Q-ST2-1"), 12)])
    def test_of_the_short_core_is_the_ten_and_what_was_drawn(self, drawn, most):
        asked = rotation.short_form(shipped.instruments()["short-core"], drawn)

        assert part_length(asked, FormPart.FIRST) == PartLength(most=most, is_fixed=True)
