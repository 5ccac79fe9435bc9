"""The sealed truth: who answers, when, and what they say."""

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from statistics import NormalDist, fmean
from typing import Any

from tests.sealed.nations import Nation, Victim
from tests.sealed.vocabulary import (
    AGES,
    DISABLED,
    ETHNIC_GROUPS,
    GOOD_AND_BAD,
    NOT_DISABLED,
    OLDEST,
)

MOOD = 0.6
"""Share of the spread of a person's answers that they have in common: shares stay as planted."""
LINK_LIVES = 27
SOON = 6
"""Most who answer do so within a week, the others in any of the days in which their link lives."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    after: timedelta
    answers: Mapping[str, str]
    leaves_before: str
    withdraws: bool


@dataclass(frozen=True, kw_only=True)
class Event:
    force: str
    stage: str
    groups: frozenset[str]


class Truth:
    def __init__(self, nation: Nation) -> None:
        self._nation, self._said = nation, nation.truth

    def reply(self, victim: Victim, stage: str) -> Reply | None:
        chance = random.Random(f"{self._nation.seed} {victim.key} {stage}")
        if chance.random() >= self._said["answers"]:
            return None
        days = chance.randint(0, SOON if chance.random() < 0.7 else LINK_LIVES)
        return Reply(
            after=timedelta(days=days, minutes=chance.randint(60, 600)),
            answers=self._answers(victim, stage, chance),
            leaves_before=self._leaves_before(chance.random()),
            withdraws=chance.random() < self._said["withdraws"],
        )

    def groups_of(self, victim: Victim) -> frozenset[str]:
        return frozenset(
            {
                victim.sex,
                self._age_band(victim),
                ETHNIC_GROUPS[victim.ethnicity],
                DISABLED if self._is_disabled(victim) else NOT_DISABLED,
            }
        )

    def share(self, item: str, *, force: str, stage: str, groups: Collection[str]) -> float:
        moved = (
            each["points"] / 100
            for each in self._planted(item)
            if each.get("force", force) == force
            and each.get("stage", stage) == stage
            and ("group" not in each or each["group"] in groups)
        )
        return min(0.98, max(0.02, self._said["shares"][item] + sum(moved)))

    def is_planted(self, *, force: str, item: str) -> bool:
        return any(each.get("force") == force for each in self._planted(item))

    def beside_others(self, force: str, item: str) -> float:
        return self._apart(
            item, lambda event: event.force == force, lambda event: event.force != force
        )

    def between_stages(self, item: str, stage: str, before: str) -> float:
        return self._apart(
            item, lambda event: event.stage == stage, lambda event: event.stage == before
        )

    def between_groups(self, item: str, group: str, reference: str) -> float:
        return self._apart(
            item, lambda event: group in event.groups, lambda event: reference in event.groups
        )

    def planted_stages(self) -> set[tuple[str, str]]:
        return {
            (each["stage"], item)
            for item in GOOD_AND_BAD
            for each in self._planted(item)
            if "stage" in each and not {"force", "group"} & set(each)
        }

    def planted_groups(self) -> set[tuple[str, str]]:
        return {
            (each["group"], item)
            for item in GOOD_AND_BAD
            for each in self._planted(item)
            if "group" in each and not {"force", "stage"} & set(each)
        }

    def plants_for(self, kind: str) -> bool:
        return any({kind} == {"force", "stage", "group"} & set(each) for each in self._all_planted)

    def contrary(self) -> "Truth":
        planted = [{**each, "points": -each["points"]} for each in self._all_planted]
        return Truth(replace(self._nation, truth={**self._said, "planted": planted}))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        return tuple(
            Event(force=victim.force, stage=stage, groups=groups)
            for victim in self._nation.victims
            if victim.may_be_asked
            for groups in [self.groups_of(victim)]
            for stage in victim.stages
        )

    @cached_property
    def _shares(self) -> Mapping[str, list[float]]:
        return {
            item: [
                self.share(item, force=event.force, stage=event.stage, groups=event.groups)
                for event in self.events
            ]
            for item in GOOD_AND_BAD
        }

    def _apart(
        self, item: str, is_one: Callable[[Event], bool], is_other: Callable[[Event], bool]
    ) -> float:
        told = list(zip(self.events, self._shares[item], strict=True))
        one, other = (
            [share for event, share in told if is_of(event)] for is_of in (is_one, is_other)
        )
        return fmean(one) - fmean(other) if one and other else 0.0

    def _planted(self, item: str) -> Iterator[Mapping[str, Any]]:
        for each in self._all_planted:
            if item in each.get("items", (item,)):
                yield each

    @property
    def _all_planted(self) -> Sequence[Mapping[str, Any]]:
        return self._said.get("planted", ())  # type: ignore[no-any-return]

    def _is_disabled(self, victim: Victim) -> bool:
        return random.Random(f"{self._nation.seed} {victim.key}").random() < self._said["disabled"]

    def _age_band(self, victim: Victim) -> str:
        age = self._nation.last_day.year - victim.birth_year - 1
        return next((band for most, band in AGES if age <= most), OLDEST)

    def _leaves_before(self, rank: float) -> str:
        for place, share in self._said.get("leaves_before", {}).items():
            rank -= share
            if rank < 0:
                return str(place)
        return ""

    def _answers(self, victim: Victim, stage: str, chance: random.Random) -> dict[str, str]:
        mood, normal, groups = chance.gauss(0, 1), NormalDist(), self.groups_of(victim)
        answers: dict[str, str] = {}
        for item, (good, bad) in GOOD_AND_BAD.items():
            rank = normal.cdf(MOOD * mood + (1 - MOOD**2) ** 0.5 * chance.gauss(0, 1))
            share = self.share(item, force=victim.force, stage=stage, groups=groups)
            answers[item] = good if rank < share else bad
        return answers | self._about_oneself(victim)

    def _about_oneself(self, victim: Victim) -> dict[str, str]:
        return {
            "EQ-SEX": victim.sex,
            "EQ-AGE": self._age_band(victim),
            "EQ-ETH": ETHNIC_GROUPS[victim.ethnicity],
            "EQ-DIS-1": "yes" if self._is_disabled(victim) else "no",
            "EQ-DIS-2": "a_lot",
            "EQ-REL": "none",
            "EQ-ORI": "straight",
            "EQ-GEN-1": "yes",
            "EQ-PREG": "no",
        }
