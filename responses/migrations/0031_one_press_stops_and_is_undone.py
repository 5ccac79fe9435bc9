"""The press that stops contact can be undone by its visit, and may be of a number alone."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0030_the_first_helplines'),
    ]

    operations = [
        migrations.AddField(
            model_name='suppression',
            name='is_number_only',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='suppression',
            name='person_key',
            field=models.CharField(max_length=64),
        ),
        migrations.CreateModel(
            name='StopPress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
                ('cancelled', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='responses.invitation')),
            ],
        ),
        migrations.AddField(
            model_name='suppression',
            name='press',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suppressions', to='responses.stoppress'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(fields=('person_key', 'is_number_only'), name='suppression_once'),
        ),
    ]
