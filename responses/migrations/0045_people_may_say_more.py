"""People may say more after the questions that everybody is asked. Figures are told of what they chose,
and of when those questions were done."""

from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

TABLE, NEWS = "responses_response", "responses_responsechange"
NAME = "response_tells"
EDITED = "UPDATE OF answers, completed_at, withdrawn_at, mode, instrument_id, more_choice"
EVENTS = {"added": ("INSERT", "NEW"), "edited": (EDITED, "NEW"), "erased": ("DELETE", "OLD")}
TELL = (
    "INSERT INTO {news} (response_id) SELECT {row}.id "
    "UNION SELECT id FROM {table} WHERE invitation_id = {row}.invitation_id;"
)


def tell(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite lost its triggers when the table was made anew."""
    if editor.connection.vendor == "sqlite":
        for what, (event, row) in EVENTS.items():
            editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{what}")
            told = TELL.format(news=NEWS, table=TABLE, row=row)
            editor.execute(
                f"CREATE TRIGGER {NAME}_{what} AFTER {event} ON {TABLE} BEGIN {told} END"
            )
        return
    editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_edited ON {TABLE}")
    editor.execute(
        f"CREATE TRIGGER {NAME}_edited AFTER {EDITED} ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {NAME}()"
    )


def date_the_core(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Of what was sent in before, the sending in is the only moment known."""
    response = apps.get_model("responses", "Response")
    response.objects.filter(completed_at__isnull=False).update(core_done_at=F("completed_at"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("responses", "0044_what_files_said_before"),
        ("survey", "0003_published_rows_are_frozen"),
    ]
    operations: ClassVar = [
        migrations.AddField(
            model_name="response",
            name="chances",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="response",
            name="core_done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="more_choice",
            field=models.CharField(
                blank=True,
                choices=[
                    ("wanted", "Wanted"),
                    ("declined", "Declined"),
                    ("stopped", "Stopped"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="more_instrument",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="survey.instrumentversion",
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="more_pathway",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                name="response_more_has_its_instrument",
                condition=Q(more_choice__in=["", "declined"], more_instrument__isnull=True)
                | Q(more_choice__in=["wanted", "stopped"], more_instrument__isnull=False),
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.RunPython(date_the_core, migrations.RunPython.noop),
    ]
