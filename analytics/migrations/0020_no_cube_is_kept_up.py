"""Figures are counted from the answers when they are filled; nothing in between is kept."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("analytics", "0019_quarters_close")]
    operations: ClassVar = [
        migrations.DeleteModel(name=name)
        for name in ("CubeCell", "CubeEntry", "CubePart", "CubeVersion")
    ]
