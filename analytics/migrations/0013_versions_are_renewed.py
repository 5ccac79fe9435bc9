"""The time at which a version was begun becomes the time at which it was last renewed."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("analytics", "0012_sums_are_kept_as_they_are")]
    operations: ClassVar = [
        migrations.RenameField("cubeversion", old_name="begun_at", new_name="renewed_at")
    ]
