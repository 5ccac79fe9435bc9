import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TILES_FILE = Path(__file__).parents[1] / "data" / "force_tiles.csv"
COLUMNS = 8


@dataclass(frozen=True, kw_only=True)
class TilePlace:
    column: int
    row: int
    short: Mapping[str, str]
    letters: str


@cache
def places(path: Path = TILES_FILE) -> Mapping[str, TilePlace]:
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
