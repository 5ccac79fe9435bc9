from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0010_destruction_knows_the_uptime"),
    ]

    operations = [
        migrations.CreateModel(
            name="TryCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("tier", models.CharField(max_length=12)),
                ("count", models.IntegerField()),
                ("forget_at", models.DateTimeField(db_index=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", False)),
                        fields=["told_at"],
                        name="try_count_told",
                    )
                ],
            },
        ),
    ]
