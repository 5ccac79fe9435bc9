"""Walking through an instrument, question by question, with conditions compiled beforehand. Pure.

A question is on the path when its own condition and those of all sections around it hold on the
answers to questions before it that are themselves on the path. A condition cannot look ahead: what
comes later counts as not answered. So every walk ends after one look at each question, and an
answer that was given before a branch was left counts for nothing. What is calculated or hidden
gets its value on the way and is never shown.

The plan of an instrument is made once and kept. In it, neighbours of one section make one run, so
that a module that is not for this person costs one look."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from survey.definition.evaluation import Compiled, Scope, compiled
from survey.definition.types import Answers, Instrument, Kind, Question, Section, details_key
from survey.definition.values import in_words

Counted = dict[str, tuple[str, ...]]
Settle = Callable[[Counted, Scope], bool]
"""Puts right what counts for a question on the path, and says whether the question is shown."""
Stop = tuple[Question, str, Compiled | None, Settle | None]
"""A question, its code, its condition, and what settles it; without the last it is just shown."""


@dataclass(frozen=True, slots=True)
class Run:
    condition: Compiled | None
    stops: tuple[Stop, ...]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    runs: tuple[Run, ...]
    pages: Mapping[str, Section]
    """The outermost section that is one page, for each question inside one."""
    details: Mapping[str, tuple[tuple[str, str], ...]]
    """Where a question's answer may carry words beside choices: choice code and key."""


@lru_cache(maxsize=64)
def plan_of(instrument: Instrument) -> Plan:
    pages = {
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
    return Plan(
        tuple(_runs(instrument)), pages, {code: keys for code, keys in details.items() if keys}
    )


def walk(
    instrument: Instrument, answers: Answers, *, today: date | None, is_to_gap: bool = False
) -> tuple[list[Question], Counted]:
    """The questions shown, in order, and the answers that count so far; with `is_to_gap` only up
    to the first question that was neither answered nor skipped."""
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
            stops.append(_stop(question, before))
            before |= {question.code}
        yield Run(
            condition=_every(instrument.sections_around(questions[0]), before_section),
            stops=tuple(stops),
            codes=frozenset(question.code for question in questions),
        )


def _before_sections(instrument: Instrument) -> Mapping[str, frozenset[str]]:
    """The questions before the first of each section: all that its condition may look at."""
    found: dict[str, frozenset[str]] = {}
    before: frozenset[str] = frozenset()
    for question in instrument.questions:
        for section in instrument.sections_around(question):
            found.setdefault(section.code, before)
        before |= {question.code}
    return found


def _stop(question: Question, before: frozenset[str]) -> Stop:
    condition = question.shown_if
    asked = compiled(condition, before=before) if condition is not None else None
    return question, question.code, asked, _settle(question, before)


def _settle(question: Question, before: frozenset[str]) -> Settle | None:
    if question.kind is Kind.CALCULATED and question.calculation is not None:
        return _valued(question.code, compiled(question.calculation, before=before))
    if question.kind in {Kind.CALCULATED, Kind.HIDDEN}:
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
    """An answer with a choice that is not offered any more, since an earlier answer was changed,
    counts as not given: the question is asked again."""
    tags = {choice.code: choice.tags for choice in question.choices}

    def settle(counted: Counted, scope: Scope) -> bool:
        for code in counted.get(question.code, ()):
            if not is_left(counted, Scope(scope.today, tags=tags.get(code, {}))):
                del counted[question.code]
                break
        return True

    return settle


def _every(sections: tuple[Section, ...], before: Mapping[str, frozenset[str]]) -> Compiled | None:
    """The conditions of all sections around, as one; none where none has any."""
    conditions = [
        compiled(section.shown_if, before=before[section.code])
        for section in reversed(sections)
        if section.shown_if is not None
    ]
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return lambda answers, scope: all(condition(answers, scope) for condition in conditions)
