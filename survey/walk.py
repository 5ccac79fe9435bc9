"""Walking through an instrument, question by question, with conditions compiled beforehand. Pure.

A question is on the path when its own condition and those of all sections around it hold on the
answers to questions before it that are themselves on the path. A condition cannot look ahead: what
comes later counts as not answered. So every walk ends after one look at each question, and an
answer that was given before a branch was left counts for nothing. What is calculated or hidden
gets its value on the way and is never shown.

The plan of an instrument is made once and kept. In it, neighbours of one section make one run, so
that a module that is not for this person costs one look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from survey.definition import Answers, Instrument, Kind, Question, Section, details_key
from survey.evaluation import Compiled, Scope, compiled
from survey.results import in_words

Counted = dict[str, tuple[str, ...]]
Stop = tuple[Question, str, Compiled | None, Compiled | None]
"""A question, its code, its condition, and what gives it its value if it is not shown."""


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
        for question, code, condition, value in run.stops:
            if condition is not None and not condition(counted, scope):
                counted.pop(code, None)
            elif value is not None:
                _set(counted, code, in_words(value(counted, scope)))
            else:
                shown.append(question)
                if is_to_gap and code not in counted:
                    return shown, counted
    return shown, counted


def _set(counted: Counted, code: str, value: str) -> None:
    if value:
        counted[code] = (value,)
    else:
        counted.pop(code, None)


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
    return question, question.code, asked, _value(question, before)


def _value(question: Question, before: frozenset[str]) -> Compiled | None:
    if question.kind is Kind.CALCULATED and question.calculation is not None:
        return compiled(question.calculation, before=before)
    if question.kind in {Kind.CALCULATED, Kind.HIDDEN}:
        return lambda _answers, _scope: question.default
    return None


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
