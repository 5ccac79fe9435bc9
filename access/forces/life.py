"""When a force that a merger ended or began has been one. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ForceLife:
    """`ends` is the first day on which it is none. Others stand under their codes."""

    name: str
    begins: date
    ends: date | None = None
    successor: str = ""
    predecessors: tuple[str, ...] = ()

    def has_ended(self, day: date) -> bool:
        return self.ends is not None and day >= self.ends

    def has_not_begun(self, day: date) -> bool:
        """A force that took others in was there before; only one that replaced them begins."""
        return bool(self.predecessors) and day < self.begins
