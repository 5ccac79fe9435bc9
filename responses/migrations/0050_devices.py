"""A response keeps what kind of device it was begun on. SQLite makes the table anew for it, and loses
the triggers by which figures are told of changes."""

from importlib import import_module
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

told = import_module("responses.migrations.0045_people_may_say_more")


def tell_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        told.tell(apps, editor)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("responses", "0049_words_and_codes_are_work"),
    ]
    operations: ClassVar = [
        migrations.AddField(
            model_name="response",
            name="device",
            field=models.CharField(
                blank=True,
                choices=[("phone", "Phone"), ("other", "Other")],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
        migrations.RunPython(tell_again, migrations.RunPython.noop),
    ]
