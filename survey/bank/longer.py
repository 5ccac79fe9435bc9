"""The short form, further questions of the national questionnaire and the equality block, for
respondents who choose to continue (decision 45). The further questions depend on chance twice: the
draw of the short form, and the turn of the case."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from survey.bank.pathway_instrument import Eligible, eligible_for, sections_of
from survey.bank.pathways import TURNS, Pathway
from survey.bank.rotation import ROTATING_PLACES, of_modules, short_form
from survey.definition.expressions import AnyOf
from survey.definition.types import Block, Instrument, Question

NEVER = AnyOf(())
NOBODY: frozenset[str] = frozenset()


def longer_form(
    short: Instrument,
    national: Instrument,
    *,
    pathway: Pathway,
    drawn: Collection[str],
    is_stopped: bool = False,
    answered: Collection[str] = NOBODY,
) -> Instrument:
    known = frozenset(drawn) & frozenset(short.rotating)
    whole = _whole(short, national, pathway, known)
    if not is_stopped:
        return whole
    ended = frozenset(further_codes(short, national, pathway=pathway, drawn=known))
    return _ended(whole, ended - frozenset(answered))


def further_codes(
    short: Instrument, national: Instrument, *, pathway: Pathway, drawn: Collection[str]
) -> tuple[str, ...]:
    known = frozenset(drawn) & frozenset(short.rotating)
    return tuple(question.code for question in _further(short, national, pathway, known))


def chances(
    short: Instrument, national: Instrument, *, pathway: Pathway, drawn: Collection[str]
) -> dict[str, float]:
    whole = _chances(short, national, replace(pathway, turn=0))
    asked = further_codes(short, national, pathway=pathway, drawn=drawn)
    return {code: whole[code] for code in asked if whole.get(code, 1) < 1}


@lru_cache(maxsize=512)
def _whole(
    short: Instrument, national: Instrument, pathway: Pathway, drawn: frozenset[str]
) -> Instrument:
    first = short_form(short, drawn)
    further = _further(short, national, pathway, drawn)
    return replace(
        first,
        questions=(*_before_equality(first), *further, *first.in_block(Block.EQUALITY)),
        sections=(*first.sections, *sections_of(national, further)),
    )


@lru_cache(maxsize=128)
def _ended(whole: Instrument, unanswered: frozenset[str]) -> Instrument:
    return replace(
        whole,
        questions=tuple(
            replace(question, shown_if=NEVER) if question.code in unanswered else question
            for question in whole.questions
        ),
    )


def _further(
    short: Instrument, national: Instrument, pathway: Pathway, drawn: frozenset[str]
) -> tuple[Question, ...]:
    eligible = _eligible(short, national, replace(pathway, turn=0), drawn)
    chosen = eligible.chosen(pathway.turn)
    return tuple(question for question in national.questions if question.code in chosen)


@lru_cache(maxsize=4096)
def _eligible(
    short: Instrument, national: Instrument, pathway: Pathway, drawn: frozenset[str]
) -> Eligible:
    asked = frozenset(question.code for question in _before_equality(short_form(short, drawn)))
    by_draw_alone = frozenset(
        question.code
        for question in national.questions
        if question.code in short.rotating and question.rank > 1
    )
    return eligible_for(national, pathway, asked_before=asked, not_again=by_draw_alone - drawn)


def _before_equality(instrument: Instrument) -> tuple[Question, ...]:
    return tuple(q for q in instrument.questions if q.block is not Block.EQUALITY)


@lru_cache(maxsize=1024)
def _chances(short: Instrument, national: Instrument, pathway: Pathway) -> Mapping[str, float]:
    among = of_modules(short, pathway.stage, pathway.outcome)
    places = min(ROTATING_PLACES, len(among))
    draws = tuple(frozenset(pair) for pair in combinations(among, places))
    eligible = [_eligible(short, national, pathway, drawn) for drawn in draws]
    asked = Counter(
        code for each in eligible for turn in range(TURNS) for code in each.chosen(turn)
    )
    drawn_in = Counter(code for drawn in draws for code in drawn)
    return {code: n / (TURNS * (len(draws) - drawn_in[code])) for code, n in asked.items()}
