"""Conditions and sections: nothing dangles, nothing goes in a circle, and each branch has a
made-up case that takes it and one that does not. Pure."""

from collections.abc import Iterator, Mapping

from survey import examples
from survey.definition import Instrument, Question
from survey.examples import Branch, Noun
from survey.expressions import (
    Answer,
    Call,
    Expression,
    Function,
    Operation,
    Operator,
    Picked,
    Value,
    leaves,
    questions_in,
)
from survey.gate import wording

EXPRESSIONS = ("shown_if", "constraint", "calculation", "choice_filter")
COMPARISONS = {Operator.EQUAL, Operator.UNEQUAL}


def faults(instrument: Instrument) -> Iterator[tuple[Noun, str, str]]:
    """Each with the question or section that it is about. Made-up cases are searched for only
    where the conditions hang together: elsewhere they would say nothing."""
    dangling = list(_dangling(instrument))
    yield from dangling
    if not dangling:
        for branch in examples.branches(instrument):
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
        f"no answers that {side} were found in {examples.MOST_TRIES:,} tries: "
        "give it a condition that a person can follow"
    )


def _dangling(instrument: Instrument) -> Iterator[tuple[Noun, str, str]]:
    for section in instrument.sections:
        for fault in _section(instrument, section.code):
            yield Noun.SECTION, section.code, fault
    for place, question in enumerate(instrument.questions):
        for fault in _question(instrument, place, question):
            yield Noun.QUESTION, question.code, fault


def _section(instrument: Instrument, code: str) -> Iterator[str]:
    section = instrument.section(code)
    known = {each.code: each for each in instrument.sections}
    if section.parent and section.parent not in known:
        yield f"its parent {section.parent} is no section"
    if _is_inside_itself(instrument, code):
        yield "it is inside itself"
        return
    inside = [
        place
        for place, question in enumerate(instrument.questions)
        if section in examples.sections_of(instrument, question)
    ]
    if not inside:
        yield "it holds no question"
    elif section.shown_if:
        yield from _looks(instrument, inside[0], "shown_if", section.shown_if)


def _is_inside_itself(instrument: Instrument, code: str) -> bool:
    parents = {section.code: section.parent for section in instrument.sections}
    seen: set[str] = set()
    here = parents[code]
    while here in parents and here not in seen:
        seen.add(here)
        here = parents[here]
    return code in seen


def _question(instrument: Instrument, place: int, question: Question) -> Iterator[str]:
    if question.section and question.section not in {each.code for each in instrument.sections}:
        yield f"its section {question.section} is no section"
    for name in EXPRESSIONS:
        if expression := getattr(question, name):
            yield from _looks(instrument, place, name, expression)
    before = {earlier.code for earlier in instrument.questions[:place]}
    asked = {each.code for each in instrument.questions}
    for piped in sorted(wording.placeholders_of(question) & asked - before):
        yield f"its wording tells the answer to {piped}, which is not asked before it"


def _looks(instrument: Instrument, place: int, name: str, expression: Expression) -> Iterator[str]:
    before = {earlier.code: earlier for earlier in instrument.questions[:place]}
    looked_at = questions_in(expression)
    for code in sorted(looked_at - set(before)):
        yield f"{name} looks at {code}, {_why_not(instrument, place, code)}"
    for leaf in leaves(expression):
        if isinstance(leaf, Picked) and leaf.question in before:
            for code in sorted(leaf.choices - before[leaf.question].choice_codes):
                yield f"{name} looks at choice {code} of {leaf.question}, which has no such"
    for code, value in _compared(expression):
        choices = before[code].choice_codes if code in before else frozenset()
        if value and choices and value not in choices:
            yield f"{name} looks at choice {value} of {code}, which has no such"


def _why_not(instrument: Instrument, place: int, code: str) -> str:
    asked = {question.code: question for question in instrument.questions}
    if code not in asked:
        return "which is no question"
    here = instrument.questions[place].code
    if code == here or {here, code} & _leads_to(instrument, asked, code):
        return "which depends on it in turn: they go in a circle"
    return "which is not asked before it"


def _leads_to(instrument: Instrument, asked: Mapping[str, Question], code: str) -> set[str]:
    """Every question that decides about this one, near and far."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        here = waiting.pop()
        for condition in examples.conditions(instrument, asked[here]):
            new = (questions_in(condition) & set(asked)) - found
            found |= new
            waiting += new
    return found


def _compared(expression: Expression) -> Iterator[tuple[str, str]]:
    """The question and the code in `${question} = 'code'` and in `selected(${question}, 'code')`,
    wherever they stand in the expression; an empty code asks whether it was skipped."""
    match expression:
        case Operation(operator, Answer(question), Value(str(value))) if operator in COMPARISONS:
            yield question, value
        case Operation(operator, Value(str(value)), Answer(question)) if operator in COMPARISONS:
            yield question, value
        case Call(Function.SELECTED, (Answer(question), Value(str(value)))):
            yield question, value
        case _:
            for part in _parts(expression):
                yield from _compared(part)


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Operation(left=left, right=right):
            return (left, right)
        case Call(arguments=parts):
            return parts
        case _:
            return getattr(expression, "parts", None) or tuple(
                filter(None, [getattr(expression, "part", None)])
            )
