"""How counts of steps change, added up in memory. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from responses.break_off.walk import Step, WalkSoFar


@dataclass(frozen=True)
class CountedKind:
    """Whose walks are counted together: a version, a language, a device."""

    code: str
    version: int
    language: str
    device: str


Key = tuple[CountedKind, Step]


@dataclass
class StepTally:
    reached: Counter[Key] = field(default_factory=Counter)
    stopped: Counter[Key] = field(default_factory=Counter)
    declined: Counter[Key] = field(default_factory=Counter)

    def add(self, kind: CountedKind, walk: WalkSoFar, *, times: int = 1) -> None:
        """Count the walk; minus one time takes it out again."""
        for counts, steps in (
            (self.reached, walk.reached),
            (self.stopped, (walk.stopped,) if walk.stopped else ()),
            (self.declined, walk.declined),
        ):
            for step in steps:
                counts[kind, step] += times

    def changes(self) -> Mapping[Key, tuple[int, int, int]]:
        """By how much each step's counts change; those that do not are left out."""
        every = {**self.reached, **self.stopped, **self.declined}
        found = {key: (self.reached[key], self.stopped[key], self.declined[key]) for key in every}
        return {key: change for key, change in found.items() if any(change)}
