from django.db import migrations, models
from django.utils import timezone

from access.partitions.conversion import TableToCut, cut_into_months


def cut(apps, editor):
    cut_into_months(editor, TableToCut("responses_receipt", "received_at"), at=timezone.now())


class Migration(migrations.Migration):
    atomic = False  # An index is built beside whoever writes.

    dependencies = [
        ("access", "0035_the_audit_trail_is_cut_into_months"),
        ("responses", "0068_access_requests"),
    ]

    operations = [
        migrations.RunPython(cut, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="casetie",
            index=models.Index(fields=["tied_at", "id"], name="case_tie_newest"),
        ),
    ]
