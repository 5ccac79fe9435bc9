"""Says of each agreed word who set it: of one that was there before, the case file, or who
confirmed the record on a page, where one did."""

from typing import Any

from django.db import migrations, models
from django.db.models import F

CASE_FILE = "case file"
BATCH = 1_000


def fill(apps: Any, _schema_editor: object) -> None:
    contact, snapshot = (apps.get_model("responses", name) for name in ("Contact", "ContactBefore"))
    worded = contact.objects.exclude(safe_word_hash="")
    worded.update(safe_word_by=CASE_FILE)
    agreed = worded.filter(is_agreed_on_page=True).exclude(safe_confirmed_by="")
    agreed.update(safe_word_by=F("safe_confirmed_by"))
    changed = []
    for row in snapshot.objects.order_by("pk").iterator(chunk_size=BATCH):
        row.columns["safe_word_by"] = CASE_FILE if row.columns.get("safe_word_hash") else ""
        changed.append(row)
        if len(changed) == BATCH:
            snapshot.objects.bulk_update(changed, ["columns"])
            changed = []
    snapshot.objects.bulk_update(changed, ["columns"])


class Migration(migrations.Migration):
    dependencies = [("responses", "0031_one_press_stops_and_is_undone")]
    operations = [
        migrations.AddField(
            model_name="contact",
            name="safe_word_by",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="contact",
            name="safe_word_by_id",
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
