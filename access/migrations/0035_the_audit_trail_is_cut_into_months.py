from django.db import migrations
from django.utils import timezone

from access.partitions import functions
from access.partitions.conversion import TableToCut, cut_into_months


def cut(apps, editor):
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            for statement in functions.ALL:
                cursor.execute(statement)
    cut_into_months(editor, TableToCut("access_auditevent", "at"), at=timezone.now())


class Migration(migrations.Migration):
    atomic = False  # An index is built beside whoever writes.

    dependencies = [
        ("access", "0034_more_forces_take_two_and_copies_are_noted"),
    ]

    operations = [
        migrations.RunPython(cut, migrations.RunPython.noop),
    ]
