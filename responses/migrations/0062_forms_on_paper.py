"""Forms on paper. SQLite makes the table of responses anew, and loses the triggers by which the
counts of where people stop hear of changes."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


stops = import_module("responses.migrations.0052_break_off_counts_what_changed")


def tell_again(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        stops.tell(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0061_interviews_by_telephone'),
        ('survey', '0004_wording_evidence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperBar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PaperForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=16)),
                ('layout', models.CharField(choices=[('large', 'Large'), ('easy', 'Easy')], max_length=5)),
                ('withdrawal_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('is_keyed_twice', models.BooleanField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('keyed_at', models.DateTimeField(blank=True, null=True)),
                ('marks', models.JSONField(default=dict)),
                ('compared', models.PositiveSmallIntegerField(default=0)),
                ('differed', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PaperReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField()),
                ('marks', models.JSONField(default=dict)),
                ('keyed_by', models.CharField(max_length=120)),
                ('keyed_by_id', models.IntegerField()),
                ('keyed_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='response',
            name='response_by_code_says_so',
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('attempt__isnull', True), ('mode__in', ['web_code', 'paper']), _connector='OR'), name='response_by_code_says_so'),
        ),
        migrations.AddField(
            model_name='paperbar',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paperform',
            name='attempt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='paper_form', to='responses.codeattempt'),
        ),
        migrations.AddField(
            model_name='paperform',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='survey.instrumentversion'),
        ),
        migrations.AddField(
            model_name='paperbar',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='responses.paperform'),
        ),
        migrations.AddField(
            model_name='paperreading',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='responses.paperform'),
        ),
        migrations.AddConstraint(
            model_name='paperform',
            constraint=models.CheckConstraint(condition=models.Q(('differed__lte', models.F('compared'))), name='paper_form_differs_where_compared'),
        ),
        migrations.AddConstraint(
            model_name='paperbar',
            constraint=models.UniqueConstraint(fields=('form', 'user'), name='paper_bar_once'),
        ),
        migrations.AddConstraint(
            model_name='paperreading',
            constraint=models.UniqueConstraint(fields=('form', 'number'), name='paper_reading_once'),
        ),
        migrations.AddConstraint(
            model_name='paperreading',
            constraint=models.UniqueConstraint(fields=('form', 'keyed_by_id'), name='paper_reading_by_another'),
        ),
        migrations.AddConstraint(
            model_name='paperreading',
            constraint=models.CheckConstraint(condition=models.Q(('number__in', [1, 2])), name='paper_readings_are_two'),
        ),
        migrations.RunPython(tell_again, migrations.RunPython.noop),
    ]
