from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("responses", "0036_codes_are_counted_and_replaced_words_known")]
    operations: ClassVar = [
        migrations.AddField("upload", "notes", models.JSONField(default=list)),
        migrations.AddField("upload", "takes_hidden", models.BooleanField(default=False)),
    ]
