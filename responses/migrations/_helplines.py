"""The helplines that a new database begins with, from responses/data/helplines.csv and, in other
languages, responses/data/helplines/. Staff keep them from then on. Nobody has rung them yet."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LINES = Path(__file__).resolve().parents[1] / "data" / "helplines.csv"
FIRST = ("en", "cy")


def add_helplines(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    Helpline = apps.get_model("responses", "Helpline")
    words = {
        path.stem: {row["code"]: row for row in _rows(path)}
        for path in sorted(LINES.with_suffix("").glob("*.csv"))
    }
    Helpline.objects.bulk_create(_line(Helpline, row, words) for row in _rows(LINES))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(
    Helpline: Any, row: Mapping[str, str], words: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> Any:
    others = {language: rows[row["code"]] for language, rows in words.items()}
    return Helpline(
        audience=row["group"],
        area="wales" if row["wales_only"] == "yes" else "both",
        number=row["number"],
        text_number=row["text_number"],
        textphone_number=row["textphone_number"],
        hours={"always": True} if row["hours"] == "always" else {},
        names={code: row[f"name_{code}"] for code in FIRST}
        | {code: other["name"] for code, other in others.items()},
        descriptions={code: row[f"about_{code}"] for code in FIRST}
        | {code: other["about"] for code, other in others.items()},
        source=row["source"],
    )
