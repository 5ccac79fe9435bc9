from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ForceLife:
    """`ends` is the first day without it."""

    name: str
    begins: date
    ends: date | None = None
    successor: str = ""
    predecessors: tuple[str, ...] = ()

    def has_ended(self, day: date) -> bool:
        return self.ends is not None and day >= self.ends

    def has_not_begun(self, day: date) -> bool:
        return bool(self.predecessors) and day < self.begins
