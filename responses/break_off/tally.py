from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from responses.break_off.walk import Step, StepPart, WalkSoFar


def write_steps(steps: Iterable[Step]) -> str:
    return " ".join(f"{step.part.value}:{step.question}".rstrip(":") for step in steps)


def read_steps(text: str) -> tuple[Step, ...]:
    found = (each.partition(":") for each in text.split())
    return tuple(Step(StepPart(part), question) for part, _, question in found)


def read_walk(*, reached: str, stopped: str, declined: str) -> WalkSoFar:
    left = read_steps(stopped)
    return WalkSoFar(read_steps(reached), left[0] if left else None, read_steps(declined))


FLOOR = 10


def shown(count: int) -> int | None:
    """To the nearest ten, five upwards; None where hidden."""
    return None if count < FLOOR else (count + FLOOR // 2) // FLOOR * FLOOR


def groups_shown(begun: Mapping[str, int]) -> frozenset[str]:
    by_size = sorted(begun, key=lambda name: (begun[name], name))
    hidden = [name for name in by_size if begun[name] < FLOOR]
    if len(hidden) == 1:
        hidden = by_size[: len(hidden) + 1]
    return frozenset(begun) - frozenset(hidden)


@dataclass(frozen=True)
class CountedKind:
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
        """Minus one time takes it out again."""
        for counts, steps in (
            (self.reached, walk.reached),
            (self.stopped, (walk.stopped,) if walk.stopped else ()),
            (self.declined, walk.declined),
        ):
            for step in steps:
                counts[kind, step] += times

    def changes(self) -> Mapping[Key, tuple[int, int, int]]:
        every = {**self.reached, **self.stopped, **self.declined}
        found = {key: (self.reached[key], self.stopped[key], self.declined[key]) for key in every}
        return {key: change for key, change in found.items() if any(change)}
