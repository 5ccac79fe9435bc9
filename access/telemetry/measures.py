"""What watchers are told, in the form of one list: a name, what it means, and its values. An age is
in seconds. A yes is 1 and a no is 0.

What is told of people is an age or a yes, never a count: one text that waits, one wish, one message
that cannot be made is somebody (docs/adr/0079)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

ALL = ""
"""The label of a value that has none."""


@dataclass(frozen=True)
class WatchedMeasure:
    """`read` gives the value by label; `label` is the label's name."""

    name: str
    meaning: str
    read: Callable[[datetime], Mapping[str, float]]
    label: str = ""


def age(since: datetime | None, *, at: datetime) -> dict[str, float]:
    """Seconds from then to `at`, not below 0; 0 where there is nothing."""
    return {ALL: max(0.0, (at - since).total_seconds()) if since else 0.0}


def whether(answer: object) -> dict[str, float]:
    return {ALL: float(bool(answer))}
