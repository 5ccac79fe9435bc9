"""A code that was handed over before codes were attempts can no longer be opened, be it as a code
or as a link. What was answered with it stays and counts."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def end_codes(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    invitations = apps.get_model("responses", "Invitation").objects
    invitations.filter(mode="web_code", token_hash__isnull=False).update(token_hash=None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0034_codes_are_attempts")]
    operations: ClassVar = [
        migrations.RunPython(end_codes, migrations.RunPython.noop, elidable=True)
    ]
