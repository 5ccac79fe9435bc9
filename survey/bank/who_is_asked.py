from collections.abc import Iterable, Iterator

from survey.bank import rotation
from survey.bank.pathways import NATIONAL, SHORT_CORE
from survey.definition.expressions import Expression, Picked, leaves
from survey.definition.types import Block, Instrument, Question

RANKS = {1: "always", 2: "where there is room", 3: "in turn"}


def lines(question: Question, instruments: Iterable[Instrument]) -> Iterator[str]:
    """`instruments` by version; the last of each code counts."""
    newest = {each.code: each for each in instruments}
    asked_in = {code: each for code, each in newest.items() if question.code in each.places}
    if not asked_in:
        yield "Asked: in no instrument"
        return
    if question.module:
        yield f"Module: {question.module}"
    if question.shown_if:
        yield f"After: {_condition(question.shown_if)}"
    if SHORT_CORE in asked_in:
        yield f"By a text link: {_by_link(question, asked_in[SHORT_CORE])}"
    if NATIONAL in asked_in:
        if question.block not in {Block.CORE, Block.EQUALITY} or question.rank > 1:
            yield f"Of who says more: {_further(question, newest[SHORT_CORE])}"
        yield f"By telephone and on paper: {RANKS[question.rank]}"
    for code in sorted(asked_in.keys() - {SHORT_CORE, NATIONAL}):
        yield f"In {code}: {RANKS[question.rank]}"


def _by_link(question: Question, short: Instrument) -> str:
    if question.code in short.rotating:
        return f"drawn after the ten: {_chances(question, short)}"
    if question.block is Block.EQUALITY:
        return "of everyone, among the equality questions"
    return "of everyone, one of the ten"


def _further(question: Question, short: Instrument) -> str:
    if question.code not in short.rotating:
        return RANKS[question.rank]
    if question.rank == 1:
        return "always, where it was not drawn"
    return "not again; the draw alone asks it"


def _chances(question: Question, short: Instrument) -> str:
    alike: dict[float, list[str]] = {}
    for pathway in rotation.short_pathways():
        among = rotation.of_modules(short, pathway.stage, pathway.outcome)
        if question.code in among:
            chance = min(rotation.ROTATING_PLACES / len(among), 1)
            alike.setdefault(chance, []).append(
                " with ".join([pathway.stage, *pathway.outcome[1:]])
            )
    return "; ".join(
        f"{chance:.0%} at {', '.join(alike[chance])}" for chance in sorted(alike, reverse=True)
    )


def _condition(condition: Expression) -> str:
    picked = [leaf for leaf in leaves(condition) if isinstance(leaf, Picked)]
    return "; ".join(
        f"{leaf.question} answered {' or '.join(sorted(leaf.choices))}" for leaf in picked
    )
