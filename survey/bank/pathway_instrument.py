"""Instruments cut down and put together: the questions of one pathway, a force's own items. Pure.

Rank decides what is asked where there is not room for all. Rank 1 is always asked and always fits
(a test tries every pathway); rank 2 comes next; from rank 3 on questions take turns, so that each
is asked of some people and none is written for nobody. Which is a matter of the case's number
alone, so the answers to such a question stand for all who were on the pathway."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from survey.bank.pathways import PARTS, TURNS, Pathway
from survey.definition.expressions import questions_in
from survey.definition.piping import placeholders_in
from survey.definition.types import Block, Instrument, Question, Section

TAKES_TURNS = 3
LOCAL_RANK = 1.5
"""A force's own items come after what is asked of everyone and before what is asked if there is
room."""
Unit = list[Question]
"""Questions that can only be asked together: a first one with all that look back at it."""


def questions_on(instrument: Instrument, pathway: Pathway) -> Instrument:
    """The instrument with the questions of the pathway only, in its own order, at most as many as
    may be asked; those that an answer may hide are counted too. The equality block is outside the
    count. Takes about a millisecond: keep it by instrument and pathway."""
    looked_at = _looked_at(instrument)
    asked = _asked(instrument, pathway, looked_at)
    units = _units([q for q in asked if q.block is not Block.EQUALITY], looked_at)
    chosen = {question.code for question in asked if question.block is Block.EQUALITY}
    room = pathway.most
    for unit in _by_rank(units, pathway):
        if len(unit) <= room:
            room -= len(unit)
            chosen |= {question.code for question in unit}
    kept = tuple(question for question in asked if question.code in chosen)
    return replace(instrument, questions=kept, sections=_sections_of(instrument, kept))


def with_local(instrument: Instrument, local: Instrument) -> Instrument:
    """The national instrument with a force's own items after everything but the equality block. Of
    `local` only its local items count; how many a force may add, the publish gate says."""
    before = [question for question in instrument.questions if question.block is not Block.EQUALITY]
    added = tuple(local.in_block(Block.LOCAL))
    return replace(
        instrument,
        questions=(*before, *added, *instrument.in_block(Block.EQUALITY)),
        sections=(*instrument.sections, *_sections_of(local, added)),
    )


@lru_cache(maxsize=64)
def _looked_at(instrument: Instrument) -> Mapping[str, frozenset[str]]:
    """For each question the others without which it makes no sense."""
    known = {question.code for question in instrument.questions}
    return {
        question.code: frozenset(_named_by(instrument, question) & known - {question.code})
        for question in instrument.questions
    }


def _named_by(instrument: Instrument, question: Question) -> set[str]:
    around = (section.shown_if for section in instrument.sections_around(question))
    own = (question.shown_if, question.constraint, question.calculation, question.choice_filter)
    expressions = [each for each in (*around, *own) if each]
    piped = {name for text in question.text.values() for name in placeholders_in(text)}
    return piped.union(*(questions_in(expression) for expression in expressions))


def _asked(
    instrument: Instrument, pathway: Pathway, looked_at: Mapping[str, frozenset[str]]
) -> list[Question]:
    """The questions of the pathway's modules, without those that follow from one left out."""
    codes: set[str] = set()
    asked = []
    for question in instrument.questions:
        is_meant = question.module in pathway.modules and question.code not in pathway.left_out
        if is_meant and looked_at[question.code] <= codes:
            codes.add(question.code)
            asked.append(question)
    return asked


def _units(asked: Iterable[Question], looked_at: Mapping[str, frozenset[str]]) -> list[Unit]:
    """In the order of their first questions."""
    units: list[Unit] = []
    for question in asked:
        before = looked_at[question.code]
        joined = [unit for unit in units if any(other.code in before for other in unit)]
        units = [unit for unit in units if unit not in joined]
        units.append([*(other for unit in joined for other in unit), question])
    places = {question.code: place for place, question in enumerate(asked)}
    return sorted(units, key=lambda unit: places[unit[0].code])


def _by_rank(units: Iterable[Unit], pathway: Pathway) -> Iterator[Unit]:
    """Who may stay, first those who must."""
    ranked = sorted(units, key=lambda unit: _order(unit[0], pathway))
    yield from (unit for unit in ranked if unit[0].rank < TAKES_TURNS)
    waiting = [unit for unit in ranked if unit[0].rank >= TAKES_TURNS]
    first = pathway.turn * len(waiting) // TURNS
    yield from (*waiting[first:], *waiting[:first])


def _order(question: Question, pathway: Pathway) -> tuple[float, int, int]:
    """The core goes first at rank 1, which is what every person is asked, and last where it is the
    extended core: a module is on the pathway for a reason."""
    if question.block is Block.CORE:
        return (question.rank, -1 if question.rank == 1 else len(Block), 0)
    rank = max(question.rank, LOCAL_RANK) if question.block is Block.LOCAL else question.rank
    crimes = [PARTS.get(crime, (crime,)) for crime in pathway.crimes]
    place = next((place for place, parts in enumerate(crimes) if question.module in parts), 0)
    return (rank, list(Block).index(question.block), place)


def _sections_of(instrument: Instrument, kept: Iterable[Question]) -> tuple[Section, ...]:
    used = {s.code for question in kept for s in instrument.sections_around(question)}
    return tuple(section for section in instrument.sections if section.code in used)
