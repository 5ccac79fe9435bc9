"""A gap is stored with its standard error; what is clear, and what would have been seen, is judged
among all gaps of the quarter when it is read."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

HALF_OF_95 = 2 * 1.959963984540054


def keep_errors(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    gaps = apps.get_model("analytics", "CharacteristicGap").objects
    gaps.update(
        standardised_error=(F("standardised_upper") - F("standardised_lower")) / HALF_OF_95
    )


class Migration(migrations.Migration):
    dependencies = [("analytics", "0014_step_times")]

    operations = [
        migrations.AddField(
            "characteristicgap", "standardised_error", models.FloatField(default=0.0),
            preserve_default=False,
        ),
        migrations.RunPython(keep_errors, migrations.RunPython.noop),
        migrations.RemoveField("characteristicgap", "standardised_lower"),
        migrations.RemoveField("characteristicgap", "standardised_upper"),
        migrations.RemoveField("characteristicgap", "p_value"),
        migrations.RemoveField("characteristicgap", "detectable"),
    ]
