"""Each code that is handed over is an attempt of its own, with a response of its own. A change of
one response of an event tells figures of all, because two that are complete count for nothing."""

from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE, NEWS = "responses_response", "responses_responsechange"
NAME = "response_tells"
EVENTS = {
    "added": ("INSERT", "NEW"),
    "edited": ("UPDATE OF answers, completed_at, withdrawn_at, mode, instrument_id", "NEW"),
    "erased": ("DELETE", "OLD"),
}
TELL = (
    "INSERT INTO {news} (response_id) SELECT {row}.id "
    "UNION SELECT id FROM {table} WHERE invitation_id = {row}.invitation_id;"
)


def tell(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite lost its triggers when the table was made anew; PostgreSQL keeps those that call the
    function."""
    if editor.connection.vendor == "sqlite":
        for what, (event, row) in EVENTS.items():
            editor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{what}")
            told = TELL.format(news=NEWS, table=TABLE, row=row)
            editor.execute(
                f"CREATE TRIGGER {NAME}_{what} AFTER {event} ON {TABLE} BEGIN {told} END"
            )
        return
    old, new = (TELL.format(news=NEWS, table=TABLE, row=row) for row in ("OLD", "NEW"))
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN {old} ELSE {new} END IF; RETURN NULL; END $$"
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0033_new_links_are_asked_for")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="CodeAttempt",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                )),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("role", models.CharField(max_length=8)),
                ("drawn_at", models.DateTimeField()),
                ("drawn_by", models.CharField(max_length=120)),
                ("drawn_by_id", models.IntegerField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("gate_tries", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("own_word_hash", models.CharField(blank=True, db_default="", max_length=200)),
                ("invitation", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="code_attempts",
                    to="responses.invitation",
                )),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own_word_hash", ""), ("opened_at__isnull", False), _connector="OR"
                        ),
                        name="code_attempt_word_is_chosen_inside",
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="response",
            name="attempt",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="response",
                to="responses.codeattempt",
            ),
        ),
        migrations.AlterField(
            model_name="response",
            name="invitation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="responses",
                to="responses.invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                condition=models.Q(("attempt__isnull", True)),
                fields=("invitation",),
                name="response_once_without_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attempt__isnull", True), ("mode", "web_code"), _connector="OR"
                ),
                name="response_by_code_says_so",
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]  # fmt: skip
