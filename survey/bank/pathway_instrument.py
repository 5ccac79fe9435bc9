from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from survey.bank.pathways import MODULES_OF_CRIME, TURNS, Pathway
from survey.definition.expression_checks import placeholders_in
from survey.definition.expressions import questions_in
from survey.definition.types import Block, Instrument, Question, Section

FIRST_RANK_IN_TURN = 3
LOCAL_RANK = 1.5
"""The rank of a force's local questions: after rank 1, which everyone is asked, and before rank
2."""
BLOCKS = {block: place for place, block in enumerate(Block)}
Unit = list[Question]
"""A question with the questions that depend on its answer."""


def restrict_to_pathway(instrument: Instrument, pathway: Pathway) -> Instrument:
    """In the instrument's order, at most `pathway.most` of them."""
    chosen = eligible_for(instrument, pathway).chosen(pathway.turn)
    kept = tuple(
        question
        for question in _select_questions(instrument, pathway, questions_referred_to(instrument))
        if question.code in chosen or question.block is Block.EQUALITY
    )
    return replace(instrument, questions=kept, sections=sections_of(instrument, kept))


@dataclass(frozen=True)
class Eligible:
    """Questions before the equality block; as many as fit are asked."""

    pathway: Pathway
    units: tuple[Unit, ...]
    asked_before: frozenset[str] = frozenset()
    """Questions that were asked already. They take room, and are not asked again."""

    def chosen(self, turn: int) -> frozenset[str]:
        chosen, room = self._before_turns
        waiting = self._waiting
        first = turn * len(waiting) // TURNS
        return _fitting((*waiting[first:], *waiting[:first]), chosen, room)[0]

    @cached_property
    def _before_turns(self) -> tuple[frozenset[str], int]:
        ranked = (unit for unit in self.units if unit[0].rank < FIRST_RANK_IN_TURN)
        room = self.pathway.most - len(self.asked_before)
        return _fitting(map(self._new_in, ranked), frozenset(), room)

    @cached_property
    def _waiting(self) -> tuple[frozenset[str], ...]:
        ranked = (unit for unit in self.units if unit[0].rank >= FIRST_RANK_IN_TURN)
        return tuple(map(self._new_in, ranked))

    def _new_in(self, unit: Unit) -> frozenset[str]:
        return frozenset(question.code for question in unit) - self.asked_before


def _fitting(
    units: Iterable[frozenset[str]], chosen: frozenset[str], room: int
) -> tuple[frozenset[str], int]:
    found = set(chosen)
    for new in units:
        if room == 0:
            break
        if len(new) <= room:
            room -= len(new)
            found |= new
    return frozenset(found), room


def eligible_for(
    instrument: Instrument,
    pathway: Pathway,
    *,
    asked_before: frozenset[str] = frozenset(),
    not_again: frozenset[str] = frozenset(),
) -> Eligible:
    prerequisites = questions_referred_to(instrument)
    asked = [
        question
        for question in _select_questions(
            instrument, pathway, prerequisites, asked_before, not_again
        )
        if question.block is not Block.EQUALITY
    ]
    units = _units(asked, prerequisites)
    places: dict[str, int] = {}
    for place, crime in enumerate(pathway.crimes):
        for module in MODULES_OF_CRIME.get(crime, (crime,)):
            places.setdefault(module, place)
    ranked = sorted(units, key=lambda unit: _order(unit[0], places))
    return Eligible(pathway, tuple(ranked), asked_before)


def add_local_items(instrument: Instrument, local: Instrument) -> Instrument:
    """Inserted before the equality block."""
    before = [question for question in instrument.questions if question.block is not Block.EQUALITY]
    added = tuple(local.in_block(Block.LOCAL))
    return replace(
        instrument,
        questions=(*before, *added, *instrument.in_block(Block.EQUALITY)),
        sections=(*instrument.sections, *sections_of(local, added)),
    )


@lru_cache(maxsize=64)
def questions_referred_to(instrument: Instrument) -> Mapping[str, frozenset[str]]:
    """By code, the questions in its conditions and texts."""
    known = {question.code for question in instrument.questions}
    return {
        question.code: frozenset(_codes_referred_to(instrument, question) & known - {question.code})
        for question in instrument.questions
    }


def _codes_referred_to(instrument: Instrument, question: Question) -> set[str]:
    around = (section.shown_if for section in instrument.sections_around(question))
    own = (question.shown_if, question.constraint, question.calculation, question.choice_filter)
    expressions = [each for each in (*around, *own) if each]
    piped = {name for text in question.text.values() for name in placeholders_in(text)}
    return piped.union(*(questions_in(expression) for expression in expressions))


def _select_questions(
    instrument: Instrument,
    pathway: Pathway,
    prerequisites: Mapping[str, frozenset[str]],
    asked_before: frozenset[str] = frozenset(),
    not_again: frozenset[str] = frozenset(),
) -> list[Question]:
    codes, asked = set(asked_before), []
    left_out = pathway.left_out | not_again | frozenset(instrument.rotating)
    modules = pathway.modules
    for question in instrument.questions:
        is_meant = question.module in modules and question.code not in left_out
        if is_meant and prerequisites[question.code] <= codes:
            codes.add(question.code)
            asked.append(question)
    return asked


def _units(asked: Iterable[Question], prerequisites: Mapping[str, frozenset[str]]) -> list[Unit]:
    """Ordered by the first question of each."""
    units: list[Unit] = []
    for question in asked:
        before = prerequisites[question.code]
        if before:
            joined: list[Unit] = []
            apart: list[Unit] = []
            for unit in units:
                is_joined = any(other.code in before for other in unit)
                (joined if is_joined else apart).append(unit)
            units = [*apart, [*(other for unit in joined for other in unit), question]]
        else:
            units.append([question])
    places = {question.code: place for place, question in enumerate(asked)}
    return sorted(units, key=lambda unit: places[unit[0].code])


def _order(question: Question, places: Mapping[str, int]) -> tuple[float, int, int]:
    if question.block is Block.CORE:
        return (question.rank, -1 if question.rank == 1 else len(Block), 0)
    rank = max(question.rank, LOCAL_RANK) if question.block is Block.LOCAL else question.rank
    return (rank, BLOCKS[question.block], places.get(question.module, 0))


def sections_of(instrument: Instrument, kept: Iterable[Question]) -> tuple[Section, ...]:
    used = {s.code for question in kept for s in instrument.sections_around(question)}
    return tuple(section for section in instrument.sections if section.code in used)
