from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, islice, product
from math import prod

from survey.definition.expressions import Answer, Expression, Picked, Value, leaves
from survey.definition.types import (
    ACKNOWLEDGED,
    Answers,
    Choice,
    Instrument,
    Question,
    QuestionKind,
    Section,
)
from survey.flow import answer_checks, steps

MOST_TRIES = 20_000
MARK = "¬"
"""The code of a note put in where a section begins; no question has it."""


class Noun(StrEnum):
    QUESTION = "question"
    SECTION = "section"


@dataclass(frozen=True)
class Branch:
    """None where none were found."""

    noun: Noun
    code: str
    condition: Expression
    taken: Answers | None
    untaken: Answers | None
    is_settled: bool


def branches(instrument: Instrument) -> tuple[Branch, ...]:
    """Sections first, then questions, in the instrument's order."""
    return tuple(_branches(instrument))


def _branches(instrument: Instrument) -> Iterator[Branch]:
    for section in instrument.sections:
        marked = _marked(instrument, section)
        if section.shown_if and marked:
            yield _searched(marked, MARK, Noun.SECTION, section.code, section.shown_if)
    for question in instrument.questions:
        if question.shown_if:
            code = question.code
            yield _searched(instrument, code, Noun.QUESTION, code, question.shown_if)


def _marked(instrument: Instrument, section: Section) -> Instrument | None:
    for place, question in enumerate(instrument.questions):
        if section in instrument.sections_around(question):
            mark = replace(
                question,
                code=MARK,
                kind=QuestionKind.NOTE,
                section=section.code,
                shown_if=None,
                choices=(),
            )
            before, after = instrument.questions[:place], instrument.questions[place:]
            return replace(instrument, questions=(*before, mark, *after))
    return None


def _searched(
    instrument: Instrument, target: str, noun: Noun, code: str, condition: Expression
) -> Branch:
    small = _that_decides(instrument, target)
    tried = {
        question.code: _different_answers(small, question) for question in small.questions[:-1]
    }
    found: dict[bool, Answers] = {}
    for picked in islice(product(*tried.values()), MOST_TRIES):
        answers = {each: answer for each, answer in zip(tried, picked, strict=True) if answer}
        is_taken = any(question.code == target for question in steps.path(small, answers))
        found.setdefault(is_taken, answers)
        if len(found) == 2:
            break
    return Branch(
        noun=noun,
        code=code,
        condition=condition,
        taken=found.get(True),
        untaken=found.get(False),
        is_settled=len(found) == 2 or prod(map(len, tried.values())) <= MOST_TRIES,
    )


def _that_decides(instrument: Instrument, target: str) -> Instrument:
    known = {question.code: question for question in instrument.questions}
    found: dict[str, Question] = {}
    to_follow = [target]
    while to_follow:
        code = to_follow.pop()
        if code in known and code not in found:
            found[code] = known[code]
            to_follow += [
                leaf
                for each in conditions(instrument, known[code])
                for leaf in _questions_asked(each)
            ]
    kept = [q for q in instrument.questions if q.code in found and q.code != target]
    return replace(instrument, questions=(*kept, found[target]))


def conditions(instrument: Instrument, question: Question) -> Iterator[Expression]:
    """Also its calculation."""
    for section in instrument.sections_around(question):
        if section.shown_if:
            yield section.shown_if
    if question.shown_if:
        yield question.shown_if
    if question.calculation:
        yield question.calculation


def _questions_asked(condition: Expression) -> list[str]:
    return [leaf.question for leaf in leaves(condition) if isinstance(leaf, Answer | Picked)]


def _different_answers(instrument: Instrument, question: Question) -> list[tuple[str, ...]]:
    if question.kind in {QuestionKind.CALCULATED, QuestionKind.HIDDEN, QuestionKind.NOTE}:
        return [()]
    conditions_on_it = [
        condition
        for other in instrument.questions
        for condition in conditions(instrument, other)
        if question.code in _questions_asked(condition)
    ]
    kept = (_checked_answer(question, each) for each in _candidates(question, conditions_on_it))
    return [*islice(filter(None, kept), MOST_TRIES), ()]


def _checked_answer(question: Question, picked: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return answer_checks.check_answer(question, picked)
    except answer_checks.AnswerError:
        return ()


def _candidates(
    question: Question, conditions_on_it: list[Expression]
) -> Iterator[tuple[str, ...]]:
    values = [
        leaf.value for each in conditions_on_it for leaf in leaves(each) if isinstance(leaf, Value)
    ]
    if question.kind is QuestionKind.MULTI:
        yield from _several(question, _that_matter(question, conditions_on_it, values))
    elif question.choices:
        matter = _that_matter(question, conditions_on_it, values)
        rest = [choice for choice in question.choices if choice not in matter]
        others = rest if not matter else [c for c in rest if not c.is_apart][:1] or rest[:1]
        for choice in question.choices:
            if choice in matter or choice in others:
                yield (choice.code,)
    else:
        yield from _example_answers(question, values)


def _that_matter(
    question: Question, conditions_on_it: list[Expression], values: list[str | int | float]
) -> list[Choice]:
    named = {
        code
        for condition in conditions_on_it
        for leaf in leaves(condition)
        if isinstance(leaf, Picked) and leaf.question == question.code
        for code in leaf.choices
    } | {str(value) for value in values}
    return [choice for choice in question.choices if choice.code in named]


def _several(question: Question, matter: list[Choice]) -> Iterator[tuple[str, ...]]:
    codes = [choice.code for choice in matter]
    for size in range(1, len(codes) + 1):
        yield from combinations(codes, size)
    plain = [choice.code for choice in question.choices if not choice.is_exclusive]
    if not codes:
        yield from (tuple(plain[:size]) for size in range(1, len(plain) + 1))
    yield from ((choice.code,) for choice in question.choices if choice.code not in codes)


def _example_answers(
    question: Question, values: list[str | int | float]
) -> Iterator[tuple[str, ...]]:
    """Each value compared with, one less and one more."""
    if question.kind is QuestionKind.ACKNOWLEDGE:
        yield (ACKNOWLEDGED,)
    elif question.kind is QuestionKind.DECIMAL:
        exact = {Decimal(str(n)) for n in values if not isinstance(n, str)} or {Decimal(0)}
        yield from ((format(n + step, "f"),) for n in sorted(exact) for step in (0, -1, 1))
    elif question.kind is QuestionKind.INTEGER:
        numbers = {int(value) for value in values if not isinstance(value, str)} or {0}
        yield from ((str(n + step),) for n in sorted(numbers) for step in (0, -1, 1))
    elif question.kind is QuestionKind.DATE:
        yield from ((day.isoformat(),) for day in _days(values))
    elif question.kind is QuestionKind.TIME:
        yield from ((moment,) for moment in _times(values))
    else:
        yield from ((str(value),) for value in dict.fromkeys([*values, "Made up"]))


def _times(values: list[str | int | float]) -> Iterator[str]:
    yield from (moment for moment in dict.fromkeys([*map(str, values), "00:00", "23:59"]))


def _days(values: list[str | int | float]) -> Iterator[date]:
    for value in dict.fromkeys([*map(str, values), "2020-01-01"]):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            continue
        yield from (day + timedelta(days=step) for step in (0, -1, 1))
