"""Keys say where they reach, what for and until when; calls that are made twice are done once."""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

EVERY_USE = ["alerts", "cases", "coverage", "figures", "opt_outs", "releases", "safe_contact"]


def in_ninety_days():
    return timezone.now() + timedelta(days=90)


def keep_what_they_may(apps, schema_editor):
    """Keys that were made before went as far as their person: for ninety days they still do."""
    keys = apps.get_model("access", "ApiKey").objects
    keys.update(scopes=EVERY_USE, taken_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("access", "0018_paper_keyers_are_national")]

    operations = [
        migrations.CreateModel(
            name="SystemCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("answer", models.JSONField()),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField("apikey", "shown", models.CharField(blank=True, db_default="", max_length=10)),
        migrations.AddField(
            "apikey", "purpose", models.CharField(blank=True, db_default="", max_length=200)
        ),
        migrations.AddField(
            "apikey",
            "force",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.force",
            ),
        ),
        migrations.AddField("apikey", "scopes", models.JSONField(default=list)),
        migrations.AddField("apikey", "taken_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("apikey", "last_used_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "apikey",
            "expires_at",
            models.DateTimeField(default=in_ninety_days),
            preserve_default=False,
        ),
        migrations.RunPython(keep_what_they_may, migrations.RunPython.noop, elidable=True),
    ]
