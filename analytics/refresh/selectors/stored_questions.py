"""How the figures of what not everybody is asked are stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.disclosure.question_tables import Place
from analytics.disclosure.shown_tables import Packed
from analytics.stats.shares import Bins

Pair = Mapping[str, Packed]
"""The estimate of those it was drawn for, and that of those who chose to say more."""


@dataclass(frozen=True, kw_only=True)
class StoredItem:
    """One item of a quarter as it is stored: its sums by force and stage, and what is shown."""

    bins: dict[tuple[str, str], Bins] = field(default_factory=dict)
    shares: dict[Place, Packed] = field(default_factory=dict)
