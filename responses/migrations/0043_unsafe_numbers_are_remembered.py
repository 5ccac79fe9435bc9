"""A number that is not safe is remembered by its key. Those of stored contacts are taken over."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 1_000


def remember(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    unsafe = apps.get_model("responses", "Contact").objects.filter(number_safe="no")
    table = apps.get_model("responses", "UnsafeNumber")
    columns = unsafe.values_list("person_key", "address_key", "safe_channel")
    keys = {
        key
        for number, address, channel in columns.iterator(chunk_size=BATCH)
        for key in (number, "" if channel == "email" else address)
        if key
    }
    rows = (table(person_key=key) for key in sorted(keys))
    table.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0042_fault_groups")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="UnsafeNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_key", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop, elidable=True),
    ]
