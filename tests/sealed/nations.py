"""An outside nation as data."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.sealed import checks
from tests.sealed.vocabulary import AFTER, NEVER_TEXTED, STAGE_OF, USUAL_CRIMES

FOLDER = Path(__file__).parent
DAY = timedelta(days=1)
TOLD_AFTER = 1
USUAL_WEEKS = 14
"""The quarter itself; the clock goes on until it has closed."""


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
    language: str
    """In which the victim wishes to be written to, and reads."""

    @property
    def moved_on(self) -> date | None:
        after = AFTER.get(self.path)
        return self.reported_on + after * DAY if after else None

    @property
    def stages(self) -> tuple[str, ...]:
        return ("ST1", STAGE_OF[self.path]) if self.path in STAGE_OF else ("ST1",)

    @property
    def may_be_asked(self) -> bool:
        return not self.trouble and self.crime_group not in NEVER_TEXTED

    @property
    def address(self) -> str:
        return f"{self.key.lower()}@example.org"

    @property
    def events(self) -> int:
        return 0 if self.trouble == "faulty" else len(self.stages)


@dataclass(frozen=True, kw_only=True)
class Nation:
    seed: int
    quarter: str
    first_day: date
    last_day: date
    weeks: int
    """Weeks that the clock goes through at least, from the first day on."""
    victims: tuple[Victim, ...]
    truth: Mapping[str, Any] = field(repr=False)

    @property
    def forces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(victim.force for victim in self.victims))


def read_nation(path: Path) -> Nation:
    """Raises NationError where the file says what cannot be understood."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        message = f"The file of the nation cannot be read: {path}: {fault}"
        raise checks.NationError(message) from fault
    return nation_of(raw)


def nation_of(raw: Mapping[str, Any]) -> Nation:
    """Raises NationError."""
    checks.check(raw)
    year, number = int(raw["quarter"][:4]), int(raw["quarter"][-1])
    first = checks.first_day(raw["quarter"])
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    return Nation(
        seed=raw["seed"],
        quarter=raw["quarter"],
        first_day=first,
        last_day=after - DAY,
        weeks=raw.get("weeks", USUAL_WEEKS),
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
            key = f"S{place}-{count:05}"
            days = (last - first).days - AFTER.get(path, 0)
            yield Victim(
                key=key,
                force=force,
                crime_group=_crime_group(raw, chance),
                reported_on=first + chance.randint(0, days) * DAY,
                path=path,
                sex=chance.choice(("female", "male")),
                birth_year=chance.randint(first.year - 80, first.year - 20),
                ethnicity=chance.choices(("british", "indian", "african"), (8, 1, 1))[0],
                trouble=chance.choices(troubles, trouble_shares)[0],
                language=_language(raw, key),
            )


def _language(raw: Mapping[str, Any], key: str) -> str:
    is_welsh = random.Random(f"{raw['seed']} {key} welsh").random() < raw.get("welsh", 0)
    return "cy" if is_welsh else "en"


def _crime_group(raw: Mapping[str, Any], chance: random.Random) -> str:
    if "crimes" not in raw:
        return chance.choice(USUAL_CRIMES)
    crimes, shares = zip(*raw["crimes"].items(), strict=True)
    return str(chance.choices(crimes, shares)[0])
