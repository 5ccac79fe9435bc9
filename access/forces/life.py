"""From when until when a force exists, for forces that a merger ended or created. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ForceLife:
    """`begins` is the first day on which the force exists, `ends` the first day on which it does
    not (None while it does). `successor` and `predecessors` are codes of forces."""

    name: str
    begins: date
    ends: date | None = None
    successor: str = ""
    predecessors: tuple[str, ...] = ()

    def has_ended(self, day: date) -> bool:
        return self.ends is not None and day >= self.ends

    def has_not_begun(self, day: date) -> bool:
        """Whether the force was created by a merger after this day. A force that existed and took
        others in has no predecessors here, so for it the answer is always no."""
        return bool(self.predecessors) and day < self.begins
