"""Made-up cases: for each branch, answers that lead into it and answers that do not. Pure.

A branch is the condition of a question or of a section. The search is the same every time: it tries
combinations of the answers that could make a difference to the condition, and to the conditions
before it, in the order of the instrument. It stops at a bound: a branch that so many tries do not
settle is one that nobody could check by reading it either."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, islice, product
from math import prod

from survey.definition.expressions import Answer, Expression, Picked, Value, leaves
from survey.definition.types import (
    ACKNOWLEDGED,
    Answers,
    Choice,
    Instrument,
    Kind,
    Question,
    Section,
)
from survey.flow import answer_checks, pages

MOST_TRIES = 20_000
MARK = "¬"
"""No question of an instrument is called so: it stands where a section begins."""


class Noun(StrEnum):
    QUESTION = "question"
    SECTION = "section"


@dataclass(frozen=True)
class Branch:
    """`taken` leads into it and `untaken` does not; None where no such answers were found.
    `is_settled` is false when the search stopped at its bound instead of at the end."""

    noun: Noun
    code: str
    condition: Expression
    taken: Answers | None
    untaken: Answers | None
    is_settled: bool


def branches(instrument: Instrument) -> tuple[Branch, ...]:
    """Every branch with its two made-up cases: the sections' first, then the questions', each in
    the order of the instrument. A section that holds no question is no branch."""
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
    """The instrument with a note of no condition of its own at the beginning of the section."""
    for place, question in enumerate(instrument.questions):
        if section in instrument.sections_around(question):
            mark = replace(
                question, code=MARK, kind=Kind.NOTE, section=section.code, shown_if=None, choices=()
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
        is_taken = any(question.code == target for question in pages.path(small, answers))
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
    """The questions that decide about this one, near and far, and itself last: the path through
    them opens it exactly when the path through the whole does."""
    known = {question.code: question for question in instrument.questions}
    found: dict[str, Question] = {}
    waiting = [target]
    while waiting:
        code = waiting.pop()
        if code in known and code not in found:
            found[code] = known[code]
            waiting += [
                leaf for each in conditions(instrument, known[code]) for leaf in _asked(each)
            ]
    kept = [q for q in instrument.questions if q.code in found and q.code != target]
    return replace(instrument, questions=(*kept, found[target]))


def conditions(instrument: Instrument, question: Question) -> Iterator[Expression]:
    """What decides whether the question is shown, and what a value of its own is made of."""
    for section in instrument.sections_around(question):
        if section.shown_if:
            yield section.shown_if
    if question.shown_if:
        yield question.shown_if
    if question.calculation:
        yield question.calculation


def _asked(condition: Expression) -> list[str]:
    return [leaf.question for leaf in leaves(condition) if isinstance(leaf, Answer | Picked)]


def _different_answers(instrument: Instrument, question: Question) -> list[tuple[str, ...]]:
    """The answers that may make a difference somewhere, such as can be given; skipping is the
    last of them. What is calculated, hidden or only read nobody answers."""
    if question.kind in {Kind.CALCULATED, Kind.HIDDEN, Kind.NOTE}:
        return [()]
    looking = [
        condition
        for other in instrument.questions
        for condition in conditions(instrument, other)
        if question.code in _asked(condition)
    ]
    kept = (_as_kept(question, each) for each in _candidates(question, looking))
    return [*islice(filter(None, kept), MOST_TRIES), ()]


def _as_kept(question: Question, picked: tuple[str, ...]) -> tuple[str, ...]:
    """The answer as it would be stored, empty where it would not be."""
    try:
        return answer_checks.check_answer(question, picked)
    except answer_checks.AnswerError:
        return ()


def _candidates(question: Question, looking: list[Expression]) -> Iterator[tuple[str, ...]]:
    values = [leaf.value for each in looking for leaf in leaves(each) if isinstance(leaf, Value)]
    if question.kind is Kind.MULTI:
        yield from _several(question, _that_matter(question, looking, values))
    elif question.choices:
        yield from _one_each(question, _that_matter(question, looking, values))
    else:
        yield from _written(question, values)


def _that_matter(
    question: Question, looking: list[Expression], values: list[str | int | float]
) -> list[Choice]:
    named = {
        code
        for condition in looking
        for leaf in leaves(condition)
        if isinstance(leaf, Picked) and leaf.question == question.code
        for code in leaf.choices
    } | {str(value) for value in values}
    return [choice for choice in question.choices if choice.code in named]


def _one_each(question: Question, matter: list[Choice]) -> Iterator[tuple[str, ...]]:
    """Each choice that is named, and of the others one that does not stand apart. Where a value
    is compared with something else than a choice, every choice."""
    rest = [choice for choice in question.choices if choice not in matter]
    others = rest if not matter else [c for c in rest if not c.is_apart][:1] or rest[:1]
    for choice in question.choices:
        if choice in matter or choice in others:
            yield (choice.code,)


def _several(question: Question, matter: list[Choice]) -> Iterator[tuple[str, ...]]:
    """The choices that are named, some together; the first choices, as many as there are for a
    condition that counts; and one that is not named."""
    codes = [choice.code for choice in matter]
    for size in range(1, len(codes) + 1):
        yield from combinations(codes, size)
    plain = [choice.code for choice in question.choices if not choice.is_exclusive]
    if not codes:
        yield from (tuple(plain[:size]) for size in range(1, len(plain) + 1))
    yield from ((choice.code,) for choice in question.choices if choice.code not in codes)


def _written(question: Question, values: list[str | int | float]) -> Iterator[tuple[str, ...]]:
    """About every value that it is compared with: itself, a little less and a little more."""
    if question.kind is Kind.ACKNOWLEDGE:
        yield (ACKNOWLEDGED,)
    elif question.kind is Kind.INTEGER:
        numbers = {int(value) for value in values if not isinstance(value, str)} or {0}
        yield from ((str(n + step),) for n in sorted(numbers) for step in (0, -1, 1))
    elif question.kind is Kind.DATE:
        yield from ((day.isoformat(),) for day in _days(values))
    else:
        yield from ((str(value),) for value in dict.fromkeys([*values, "Made up"]))


def _days(values: list[str | int | float]) -> Iterator[date]:
    for value in dict.fromkeys([*map(str, values), "2020-01-01"]):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            continue
        yield from (day + timedelta(days=step) for step in (0, -1, 1))
