from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("analytics", "0035_acknowledgements_become_cases")]

    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_acknowledged_at_with_by"),
        migrations.RemoveField(model_name="alert", name="acknowledged_at"),
        migrations.RemoveField(model_name="alert", name="acknowledged_by"),
        migrations.RemoveField(model_name="alert", name="acknowledgement_note"),
    ]
