"""Fields get plain names in Python. Their columns keep the names they have, so no table changes."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ONCE = {
    "loadedforce": ("loaded_force_once", "force"),
    "casebefore": ("case_before_once", "case"),
    "contactbefore": ("contact_before_once", "case"),
}
RELATED = {"loadedforce": "forces", "casebefore": "snapshots", "contactbefore": "+"}


def import_batch(model):
    name, other = ONCE[model]
    return [
        migrations.RemoveConstraint(model, name),
        migrations.RenameField(model, "loading", "import_batch"),
        migrations.AlterField(
            model,
            "import_batch",
            models.ForeignKey(
                db_column="loading_id",
                on_delete=django.db.models.deletion.CASCADE,
                related_name=RELATED[model],
                to="responses.import",
            ),
        ),
        migrations.AddConstraint(
            model, models.UniqueConstraint(fields=("import_batch", other), name=name)
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("responses", "0019_loads_are_told_by_force")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                *import_batch("loadedforce"),
                *import_batch("casebefore"),
                *import_batch("contactbefore"),
                migrations.RenameField("upload", "loading", "import_batch"),
                migrations.AlterField(
                    "upload",
                    "import_batch",
                    models.OneToOneField(
                        db_column="loading_id",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upload",
                        to="responses.import",
                    ),
                ),
                migrations.RenameField("upload", "moved_at", "last_active_at"),
                migrations.AlterField(
                    "upload", "last_active_at", models.DateTimeField(db_column="moved_at")
                ),
                migrations.RenameField("casebefore", "told", "told_on_by_sequence"),
                migrations.AlterField(
                    "casebefore",
                    "told_on_by_sequence",
                    models.JSONField(
                        db_column="told",
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                migrations.AlterField(
                    "casebefore",
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="responses.case",
                    ),
                ),
                migrations.RemoveConstraint("import", "import_is_asked_back_by_a_person"),
                migrations.RenameField("import", "asked_back_by", "undo_asked_by"),
                migrations.AlterField(
                    "import",
                    "undo_asked_by",
                    models.CharField(
                        blank=True, db_column="asked_back_by", db_default="", max_length=120
                    ),
                ),
                migrations.RenameField("import", "asked_back_by_id", "undo_asked_by_id"),
                migrations.AlterField(
                    "import",
                    "undo_asked_by_id",
                    models.IntegerField(blank=True, db_column="asked_back_by_id", null=True),
                ),
                migrations.AddConstraint(
                    "import",
                    models.CheckConstraint(
                        condition=Q(undo_asked_by="", undo_asked_by_id__isnull=True)
                        | (~Q(undo_asked_by="") & Q(undo_asked_by_id__isnull=False)),
                        name="import_is_asked_back_by_a_person",
                    ),
                ),
            ]
        )
    ]
