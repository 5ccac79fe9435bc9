"""Where the tile of each force stands on the map of forces, and its short name there. Pure apart
from reading the file."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TILES_FILE = Path(__file__).parents[1] / "data" / "force_tiles.csv"
COLUMNS = 8


@dataclass(frozen=True, kw_only=True)
class TilePlace:
    """`short` is by language; `letters` stand where there is room for three."""

    column: int
    row: int
    short: Mapping[str, str]
    letters: str


@cache
def places(path: Path = TILES_FILE) -> Mapping[str, TilePlace]:
    """By code of the force."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["force"]: TilePlace(
                column=int(row["column"]),
                row=int(row["row"]),
                short={"en": row["short"], "cy": row["short_cy"] or row["short"]},
                letters=row["letters"],
            )
            for row in csv.DictReader(file)
        }


def place_of(code: str, *, unplaced: int) -> TilePlace:
    """A force that the file does not know, as one made by a merger, stands below the others; it is
    the `unplaced`th such, from 0."""
    if code in places():
        return places()[code]
    below = 1 + max(place.row for place in places().values())
    name = code.replace("-", " ").title()
    return TilePlace(
        column=unplaced % COLUMNS,
        row=below + unplaced // COLUMNS,
        short={"en": name[:11], "cy": name[:11]},
        letters=name[:3],
    )
