"""An outside nation as data: who its victims are and what becomes of their cases, drawn by a seed
from a small file. What they were told to answer stands elsewhere (truth.py)."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DAY = timedelta(days=1)
CRIMES = ("burglary", "bicycle", "violence", "vehicle", "damage_arson")
AFTER = {"INVESTIGATION": 5, "NFA_POLICE": 9, "CHARGED": 9}
"""Days from the report to the state in which a case stays."""
STAGE_OF = {"INVESTIGATION": "ST2", "NFA_POLICE": "ST3a", "CHARGED": "ST3c"}
OUTCOMES = {"NFA_POLICE": "18", "CHARGED": "1"}
TOLD_AFTER = 1
TROUBLES = ("", "unsafe", "child", "no contact", "business", "faulty")
"""What keeps a victim from being asked, "" for nothing. A faulty row does not become a case."""


@dataclass(frozen=True, kw_only=True)
class Victim:
    key: str
    force: str
    crime_group: str
    reported_on: date
    path: str
    """The state in which the case stays."""
    sex: str
    birth_year: int
    ethnicity: str
    trouble: str

    @property
    def moved_on(self) -> date | None:
        """The day of the state, None where the case stays reported."""
        after = AFTER.get(self.path)
        return self.reported_on + after * DAY if after else None

    @property
    def stages(self) -> tuple[str, ...]:
        """The survey stages that the case enters."""
        return ("ST1", STAGE_OF[self.path]) if self.path in STAGE_OF else ("ST1",)

    @property
    def address(self) -> str:
        return f"{self.key.lower()}@example.org"

    @property
    def events(self) -> int:
        """Stage events that the file tells of."""
        return 0 if self.trouble == "faulty" else len(self.stages)


@dataclass(frozen=True, kw_only=True)
class Nation:
    seed: int
    quarter: str
    first_day: date
    last_day: date
    weeks: int
    """Weeks that the clock goes through, from the first day on."""
    victims: tuple[Victim, ...]
    truth: Mapping[str, Any] = field(repr=False)

    @property
    def forces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(victim.force for victim in self.victims))


def read_nation(path: Path) -> Nation:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    year, number = int(raw["quarter"][:4]), int(raw["quarter"][-1])
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    return Nation(
        seed=raw["seed"],
        quarter=raw["quarter"],
        first_day=first,
        last_day=after - DAY,
        weeks=raw["weeks"],
        victims=tuple(_victims(raw, first=first, last=after - DAY)),
        truth=raw["truth"],
    )


def _victims(raw: Mapping[str, Any], *, first: date, last: date) -> Iterator[Victim]:
    chance = random.Random(raw["seed"])
    paths, path_shares = zip(*raw["paths"].items(), strict=True)
    troubles, trouble_shares = zip(*raw["troubles"].items(), strict=True)
    for place, (force, number) in enumerate(raw["forces"].items()):
        for count in range(number):
            [path] = chance.choices(paths, path_shares)
            days = (last - first).days - AFTER.get(path, 0)
            yield Victim(
                key=f"S{place}-{count:05}",
                force=force,
                crime_group=chance.choice(CRIMES),
                reported_on=first + chance.randint(0, days) * DAY,
                path=path,
                sex=chance.choice(("female", "male")),
                birth_year=chance.randint(first.year - 80, first.year - 20),
                ethnicity=chance.choices(("british", "indian", "african"), (8, 1, 1))[0],
                trouble=chance.choices(troubles, trouble_shares)[0],
            )
