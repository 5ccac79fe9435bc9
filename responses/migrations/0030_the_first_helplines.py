"""Enters the helplines of responses/data/helplines.csv, with their words in other languages from
responses/data/helplines/, into an empty table. These files are never read again: people keep the
lines from then on. Nobody has rung any of them."""

import csv
from pathlib import Path

from django.db import migrations

LINES = Path(__file__).resolve().parents[1] / "data" / "helplines.csv"
FIRST = ("en", "cy")


def enter(apps, schema_editor):
    Helpline = apps.get_model("responses", "Helpline")
    if Helpline.objects.exists():
        return
    words = {
        path.stem: {row["code"]: row for row in _rows(path)}
        for path in sorted(LINES.with_suffix("").glob("*.csv"))
    }
    Helpline.objects.bulk_create(_line(Helpline, row, words) for row in _rows(LINES))


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(Helpline, row, words):
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


class Migration(migrations.Migration):

    dependencies = [
        ("responses", "0029_helplines_are_kept_by_people"),
    ]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
