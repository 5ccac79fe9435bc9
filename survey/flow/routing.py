"""With conditions compiled once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from survey.definition.evaluation import Compiled, Scope, compiled
from survey.definition.types import (
    Answers,
    Instrument,
    Question,
    QuestionKind,
    Section,
    details_key,
)
from survey.definition.values import in_words

Counted = dict[str, tuple[str, ...]]
Settle = Callable[[Counted, Scope], bool]
"""Sets or drops the answer that counts for a question on the path; whether the question is
shown."""
Stop = tuple[Question, str, Compiled | None, Settle | None]
"""A question, its code, its condition, and its Settle; a question without one is shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring questions of one section."""

    condition: Compiled | None
    stops: tuple[Stop, ...]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class RoutingPlan:
    runs: tuple[Run, ...]
    page_sections: Mapping[str, Section]
    """The outermost section that is one page, for each question inside one."""
    details: Mapping[str, tuple[tuple[str, str], ...]]
    """Keys of text boxes next to choices: choice code and key."""


@lru_cache(maxsize=512)
def plan_of(instrument: Instrument) -> RoutingPlan:
    page_sections = {
        question.code: section
        for question in instrument.questions
        for section in instrument.sections_around(question)
        if section.is_page
    }
    details = {
        question.code: tuple(
            (choice.code, details_key(question.code, choice.code))
            for choice in question.choices
            if choice.details
        )
        for question in instrument.questions
    }
    return RoutingPlan(
        tuple(_runs(instrument)),
        page_sections,
        {code: keys for code, keys in details.items() if keys},
    )


def route(
    instrument: Instrument, answers: Answers, *, today: date | None, is_to_gap: bool = False
) -> tuple[list[Question], Counted]:
    """In order, and the answers that count."""
    scope = Scope(today.isoformat() if today else "")
    counted = dict(answers)
    shown: list[Question] = []
    for run in plan_of(instrument).runs:
        if run.condition is not None and not run.condition(counted, scope):
            for code in run.codes & counted.keys():
                del counted[code]
            continue
        for question, code, condition, settle in run.stops:
            if condition is not None and not condition(counted, scope):
                counted.pop(code, None)
            elif settle is None or settle(counted, scope):
                shown.append(question)
                if is_to_gap and code not in counted:
                    return shown, counted
    return shown, counted


def _runs(instrument: Instrument) -> Iterator[Run]:
    before_section = _before_sections(instrument)
    before: frozenset[str] = frozenset()
    for _, neighbours in groupby(instrument.questions, key=lambda question: question.section):
        questions = list(neighbours)
        stops = []
        for question in questions:
            condition = question.shown_if
            asked = compiled(condition, before=before) if condition is not None else None
            stops.append((question, question.code, asked, _settle(question, before)))
            before |= {question.code}
        yield Run(
            condition=_every(instrument.sections_around(questions[0]), before_section),
            stops=tuple(stops),
            codes=frozenset(question.code for question in questions),
        )


def _before_sections(instrument: Instrument) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    before: frozenset[str] = frozenset()
    for question in instrument.questions:
        for section in instrument.sections_around(question):
            found.setdefault(section.code, before)
        before |= {question.code}
    return found


def _settle(question: Question, before: frozenset[str]) -> Settle | None:
    if question.kind is QuestionKind.CALCULATED and question.calculation is not None:
        return _valued(question.code, compiled(question.calculation, before=before))
    if question.kind in {QuestionKind.CALCULATED, QuestionKind.HIDDEN}:
        return _valued(question.code, lambda _answers, _scope: question.default)
    if question.choice_filter is not None:
        return _filtered(question, compiled(question.choice_filter, before=before))
    return None


def _valued(code: str, value: Compiled) -> Settle:
    def settle(counted: Counted, scope: Scope) -> bool:
        if words := in_words(value(counted, scope)):
            counted[code] = (words,)
        else:
            counted.pop(code, None)
        return False

    return settle


def _filtered(question: Question, is_left: Compiled) -> Settle:
    tags = {choice.code: choice.tags for choice in question.choices}

    def settle(counted: Counted, scope: Scope) -> bool:
        for code in counted.get(question.code, ()):
            if not is_left(counted, Scope(scope.today, tags=tags.get(code, {}))):
                del counted[question.code]
                break
        return True

    return settle


def _every(sections: tuple[Section, ...], before: Mapping[str, frozenset[str]]) -> Compiled | None:
    conditions = [
        compiled(section.shown_if, before=before[section.code])
        for section in reversed(sections)
        if section.shown_if is not None
    ]
    if not conditions:
        return None
    return lambda answers, scope: all(condition(answers, scope) for condition in conditions)
