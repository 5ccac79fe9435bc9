import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FORCES_FILE = Path(__file__).parent.parent / "data" / "forces.csv"


@dataclass(frozen=True)
class ForceRow:
    code: str
    name: str
    name_cy: str
    ons_code: str
    ons_name: str
    region_code: str
    region_name: str
    is_territorial: bool
    valid_from: date
    aliases: tuple[str, ...]

    def fields(self) -> dict[str, str | bool | date]:
        return {
            "name": self.name,
            "name_cy": self.name_cy,
            "ons_code": self.ons_code,
            "ons_name": self.ons_name,
            "region_code": self.region_code,
            "region_name": self.region_name,
            "is_territorial": self.is_territorial,
            "valid_from": self.valid_from,
        }


def force_rows(path: Path = FORCES_FILE) -> Iterator[ForceRow]:
    """Raises KeyError or ValueError."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield ForceRow(
                code=row["code"],
                name=row["name"],
                name_cy=row["name_cy"],
                ons_code=row["ons_code"],
                ons_name=row["ons_name"],
                region_code=row["region_code"],
                region_name=row["region_name"],
                is_territorial=row["is_territorial"] == "yes",
                valid_from=date.fromisoformat(row["valid_from"]),
                aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            )
