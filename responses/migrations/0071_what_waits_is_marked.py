"""What waits for a decision or an invitation is found by marks. Each import has one until a run of
decisions finds all its cases decided, so the first run reads all cases, and the next few."""

import datetime

from django.db import migrations, models


def mark_who_waits(apps, _schema_editor):
    events = apps.get_model("responses", "StageEvent").objects
    waiting = events.filter(decision="INVITE", invitation__isnull=True)
    events.filter(pk__in=waiting.values("pk")).update(may_wait_for_invitation=True)


class Migration(migrations.Migration):
    dependencies = [("responses", "0070_receipts_are_cut_into_months")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="all_decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stageevent",
            name="may_wait_for_invitation",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="look_at_on",
            field=models.DateField(
                db_default=datetime.date(2000, 1, 1), default=datetime.date(2000, 1, 1)
            ),
        ),
        migrations.RunPython(mark_who_waits, migrations.RunPython.noop, elidable=True),
    ]
