from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers import answering, opinions
from config.demo.answers.event_columns import STAGES, Events
from config.demo.answers.opinions import ITEMS, Character, Opinions, expit
from config.demo.assumptions import Willingness
from config.demo.facts import ETHNIC_GROUPS, KINDS
from config.demo.planted import Planted
from config.demo.victims.cases import Cases
from config.demo.victims.people import Flags, Floats, Ints

# The same interactions of stages with crimes and groups in every nation.
INTERACTIONS = 77
DAY = 86_400
REMINDED_AFTER = 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Minds:
    """Unrecorded opinions by case, and effects of the force and its stages."""

    held: Opinions
    character: Character
    of_stage: Floats


@dataclass(frozen=True, kw_only=True)
class Replies:
    """By event asked; seconds until the page was opened, and from then until it was left."""

    answered: Flags
    opened_after: Floats
    took: Floats
    stopped_at: Ints
    picks: Mapping[str, Ints]


def draw_minds(rng: np.random.Generator, cases: Cases) -> Minds:
    character = opinions.draw_character(rng)
    return Minds(
        held=opinions.draw(
            rng,
            kinds=cases.kinds,
            outcomes=cases.times.comes_to,
            people=cases.people,
            characteristics=cases.characteristics,
            force=character,
            has_adviser=cases.contacts.has_adviser,
        ),
        character=character,
        of_stage=assumed.STAGE_IN_FORCE * rng.standard_normal(len(STAGES)),
    )


def leaning(cases: Cases, events: Events, minds: Minds) -> Floats:
    """By event and item, without planted issues."""
    rng = np.random.default_rng(INTERACTIONS)
    alone = np.array([assumed.OF_STAGE.get(stage, 0.0) for stage in STAGES])
    of_crime = assumed.STAGE_OF_CRIME * rng.standard_normal((len(STAGES), len(KINDS)))
    of_group = assumed.STAGE_OF_ETHNIC_GROUP * rng.standard_normal(
        (len(STAGES), len(ETHNIC_GROUPS))
    )
    stage, at = events.stage, events.at
    added = (
        alone[stage]
        + of_crime[stage, cases.kind[at]]
        + of_group[stage, cases.people.ethnic_group[at]]
        + minds.of_stage[stage]
    )
    if cases.force == assumed.FAILING_FORCE:
        added += assumed.FAILING * (stage == STAGES.index(assumed.FAILING_STAGE))
    if cases.force == assumed.GAP_FORCE:
        added += assumed.GAP * cases.people.is_disabled[at]
    logits = opinions.leaning(opinions=minds.held, at=at, character=minds.character)
    found: Floats = logits + added[:, None]
    return found


def chance_of_answering(
    cases: Cases, events: Events, minds: Minds, *, response: Willingness
) -> Floats:
    """Of answering one message."""
    at = events.at
    rng = np.random.default_rng(INTERACTIONS + 1)
    together = assumed.ANSWERS_AT_STAGE_OF_CRIME * rng.standard_normal((len(STAGES), len(KINDS)))
    alone = np.array([assumed.ANSWERS_AT_STAGE.get(stage, 0.0) for stage in STAGES])
    return expit(
        np.log(response.chance / (1 - response.chance))
        + answering.propensity(at, cases.kinds, cases.people)
        + alone[events.stage]
        + together[events.stage, cases.kind[at]]
        + assumed.OF_CODE_IN_HAND * (events.role > 0)
        + response.slope * minds.held.own[at]
    )


def draw_replies(
    rng: np.random.Generator,
    cases: Cases,
    asked: Events,
    minds: Minds,
    *,
    response: Willingness,
    planted: Sequence[Planted] = (),
) -> Replies:
    number = len(asked)
    chance = chance_of_answering(cases, asked, minds, response=response)
    first, second = (rng.random(number) < chance for _ in range(2))
    early = np.clip(rng.lognormal(np.log(9_000), 1.7, number), 60, REMINDED_AFTER - DAY)
    late = REMINDED_AFTER + np.clip(rng.lognormal(np.log(9_000), 1.7, number), 60, 18 * DAY)
    breaks = rng.random(number) < answering.BREAKS_OFF
    opened_after = np.where(first, early, late)
    logits = leaning(cases, asked, minds) + opinions.planted_shifts(
        planted,
        force=cases.force,
        answered_on=asked.asked_on + (opened_after // DAY).astype(np.int64),
        stages=np.array(STAGES, dtype=object)[asked.stage].tolist(),
        is_disabled=cases.people.is_disabled[asked.at],
    )
    return Replies(
        answered=first | second,
        opened_after=opened_after,
        took=rng.lognormal(np.log(300), 0.4, number),
        stopped_at=np.where(breaks, rng.integers(1, len(ITEMS), number), len(ITEMS)),
        picks={
            item.code: opinions.pick_places(rng, item, logits[:, place])
            for place, item in enumerate(ITEMS)
        },
    )
