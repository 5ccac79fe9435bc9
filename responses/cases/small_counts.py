"""No shown part or remainder discloses a few people."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

FLOOR = 10
"""The smallest count that is shown."""
Part = TypeVar("Part", bound=Hashable)


def shown_parts(
    counts: Mapping[Part, int], *, never: Collection[Part] = ()
) -> tuple[dict[Part, int], int | None]:
    enough = [(part, n) for part, n in counts.items() if n >= FLOOR and part not in never]
    shown = dict(sorted(enough, key=lambda pair: (-pair[1], str(pair[0]))))
    left = sum(counts.values()) - sum(shown.values())
    while 0 < left < FLOOR and shown:
        left += shown.popitem()[1]
    return shown, left if left == 0 or left >= FLOOR else None
