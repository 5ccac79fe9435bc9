"""What police.uk's files said of a case is kept, so that the order of loads makes no difference. Cases
stored before have none yet: it is worked out from their history when they are loaded again."""

from typing import ClassVar

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0038_evidence_led")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PoliceUkFiling",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="police_uk_filing",
                        serialize=False,
                        to="responses.case",
                    ),
                ),
                ("crimes", models.JSONField()),
                ("outcomes", models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name="casebefore",
            name="events",
            field=models.JSONField(
                blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
            ),
        ),
        migrations.AddField(
            model_name="casebefore",
            name="filing",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="kind",
            field=models.CharField(
                choices=[("case_file", "Case File"), ("police_uk", "Police Uk")],
                default="case_file",
                max_length=9,
            ),
        ),
    ]
