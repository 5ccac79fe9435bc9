"""Withdrawn answers lie sealed in the vault for the days in which they can be brought back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0025_stored_addresses_have_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='WithdrawnAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('sealed_at', models.DateTimeField(db_index=True)),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='responses.response')),
            ],
        ),
    ]
