"""An import says when a run of decisions first saw it. Those that stand marked are seen by the next
run; of the others every case was found decided."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0074_pages_read_what_they_count")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="import",
            name="first_read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
