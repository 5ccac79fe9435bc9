"""Figures count what there is when they are filled, and are told of no change in between."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE, NAME = "responses_response", "response_tells"


def hush(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    on = "" if editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    for what in ("added", "edited", "erased"):
        editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{what}{on}")
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP FUNCTION IF EXISTS {NAME}()")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0055_chances_of_being_asked")]
    operations: ClassVar = [
        migrations.RunPython(hush),
        migrations.DeleteModel(name="ResponseChange"),
    ]
