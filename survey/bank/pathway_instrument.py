"""Cuts an instrument down to the questions of one pathway, and adds a force's local items. Pure.

Where not all questions fit, their rank decides. Rank 1 is always asked and always fits (a test
tries every pathway). Rank 2 comes next. Questions of rank 3 and above are asked in turn: each goes
to some respondents, chosen by the case's number alone, so that their answers stand for everybody
on the pathway."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from survey.bank.pathways import MODULES_OF_CRIME, TURNS, Pathway
from survey.definition.expressions import questions_in
from survey.definition.piping import placeholders_in
from survey.definition.types import Block, Instrument, Question, Section

FIRST_RANK_IN_TURN = 3
LOCAL_RANK = 1.5
"""The rank of a force's local items: after rank 1, which everybody is asked, and before rank 2."""
BLOCKS = {block: place for place, block in enumerate(Block)}
Unit = list[Question]
"""Questions that can only be asked together: a question and those that depend on its answer."""


def restrict_to_pathway(instrument: Instrument, pathway: Pathway) -> Instrument:
    """The instrument with only the questions of the pathway, in the instrument's order, and at most
    `pathway.most` of them. Questions that a condition may hide count too; the equality block does
    not. Rotating questions are on no pathway: survey.bank.rotation draws from them. Takes about a
    millisecond, so callers cache it by instrument and pathway."""
    chosen = eligible_for(instrument, pathway).chosen(pathway.turn)
    kept = tuple(
        question
        for question in _asked(instrument, pathway, questions_referred_to(instrument))
        if question.code in chosen or question.block is Block.EQUALITY
    )
    return replace(instrument, questions=kept, sections=sections_of(instrument, kept))


@dataclass(frozen=True)
class Eligible:
    """The questions of a pathway before the equality block, of which those are asked that fit.
    `units` are ranked."""

    pathway: Pathway
    units: tuple[Unit, ...]
    asked_before: frozenset[str] = frozenset()
    """Questions that were asked already. They take room, and are not asked again."""

    def chosen(self, turn: int) -> frozenset[str]:
        """The codes of those that fit, for a case with this turn."""
        chosen, room = self._before_turns
        waiting = self._waiting
        first = turn * len(waiting) // TURNS
        return _fitting((*waiting[first:], *waiting[:first]), chosen, room)[0]

    @cached_property
    def _before_turns(self) -> tuple[frozenset[str], int]:
        """What fits of the ranks that take no turns, and the room left for those that do."""
        ranked = (unit for unit in self.units if unit[0].rank < FIRST_RANK_IN_TURN)
        room = self.pathway.most - len(self.asked_before)
        return _fitting(map(self._new_in, ranked), frozenset(), room)

    @cached_property
    def _waiting(self) -> tuple[frozenset[str], ...]:
        """The new codes of each unit that takes turns."""
        ranked = (unit for unit in self.units if unit[0].rank >= FIRST_RANK_IN_TURN)
        return tuple(map(self._new_in, ranked))

    def _new_in(self, unit: Unit) -> frozenset[str]:
        return frozenset(question.code for question in unit) - self.asked_before


def _fitting(
    units: Iterable[frozenset[str]], chosen: frozenset[str], room: int
) -> tuple[frozenset[str], int]:
    """`chosen` with the units that fit into the room, one after the other, and the room left."""
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
    """What the pathway may ask. `asked_before` was asked in an earlier part of the same form, so
    conditions may look at it; `not_again` is not asked here."""
    prerequisites = questions_referred_to(instrument)
    asked = [
        question
        for question in _asked(instrument, pathway, prerequisites, asked_before, not_again)
        if question.block is not Block.EQUALITY
    ]
    units = _units(asked, prerequisites)
    places = _places_of_modules(pathway)
    ranked = sorted(units, key=lambda unit: _order(unit[0], places))
    return Eligible(pathway, tuple(ranked), asked_before)


def add_local_items(instrument: Instrument, local: Instrument) -> Instrument:
    """The instrument with the local items of `local` inserted before the equality block. All other
    questions of `local` are ignored. How many items a force may add is checked at publishing."""
    before = [question for question in instrument.questions if question.block is not Block.EQUALITY]
    added = tuple(local.in_block(Block.LOCAL))
    return replace(
        instrument,
        questions=(*before, *added, *instrument.in_block(Block.EQUALITY)),
        sections=(*instrument.sections, *sections_of(local, added)),
    )


@lru_cache(maxsize=64)
def questions_referred_to(instrument: Instrument) -> Mapping[str, frozenset[str]]:
    """By question code, the codes of the questions that its conditions and texts refer to."""
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


def _asked(
    instrument: Instrument,
    pathway: Pathway,
    prerequisites: Mapping[str, frozenset[str]],
    asked_before: frozenset[str] = frozenset(),
    not_again: frozenset[str] = frozenset(),
) -> list[Question]:
    """The questions of the pathway's modules, without those that depend on a question left out."""
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
    """The questions grouped into units, ordered by the first question of each."""
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


def _places_of_modules(pathway: Pathway) -> Mapping[str, int]:
    """By module, the place of its first crime on the pathway."""
    places: dict[str, int] = {}
    for place, crime in enumerate(pathway.crimes):
        for module in MODULES_OF_CRIME.get(crime, (crime,)):
            places.setdefault(module, place)
    return places


def _order(question: Question, places: Mapping[str, int]) -> tuple[float, int, int]:
    """Sort key: rank, then block, then place of the crime on the pathway. The core comes first at
    rank 1, which everybody is asked, and last at other ranks (the extended core), because a module
    is on the pathway for a reason."""
    if question.block is Block.CORE:
        return (question.rank, -1 if question.rank == 1 else len(Block), 0)
    rank = max(question.rank, LOCAL_RANK) if question.block is Block.LOCAL else question.rank
    return (rank, BLOCKS[question.block], places.get(question.module, 0))


def sections_of(instrument: Instrument, kept: Iterable[Question]) -> tuple[Section, ...]:
    used = {s.code for question in kept for s in instrument.sections_around(question)}
    return tuple(section for section in instrument.sections if section.code in used)
