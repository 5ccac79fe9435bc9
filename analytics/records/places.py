from dataclasses import dataclass

from analytics.stats.suppression import POLICY, UNIFORM_FLOOR, Audience, Topic
from analytics.tables import Dimension

FLOOR = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class RatePlace:
    area: str
    dimension: str
    level: str

    @property
    def is_whole(self) -> bool:
        return self.dimension == Dimension.ALL


@dataclass(frozen=True)
class Counts:
    people: int = 0
    found: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.people + other.people, self.found + other.found)

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(self.people - other.people, self.found - other.found)

    @property
    def is_uniform(self) -> bool:
        return self.found in {0, self.people}

    @property
    def is_enough(self) -> bool:
        least = UNIFORM_FLOOR if self.is_uniform else FLOOR
        return self.people >= least
