"""What is told of an outside nation's differences, place by place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.test import Client

from analytics import words
from analytics.items import item_codes
from analytics.tables import STAGES, Dimension, reference_of
from tests.sealed import pages
from tests.sealed.chances import NOT_COMPARED, Claim, Place, Told
from tests.sealed.nations import Nation
from tests.sealed.pages import Verdict
from tests.sealed.truth import Truth
from tests.sealed.vocabulary import BEFORE, LEVELS, STAGE_OF

FORCES, STEPS = "forces", "stages"


@dataclass(frozen=True, kw_only=True)
class Reading:
    told: Told
    bases: Mapping[Place, tuple[int, int]]
    apart: tuple[Place, ...]
    """Where the page says something else than the call."""


def read_all(client: Client, nation: Nation, came: Mapping[str, int]) -> dict[str, Reading]:
    found = {
        FORCES: _forces(client, nation, came),
        STEPS: _steps(client, nation),
    }
    return found | {by: _groups(client, nation, by) for by in LEVELS}


def reference(by: str) -> str:
    level = reference_of(Dimension(by))
    return next(group for group, its in LEVELS[by].items() if its == level)


def truths(what: str, places: Iterable[Place], truth: Truth) -> dict[Place, float]:
    return {place: _truth(what, place, truth) for place in places}


def planted(what: str, places: Iterable[Place], truth: Truth) -> set[Place]:
    if what == FORCES:
        return {place for place in places if truth.is_planted(force=place[0], item=place[1])}
    if what == STEPS:
        stages = truth.planted_stages()
        return {place for place in places if stages & {place[::2], place[1:]}}
    groups = truth.planted_groups()
    return {place for place in places if groups & {place, (reference(what), place[1])}}


def _truth(what: str, place: Place, truth: Truth) -> float:
    if what == FORCES:
        return truth.beside_others(*place)
    if what == STEPS:
        return truth.between_stages(place[2], *place[:2])
    return truth.between_groups(place[1], place[0], reference(what))


def _forces(client: Client, nation: Nation, came: Mapping[str, int]) -> Reading:
    told: dict[Place, Claim] = {}
    shown: dict[Place, Verdict] = {}
    for force in nation.forces:
        asked = {"force": force, "period": nation.quarter}
        called = pages.called_beside_others(client, **asked)
        on_page = pages.beside_others(client, **asked)
        for item, one in zip(item_codes(), on_page, strict=True):
            told[force, item], shown[force, item] = called[item], one.verdict
    every = sum(came.values())
    bases = {place: (of := came[place[0]], every - of) for place in told}
    return _reading(told, shown, bases)


def _steps(client: Client, nation: Nation) -> Reading:
    names = {words.level_name(Dimension.STAGE, stage): stage for stage in STAGES}
    shown = {
        (names[name], names[before], item): verdict
        for item in item_codes()
        for (name, before), verdict in pages.steps(client, item=item, period=nation.quarter).items()
        if before in names
    }
    told = pages.called_steps(client, period=nation.quarter)
    stages = {STAGE_OF[path] for victim in nation.victims if (path := victim.path) in STAGE_OF}
    for stage, item in ((stage, item) for stage in sorted(stages) for item in item_codes()):
        if not any(place[::2] == (stage, item) for place in told):
            told[stage, BEFORE[stage], item] = NOT_COMPARED
    answers = pages.national(client, by="stage", period=nation.quarter)
    bases = {
        (stage, before, item): (_base(answers, stage, item), _base(answers, before, item))
        for stage, before, item in told
    }
    return _reading(told, shown, bases)


def _groups(client: Client, nation: Nation, by: str) -> Reading:
    levels, period = LEVELS[by], nation.quarter
    names = {words.level_name(Dimension(by), level): group for group, level in levels.items()}
    shown = {
        (names[name], item): verdict
        for item in item_codes()
        for name, verdict in pages.groups(client, by=by, item=item, period=period).items()
        if name in names
    }
    called = pages.called_groups(client, period=period)
    told = {
        (group, item): called.get((by, level, item), NOT_COMPARED)
        for group, level in levels.items()
        if group != reference(by)
        for item in item_codes()
    }
    answers, other = pages.national(client, by=by, period=period), levels[reference(by)]
    bases = {
        (group, item): (_base(answers, levels[group], item), _base(answers, other, item))
        for group, item in told
    }
    return _reading(told, shown, bases)


def _reading(
    told: Told, shown: Mapping[Place, Verdict], bases: Mapping[Place, tuple[int, int]]
) -> Reading:
    return Reading(
        told=told,
        bases=bases,
        apart=tuple(
            place
            for place, claim in told.items()
            if shown.get(place, _verdict(NOT_COMPARED)) != _verdict(claim)
        ),
    )


def _verdict(claim: Claim) -> Verdict:
    has_seen = claim is not NOT_COMPARED and not claim.is_clear
    return Verdict(claim.word, str(round(100 * claim.seen)) if has_seen else "")


def _base(bases: Mapping[str, Mapping[str, Mapping[str, float]]], level: str, item: str) -> int:
    return int(bases.get(level, {}).get(item, {}).get("base", 0))
