"""The silent: of a hundred women who reported a crime, how many could be asked, how many were, and
how many answered. Of the nation alone, frozen with a release. Pure."""

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
"""Of crimes against women and girls, the gravest first, and all of them together."""
A_HUNDRED = 100
NationCounts = Mapping[tuple[str, str], StepCounts]
"""Dimension and level."""


class SilentLine(NamedTuple):
    """Of a hundred stages of cases in scope, as printed; or the mark in the place of a number.
    `group` is a kind of crime, of women who reported one; or "all", of all victims."""

    group: str
    in_scope: str
    could_be_asked: str
    asked: str
    answered: str


def silent_lines(
    nation: NationCounts, scope_of: ScopeOf, *, earlier: Sequence[SilentLine] = ()
) -> list[SilentLine]:
    """`earlier` are those of the version that this one replaces. A number of it stands where fewer
    people than the public floor moved, so that two versions never tell of few. The line of all
    crimes against women and girls is left out where one of its parts is hidden or absent, since the
    others would tell it."""
    before = {line.group: line for line in earlier}
    found = {line.group: line for line in _lines(nation, scope_of)}
    if any(kind not in found or _is_hidden(found[kind]) for kind in KINDS[:-1]):
        found.pop(KINDS[-1], None)
    return [_kept(line, before.get(line.group)) for line in found.values()]


def _lines(nation: NationCounts, scope_of: ScopeOf) -> Iterator[SilentLine]:
    for kind in KINDS:
        women = _summed(nation, Dimension.KIND_SEX, pair_level(kind, WOMEN))
        of_all = _summed(nation, Dimension.KIND, kind)
        if women:
            yield _line(kind, women, scope_of, _less(of_all, women))
    if everybody := nation.get((Dimension.ALL.value, EVERYBODY)):
        yield _line(EVERYBODY, everybody, scope_of, {})


def _summed(nation: NationCounts, dimension: Dimension, level: str) -> dict[str, int]:
    parts = parts_of(dimension, level)
    return response_rates.summed(
        nation[dimension.value, one] for one in parts if (dimension.value, one) in nation
    )


def _less(of_all: StepCounts, some: StepCounts) -> dict[str, int]:
    return {step: of_all.get(step, 0) - some.get(step, 0) for step in (INVITED, USABLE)}


def _line(group: str, counts: StepCounts, scope_of: ScopeOf, others: StepCounts) -> SilentLine:
    """`others` are the victims of the same kind who stand in no line: what is shown of the kind as
    a whole tells how many of them were asked and answered. As in everything that is public, thirty
    are left over, or nobody."""
    scope, hidden = scope_of(counts), Mark.CONFIDENTIAL.value
    if scope.in_scope < LEAST_PUBLIC:
        return SilentLine(group, hidden, hidden, hidden, hidden)
    is_few = [
        any(0 < people.get(step, 0) < LEAST_PUBLIC for people in (counts, others))
        for step in (INVITED, USABLE)
    ]
    asked, answered = (
        _of_hundred(counts.get(step, 0), scope.in_scope) for step in (INVITED, USABLE)
    )
    return SilentLine(
        group,
        to_five(scope.in_scope),
        _of_hundred(scope.contactable, scope.in_scope),
        hidden if is_few[0] else asked,
        hidden if any(is_few) else answered,
    )


def _of_hundred(some: int, whole: int) -> str:
    """Halves upwards; [low] where it rounds to nought and is not nought."""
    found = int(A_HUNDRED * some / whole + 0.5)
    return Mark.LOW.value if not found and some else str(found)


def _is_hidden(line: SilentLine) -> bool:
    return Mark.CONFIDENTIAL.value in line


def _kept(line: SilentLine, before: SilentLine | None) -> SilentLine:
    """With the numbers of the version before where too few people moved. One that was shown or
    hidden then and is not so now stays as it is now: that is what a correction is for."""
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
