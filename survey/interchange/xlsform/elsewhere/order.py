"""Other tools accept any order."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from survey.definition.expression_checks import Slot, placeholders_in
from survey.definition.expressions import (
    Answer,
    Call,
    Expression,
    Function,
    Picked,
    Value,
    questions_in,
    with_leaves,
)
from survey.definition.fields import all_texts
from survey.definition.types import Instrument, Question, QuestionKind, Section

Owner = TypeVar("Owner", Question, Section)


def in_order(instrument: Instrument) -> Instrument:
    """Looks back more, with the same meaning."""
    hidden = {
        question.code: question.default
        for question in instrument.questions
        if question.kind is QuestionKind.HIDDEN
    }
    places = instrument.places

    def written_out(owner: Owner) -> Owner:
        start = _start(owner, instrument)
        later = {code: value for code, value in hidden.items() if places[code] >= start}
        changes: dict[str, Any] = {
            slot.value: with_leaves(written, lambda leaf: _with_value(leaf, later))
            for slot, written in _written_expressions(owner)
        }
        return replace(owner, **changes)

    instrument = replace(
        instrument,
        questions=tuple(map(written_out, instrument.questions)),
        sections=tuple(map(written_out, instrument.sections)),
    )
    for _ in instrument.questions:
        moved = next(_moves(instrument), None)
        if moved is None:
            break
        instrument = moved
    held = {each.code for one in instrument.questions for each in instrument.sections_around(one)}
    sections = tuple(section for section in instrument.sections if section.code in held)
    return replace(instrument, sections=sections)


def _with_value(leaf: Expression, values: Mapping[str, str]) -> Expression:
    match leaf:
        case Answer(code) if code in values:
            return Value(values[code])
        case Picked(code, choices) if code in values:
            is_so = not choices.isdisjoint(values[code].split())
            return Call(Function.TRUE if is_so else Function.FALSE, ())
    return leaf


def _written_expressions(owner: Question | Section) -> Iterator[tuple[Slot, Expression]]:
    for slot in Slot:
        if expression := getattr(owner, slot.value, None):
            yield slot, expression


def _start(owner: Question | Section, instrument: Instrument) -> int:
    if isinstance(owner, Question):
        return instrument.places[owner.code]
    return next(
        (
            place
            for place, question in enumerate(instrument.questions)
            if owner in instrument.sections_around(question)
        ),
        len(instrument.questions),
    )


def _moves(instrument: Instrument) -> Iterator[Instrument]:
    calculations = {
        question.code: question
        for question in instrument.questions
        if question.kind is QuestionKind.CALCULATED
    }
    owners: list[Question | Section] = [*instrument.sections, *instrument.questions]
    for owner in owners:
        start = _start(owner, instrument)
        for code in sorted(
            set().union(*(questions_in(each) for _, each in _written_expressions(owner)))
        ):
            if code in calculations and instrument.places[code] > start:
                moved = _moved(calculations[code], owner, start, instrument)
                if moved:
                    yield moved
    for calculation in calculations.values():
        if moved := _moved_after(calculation, instrument):
            yield moved


def _moved(
    calculation: Question, owner: Question | Section, start: int, instrument: Instrument
) -> Instrument | None:
    """None where it looks at something later, or a section around it has a condition."""
    own = instrument.sections_around(calculation)[::-1]
    around = instrument.sections_around(instrument.questions[start])[::-1]
    if isinstance(owner, Section):
        around = around[: around.index(owner)]
    common = [one for one, other in zip(own, around, strict=False) if one == other]
    left = around[len(common) :]
    place = _start(left[0], instrument) if left else start
    looked_at = set().union(*(questions_in(each) for _, each in _written_expressions(calculation)))
    is_asked = all(instrument.places.get(code, place) < place for code in looked_at)
    if not is_asked or any(section.shown_if for section in own[len(common) :]):
        return None
    questions = [each for each in instrument.questions if each is not calculation]
    questions.insert(place, replace(calculation, section=common[-1].code if common else ""))
    return replace(instrument, questions=tuple(questions))


def _moved_after(calculation: Question, instrument: Instrument) -> Instrument | None:
    places, start = instrument.places, instrument.places[calculation.code]
    looked_at = set().union(*(questions_in(each) for _, each in _written_expressions(calculation)))
    last = max((places[code] for code in looked_at if code in places), default=start)
    if last <= start:
        return None
    own = instrument.sections_around(calculation)[::-1]
    around = instrument.sections_around(instrument.questions[last])[::-1]
    common = [one for one, other in zip(own, around, strict=False) if one == other]
    end = _end_of(around[len(common)], instrument) if len(around) > len(common) else last
    is_awaited = any(
        calculation.code in _questions_mentioned(each) for each in _shown_before(end, instrument)
    )
    if is_awaited or any(section.shown_if for section in own[len(common) :]):
        return None
    questions = [each for each in instrument.questions if each is not calculation]
    questions.insert(end, replace(calculation, section=common[-1].code if common else ""))
    return replace(instrument, questions=tuple(questions))


def _end_of(section: Section, instrument: Instrument) -> int:
    return max(
        place
        for place, question in enumerate(instrument.questions)
        if section in instrument.sections_around(question)
    )


def _shown_before(end: int, instrument: Instrument) -> Iterator[Question | Section]:
    calculated = QuestionKind.CALCULATED
    yield from (each for each in instrument.questions[: end + 1] if each.kind is not calculated)
    yield from (each for each in instrument.sections if _start(each, instrument) <= end)


def _questions_mentioned(owner: Question | Section) -> set[str]:
    texts = (text for wordings in all_texts([owner]) for text in wordings.values())
    expressions = (questions_in(each) for _, each in _written_expressions(owner))
    return set().union(*expressions, *map(placeholders_in, texts))
