"""Indexes that migrations build beside whoever reads and writes. No migration: its name begins with
an underscore."""

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
