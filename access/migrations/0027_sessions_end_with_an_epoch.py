from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0026_second_factors_are_sealed")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
