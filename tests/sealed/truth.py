"""The sealed truth: who answers, when, and what they say. Nothing of the product reads it, and the
people of respondents.py read of it one reply at a time."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

from tests.sealed.nations import Nation, Victim

MOOD = 0.6
"""Share of the spread of a person's answers that they have in common: shares stay as planted."""
GOOD_AND_BAD = {
    "Q-CON-1": ("fairly_easy", "very_difficult"),
    "Q-ACT-2": ("very_satisfied", "fairly_dissatisfied"),
    "Q-INF-1": ("fairly_satisfied", "very_dissatisfied"),
    "Q-TRT-1": ("always", "sometimes"),
    "Q-TRT-2a": ("most", "never"),
    "Q-TRT-2b": ("always", "never"),
    "Q-SAFE-1": ("little_safer", "no_difference"),
    "Q-SUP-1": ("yes", "wanted_no"),
    "Q-OVR-1": ("very_satisfied", "neither"),
    "Q-CNF-1": ("very_likely", "fairly_unlikely"),
}
"""Of each of the ten questions one choice that counts as positive and one that does not."""
ETHNIC_GROUPS = {"british": "white", "indian": "asian", "african": "black"}
AGES = ((24, "18_24"), (34, "25_34"), (44, "35_44"), (54, "45_54"), (64, "55_64"), (74, "65_74"))
LINK_LIVES = 27
SOON = 6
"""Most who answer do so within a week, the others in any of the days in which their link lives."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`after` is the time from the text to the first page. Who leaves early does so before a page
    or a question; who withdraws says so at once after sending in."""

    after: timedelta
    answers: Mapping[str, str]
    leaves_before: str
    withdraws: bool

    @property
    def counts(self) -> bool:
        """Whether the answers are to be in the figures: the ten were all answered."""
        return bool(self.leaves_before) or not self.withdraws


class Truth:
    def __init__(self, nation: Nation) -> None:
        self._nation, self._said = nation, nation.truth

    def reply(self, victim: Victim, stage: str) -> Reply | None:
        """What the victim does with a link about a stage; None where they do not answer."""
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

    def is_disabled(self, victim: Victim) -> bool:
        return random.Random(f"{self._nation.seed} {victim.key}").random() < self._said["disabled"]

    def share(self, item: str, *, force: str, stage: str, is_disabled: bool) -> float:
        """The chance of a positive answer: the share of all and what is planted on top."""
        group = "disabled" if is_disabled else ""
        moved = (
            each["points"] / 100
            for each in self._said.get("planted", ())
            if each.get("force", force) == force
            and each.get("stage", stage) == stage
            and each.get("group", group) == group
            and item in each.get("items", (item,))
        )
        return min(0.98, max(0.02, self._said["shares"][item] + sum(moved)))

    def is_planted(self, *, force: str, item: str) -> bool:
        return any(
            each.get("force") == force and item in each.get("items", (item,))
            for each in self._said.get("planted", ())
        )

    def beside_others(self, force: str, item: str) -> float:
        """What all victims of a force would say, less what those of all others would: for every
        event of theirs that could have been asked about."""
        of_force = {True: [0.0, 0], False: [0.0, 0]}
        for victim in self._nation.victims:
            if victim.trouble:
                continue
            for stage in victim.stages:
                sums = of_force[victim.force == force]
                sums[0] += self.share(
                    item, force=victim.force, stage=stage, is_disabled=self.is_disabled(victim)
                )
                sums[1] += 1
        own, others = (of_force[is_own][0] / of_force[is_own][1] for is_own in (True, False))
        return own - others

    def failing_stages(self) -> Iterator[tuple[str, str]]:
        """Each stage, and question, in which less is planted."""
        for each in self._said.get("planted", ()):
            if "stage" in each and each["points"] < 0:
                for item in each.get("items", GOOD_AND_BAD):
                    yield each["stage"], item

    def planted_groups(self) -> set[str]:
        return {each["group"] for each in self._said.get("planted", ()) if "group" in each}

    def _leaves_before(self, rank: float) -> str:
        for place, share in self._said["leaves_before"].items():
            rank -= share
            if rank < 0:
                return place
        return ""

    def _answers(self, victim: Victim, stage: str, chance: random.Random) -> dict[str, str]:
        mood, normal, is_disabled = chance.gauss(0, 1), NormalDist(), self.is_disabled(victim)
        answers: dict[str, str] = {}
        for item, (good, bad) in GOOD_AND_BAD.items():
            rank = normal.cdf(MOOD * mood + (1 - MOOD**2) ** 0.5 * chance.gauss(0, 1))
            share = self.share(item, force=victim.force, stage=stage, is_disabled=is_disabled)
            answers[item] = good if rank < share else bad
        return answers | self._about_oneself(victim, is_disabled=is_disabled)

    def _about_oneself(self, victim: Victim, *, is_disabled: bool) -> dict[str, str]:
        age = self._nation.last_day.year - victim.birth_year - 1
        return {
            "EQ-SEX": victim.sex,
            "EQ-AGE": next((band for most, band in AGES if age <= most), "75_over"),
            "EQ-ETH": ETHNIC_GROUPS[victim.ethnicity],
            "EQ-DIS-1": "yes" if is_disabled else "no",
            "EQ-DIS-2": "a_lot",
            "EQ-REL": "none",
            "EQ-ORI": "straight",
            "EQ-GEN-1": "yes",
            "EQ-PREG": "no",
        }
