"""Indexes that hold what pages of staff count, so that no row is read for it. Each is built beside
whoever reads and writes."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.db.models import Q


class AddIndexBeside(migrations.AddIndex):
    """On PostgreSQL without a lock. One that was broken off is there and holds nothing: it is
    built anew."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')
        schema_editor.add_index(model, self.index, concurrently=True)


def add(model: str, name: str, *fields: str, condition: Q | None = None) -> AddIndexBeside:
    return AddIndexBeside(model, models.Index(fields=fields, name=name, condition=condition))


class Migration(migrations.Migration):
    atomic = False  # An index is built beside whoever writes.

    dependencies: ClassVar = [("responses", "0071_the_force_stands_on_what_is_counted")]

    operations: ClassVar = [
        add(
            "case", "case_excluded",
            "force", "exclude_on", "id", "exclude_code", "exclude_by",
            condition=~Q(exclude_code=""),
        ),
        add(
            "case", "case_excluded_by_id",
            "id", "exclude_code", "exclude_by", "exclude_on", "force",
            condition=~Q(exclude_code=""),
        ),
        add(
            "exclusionruling", "exclusion_ruling_of_case",
            "case", "code", "excluded_by", "excluded_on", "verdict",
        ),
        add(
            "stageevent", "stage_event_waiting",
            "waits_for_staff_until", "id", "case", "decision", "case_force",
            condition=Q(waits_for_staff_until__isnull=False),
        ),
        add(
            "stageevent", "stage_event_force_period",
            "case_force", "period", "survey_stage", "decision", "id",
        ),
        add("invitation", "invitation_with_codes", "id", condition=Q(codes_drawn__gt=0)),
        add(
            "outboxmessage", "outbox_force",
            "case_force", "state", "provider_status", "fault", "due_at", "sent_at",
            condition=Q(is_new_link=False),
        ),
        add("casetie", "case_tie_newest_of_force", "case_force", "tied_at", "id"),
        add("caseoffer", "case_offer_waiting", "case", "offered_at", "id", condition=Q(state="waits")),
        add("suppression", "suppression_number_only", "person_key", condition=Q(is_number_only=True)),
        add("contact", "contact_with_address", "address_key", condition=~Q(address_key="")),
        migrations.AlterField(
            model_name="exclusionruling",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ruling",
                to="responses.case",
            ),
        ),
        migrations.RemoveIndex("case", "case_excluded_by_hand"),
        migrations.RemoveIndex("stageevent", "stage_event_waits_for_staff"),
        migrations.RemoveIndex("caseoffer", "case_offer_waits"),
    ]  # fmt: skip
