"""SQLite lost the triggers of migration 0011 when 0014 made their table anew; PostgreSQL keeps
them. What was answered without them, the next rebuilding of the quarter has read."""

from importlib import import_module
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

told = import_module("responses.migrations.0011_responses_tell_figures")


def tell_again(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    for what in told.EVENTS:
        editor.execute(f"DROP TRIGGER IF EXISTS {told.NAME}_{what}")
    told.tell(_apps, editor)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0015_exclusions_are_refused_and_withdrawn")]
    operations: ClassVar = [migrations.RunPython(tell_again, migrations.RunPython.noop)]
