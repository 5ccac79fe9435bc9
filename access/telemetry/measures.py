from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

ALL = ""
"""The label of a value that has none."""


@dataclass(frozen=True)
class WatchedMeasure:
    """`label` is the label's name."""

    name: str
    meaning: str
    read: Callable[[datetime], Mapping[str, float]]
    label: str = ""


def age(since: datetime | None, *, at: datetime) -> dict[str, float]:
    """Seconds, from 0."""
    return {ALL: max(0.0, (at - since).total_seconds()) if since else 0.0}


def whether(answer: object) -> dict[str, float]:
    return {ALL: float(bool(answer))}
