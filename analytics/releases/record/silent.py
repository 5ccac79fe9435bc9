from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from analytics.releases.tables import LEAST_PUBLIC, to_five
from analytics.stats.suppression import Mark
from analytics.tables import (
    AGAINST_WOMEN_AND_GIRLS,
    EVERYBODY,
    Dimension,
    pair_level,
    parts_of,
)
from analytics.weighting import response_rates
from analytics.weighting.response_rates import INVITED, USABLE, ScopeOf, StepCounts

WOMEN = "female"
KINDS = ("sexual", "domestic", "stalking", AGAINST_WOMEN_AND_GIRLS)
"""Crimes against women and girls, most serious first, then all of them."""
A_HUNDRED = 100
NationCounts = Mapping[tuple[str, str], StepCounts]
"""Dimension and level."""


class SilentLine(NamedTuple):
    group: str
    in_scope: str
    could_be_asked: str
    asked: str
    answered: str


def silent_lines(
    nation: NationCounts, scope_of: ScopeOf, *, earlier: Sequence[SilentLine] = ()
) -> list[SilentLine]:
    before = {line.group: line for line in earlier}
    found = {line.group: line for line in _lines(nation, scope_of)}
    if any(kind not in found or (Mark.CONFIDENTIAL.value in found[kind]) for kind in KINDS[:-1]):
        found.pop(KINDS[-1], None)
    return [_keep_similar(line, before.get(line.group)) for line in found.values()]


def _lines(nation: NationCounts, scope_of: ScopeOf) -> Iterator[SilentLine]:
    for kind in KINDS:
        women = _summed(nation, Dimension.KIND_SEX, pair_level(kind, WOMEN))
        of_all = _summed(nation, Dimension.KIND, kind)
        if women:
            yield _line(
                kind,
                women,
                scope_of,
                {step: of_all.get(step, 0) - women.get(step, 0) for step in (INVITED, USABLE)},
            )
    if everybody := nation.get((Dimension.ALL.value, EVERYBODY)):
        yield _line(EVERYBODY, everybody, scope_of, {})


def _summed(nation: NationCounts, dimension: Dimension, level: str) -> dict[str, int]:
    parts = parts_of(dimension, level)
    return response_rates.summed(
        nation[dimension.value, one] for one in parts if (dimension.value, one) in nation
    )


def _line(group: str, counts: StepCounts, scope_of: ScopeOf, others: StepCounts) -> SilentLine:
    scope, hidden = scope_of(counts), Mark.CONFIDENTIAL.value
    if scope.in_scope < LEAST_PUBLIC:
        return SilentLine(group, hidden, hidden, hidden, hidden)
    is_few = [
        any(0 < people.get(step, 0) < LEAST_PUBLIC for people in (counts, others))
        for step in (INVITED, USABLE)
    ]
    asked, answered = (
        _per_hundred(counts.get(step, 0), scope.in_scope) for step in (INVITED, USABLE)
    )
    return SilentLine(
        group,
        to_five(scope.in_scope),
        _per_hundred(scope.contactable, scope.in_scope),
        hidden if is_few[0] else asked,
        hidden if any(is_few) else answered,
    )


def _per_hundred(some: int, whole: int) -> str:
    found = int(A_HUNDRED * some / whole + 0.5)
    return Mark.LOW.value if not found and some else str(found)


def _keep_similar(line: SilentLine, before: SilentLine | None) -> SilentLine:
    if before is None or not line.in_scope.isdigit():
        return line
    people = int(line.in_scope)
    kept: dict[str, Any] = {}
    for name in SilentLine._fields[1:]:
        then, now = getattr(before, name), getattr(line, name)
        if then.isdigit() and now.isdigit():
            share = 1 if name == "in_scope" else people / A_HUNDRED
            moved = abs(int(now) - int(then)) * share
            kept[name] = then if moved < LEAST_PUBLIC else now
    return line._replace(**kept)
