"""A made-up nation of answers as Parquet, in the shape that figures are counted from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from access.forces.reference_file import force_rows
from analytics.cube import cells, meanings, parquet
from analytics.cube.cells import Bin, Codebook, Level
from analytics.items import item_codes
from analytics.tables import EVERYBODY, LEVELS, SELF_REPORTED, Dimension
from survey.definition.types import Meaning

ITEMS, CHOICES, ANSWERED = 40, 5, 0.6225
STAGES, CRIMES = 5, 12
CHARACTERISTICS, LEVELS_OF_THEM = 9, 47
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4))
SEED = 20261125
OF_THE_CASE = (Dimension.ALL, Dimension.STAGE, Dimension.CRIME_GROUP)
GROUPS = (Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE)


@dataclass(frozen=True)
class Nation:
    codebook: Codebook
    folders: dict[str, Path]
    responses: int

    @property
    def characteristics(self) -> list[str]:
        named = dict.fromkeys(name for name, _ in self.codebook.levels)
        return [name for name in named if name not in OF_THE_CASE]

    def groups(self) -> dict[str, list[list[int]]]:
        known = meanings.meanings()
        found: dict[str, list[list[int]]] = {}
        for place, (item, choice) in enumerate(self.codebook.bins):
            meaning = known.get(item, {}).get(choice) or MADE_UP[choice]
            by_group = found.setdefault(item, [[], [], []])
            if meaning in GROUPS:
                by_group[GROUPS.index(meaning)].append(place)
        return found


MADE_UP = dict(zip("abcde", (*[GROUPS[0]] * 2, GROUPS[1], *[GROUPS[2]] * 2), strict=True))


def make(folder: Path, *, responses: int, quarters: tuple[str, ...] = QUARTERS) -> Nation:
    codebook = Codebook(
        bins=tuple(_bins()),
        levels=tuple(_levels()),
        forces=tuple(row.code for row in force_rows()),
    )
    each = responses // len(QUARTERS)
    folders = {quarter: folder / quarter for quarter in quarters}
    for quarter, at in folders.items():
        at.mkdir()
        chance = np.random.default_rng([SEED, QUARTERS.index(quarter)])
        _draw(at, codebook, count=each, chance=chance)
    return Nation(codebook=codebook, folders=folders, responses=each * len(quarters))


def _bins() -> Iterator[Bin]:
    known = meanings.meanings()
    for item in item_codes():
        yield from ((item, choice) for choice in known[item])
    for number in range(len(item_codes()), ITEMS):
        yield from ((f"MADE-UP-{number}", choice) for choice in MADE_UP)


def _levels() -> Iterator[Level]:
    yield Dimension.ALL.value, EVERYBODY
    for dimension, most in ((Dimension.STAGE, STAGES), (Dimension.CRIME_GROUP, CRIMES)):
        yield from ((dimension.value, level) for level in LEVELS[dimension][:most])
    known = SELF_REPORTED
    for dimension in known:
        yield from ((dimension.value, level) for level in LEVELS[dimension])
    left = LEVELS_OF_THEM - sum(len(LEVELS[dimension]) for dimension in known)
    missing = CHARACTERISTICS - len(known)
    for number in range(left):
        yield f"made_up_{number * missing // left}", f"level-{number}"


def _draw(folder: Path, codebook: Codebook, *, count: int, chance: np.random.Generator) -> None:
    sizes = chance.gamma(1.2, size=len(codebook.forces)) + 0.15
    force = np.sort(chance.choice(len(sizes), size=count, p=sizes / sizes.sum())).astype(np.uint16)
    weight = (chance.gamma(4, 0.6, count) * cells.UNITS + cells.UNITS / 10).astype(np.int32)
    at = {name: _level(codebook, name, count, chance) for name, _ in codebook.levels}
    by_item: dict[str, list[int]] = {}
    for place, (item, _) in enumerate(codebook.bins):
        by_item.setdefault(item, []).append(place)
    picked = np.stack(
        [chance.choice(places[:CHOICES], size=count) for places in by_item.values()], axis=1
    ).astype(np.uint16)
    is_answered = chance.random(picked.shape) < ANSWERED
    each = is_answered.sum(axis=1)
    bins = picked[is_answered]
    parquet.save(
        folder / parquet.ANSWERS,
        {
            "force": force.repeat(each),
            "weight": weight.repeat(each),
            "bin": bins,
            **{name: column.repeat(each) for name, column in at.items()},
        },
    )


def _level(codebook: Codebook, name: str, count: int, chance: np.random.Generator) -> np.ndarray:
    places = [place for place, (of, _) in enumerate(codebook.levels) if of == name]
    return chance.choice(places, size=count).astype(np.uint16)
