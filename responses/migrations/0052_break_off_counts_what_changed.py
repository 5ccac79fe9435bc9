"""Where people stop is counted from what changed. All that is stored counts as changed once."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE, NEWS, WALKS = (
    "responses_response", "responses_breakoffchange", "responses_countedwalk",
)  # fmt: skip
NAME = "response_stops"
EDITED = (
    "UPDATE OF answers, completed_at, withdrawn_at, more_choice, instrument_id, language, device"
)
TOLD = f"INSERT INTO {NEWS} (response_id) VALUES ({{row}}.id);"
FORGET = f"UPDATE {WALKS} SET response_id = NULL WHERE response_id = {{row}}.id;"
EVENTS = {
    "added": ("INSERT", "NEW", "", TOLD),
    "edited": (EDITED, "NEW", "", TOLD),
    "withdrawn": ("UPDATE OF withdrawn_at", "NEW", "WHEN (NEW.withdrawn_at IS NOT NULL)", FORGET),
    "erased": ("DELETE", "OLD", "", FORGET),
}
"""By name: the event, the row that it tells of, when, and what is done."""


def tell(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers, also where SQLite lost them when it made the table anew."""
    is_sqlite = editor.connection.vendor == "sqlite"
    for what, (event, row, when, does) in EVENTS.items():
        done = does.format(row=row)
        trigger = f"{NAME}_{what}"
        on = "" if is_sqlite else f" ON {TABLE}"
        editor.execute(f"DROP TRIGGER IF EXISTS {trigger}{on}")
        if is_sqlite:
            editor.execute(
                f"CREATE TRIGGER {trigger} AFTER {event} ON {TABLE} {when} BEGIN {done} END"
            )
            continue
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {done} RETURN NULL; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {trigger} AFTER {event} ON {TABLE} "
            f"FOR EACH ROW {when} EXECUTE FUNCTION {trigger}()"
        )


def hush(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = editor.connection.vendor == "sqlite"
    for what in EVENTS:
        on = "" if is_sqlite else f" ON {TABLE}"
        editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{what}{on}")
        if not is_sqlite:
            editor.execute(f"DROP FUNCTION IF EXISTS {NAME}_{what}()")


def count_from_nothing(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("responses", "BreakOffCount").objects.all().delete()
    editor.execute(f"INSERT INTO {NEWS} (response_id) SELECT id FROM {TABLE}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0051_where_people_stop")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="BreakOffChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, auto_created=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("response_id", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="CountedWalk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, auto_created=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("response_id", models.BigIntegerField(null=True, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=16)),
                ("device", models.CharField(blank=True, max_length=5)),
                ("reached", models.TextField()),
                ("stopped", models.CharField(blank=True, max_length=50)),
                ("declined", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("response_id__isnull", True)),
                        fields=["id"],
                        name="counted_walk_of_nobody",
                    )
                ]
            },
        ),
        migrations.RunPython(tell, hush),
        migrations.RunPython(count_from_nothing, migrations.RunPython.noop),
    ]
