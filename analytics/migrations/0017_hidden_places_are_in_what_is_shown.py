"""What is hidden stands in the tables that pages read: nothing else has to know of it."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("analytics", "0016_quarters_that_are_provisional")]
    operations: ClassVar = [migrations.DeleteModel(name="HiddenPlaces")]
