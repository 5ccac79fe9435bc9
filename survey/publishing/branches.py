"""Conditions refer to existing questions and not to themselves, and made-up answers lead into and
past each branch."""

from collections.abc import Iterator, Mapping

from survey.definition.expression_checks import FACTS, faults_in_expressions_of
from survey.definition.expressions import questions_in
from survey.definition.types import Instrument, Question, Section
from survey.publishing import example_cases, wording
from survey.publishing.example_cases import Branch, Noun


def faults(instrument: Instrument) -> Iterator[tuple[Noun, str, str]]:
    dangling = list(_dangling(instrument))
    yield from dangling
    if not dangling:
        for branch in example_cases.branches(instrument):
            yield from ((branch.noun, branch.code, fault) for fault in _without_a_case(branch))


def _without_a_case(branch: Branch) -> Iterator[str]:
    if branch.is_settled:
        if branch.taken is None:
            yield "no answers lead to it"
        if branch.untaken is None:
            yield "every answer leads to it"
        return
    side = "lead to it" if branch.taken is None else "lead past it"
    yield (
        f"no answers that {side} were found in {example_cases.MOST_TRIES:,} tries: "
        "give it a condition that a person can follow"
    )


def _dangling(instrument: Instrument) -> Iterator[tuple[Noun, str, str]]:
    for section in instrument.sections:
        for fault in _section(instrument, section):
            yield Noun.SECTION, section.code, fault
    looked_at = {
        question.code: {
            code
            for condition in example_cases.conditions(instrument, question)
            for code in questions_in(condition) & set(instrument.places)
        }
        for question in instrument.questions
    }
    circles = {code for code in looked_at if code in _reached(code, looked_at)}
    for question in instrument.questions:
        for fault in _question(instrument, question):
            yield Noun.QUESTION, question.code, fault
        if question.code in circles:
            yield Noun.QUESTION, question.code, "it waits for itself: its conditions go in a circle"


def _section(instrument: Instrument, section: Section) -> Iterator[str]:
    if section.parent and section.parent not in {each.code for each in instrument.sections}:
        yield f"its parent {section.parent} is no section"
    if _is_inside_itself(instrument, section.code):
        yield "it is inside itself"
    elif not any(section in instrument.sections_around(each) for each in instrument.questions):
        yield "it holds no question"
    else:
        yield from faults_in_expressions_of(section, instrument)


def _is_inside_itself(instrument: Instrument, code: str) -> bool:
    parents = {section.code: section.parent for section in instrument.sections}
    seen: set[str] = set()
    here = parents[code]
    while here in parents and here not in seen:
        seen.add(here)
        here = parents[here]
    return code in seen


def _question(instrument: Instrument, question: Question) -> Iterator[str]:
    if question.section and question.section not in {each.code for each in instrument.sections}:
        yield f"its section {question.section} is no section"
    yield from faults_in_expressions_of(question, instrument)
    before = {each.code for each in instrument.questions[: instrument.places[question.code]]}
    for name in sorted(wording.placeholders_of(question) - before - FACTS):
        why = "is not asked before it" if name in instrument.places else "is nothing known"
        yield f"its wording names {{{name}}}, which {why}"


def _reached(code: str, looked_at: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    to_follow = [code]
    while to_follow:
        new = looked_at[to_follow.pop()] - found
        found |= new
        to_follow += new
    return found
