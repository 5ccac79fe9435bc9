"""An adviser may belong to a service that works in several forces. Who is one in a force stays so."""

from typing import ClassVar

import access.permissions
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('access', '0011_tries_are_counted'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(choices=[('idva', 'Domestic abuse service (IDVA)'), ('isva', 'Sexual violence service (ISVA)'), ('stalking', 'Stalking service'), ('support', 'Victim support service'), ('witness', 'Witness care unit'), ('homicide', 'Service for bereaved families'), ('other', 'Another service')], max_length=10)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=120)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_once_nationally',
        ),
        migrations.AddField(
            model_name='organisation',
            name='forces',
            field=models.ManyToManyField(related_name='+', to='access.force'),
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='access.organisation'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('force__isnull', True), ('organisation__isnull', True)), fields=('user', 'role'), name='membership_once_nationally'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('user', 'organisation'), name='membership_once_in_an_organisation'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('organisation__isnull', True), models.Q(('force__isnull', True), ('role', access.permissions.Role['ADVOCATE'])), _connector='OR'), name='membership_of_an_organisation_is_an_advisers'),
        ),
    ]
