import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.migrations._operations import CreateModels
from survey.migrations import _triggers



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        CreateModels([migrations.CreateModel(
                name='InstrumentDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('definition', models.JSONField()),
                    ('content_hash', models.CharField(max_length=64)),
                    ('saved_at', models.DateTimeField()),
                    ('saved_by', models.CharField(max_length=120)),
                    ('proposed_at', models.DateTimeField(blank=True, null=True)),
                    ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('effective_from', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='instrument_draft_once'), models.CheckConstraint(condition=models.Q(models.Q(('effective_from__isnull', True), ('proposed_at__isnull', True), ('proposed_by__isnull', True)), models.Q(('effective_from__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False)), _connector='OR'), name='instrument_draft_proposed_whole')],
                },
            ), migrations.CreateModel(
                name='InstrumentVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('revision', models.PositiveSmallIntegerField()),
                    ('definition', models.JSONField()),
                    ('languages', models.JSONField()),
                    ('content_hash', models.CharField(max_length=64)),
                    ('published_at', models.DateTimeField()),
                    ('published_by', models.CharField(max_length=120)),
                    ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('effective_from', models.DateField()),
                    ('retired_at', models.DateTimeField(blank=True, null=True)),
                    ('retired_by', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('code', 'version', 'revision'), name='instrument_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('proposed_by__isnull', True)), models.Q(('confirmed_by__isnull', False), ('proposed_by__isnull', False), models.Q(('proposed_by', models.F('confirmed_by')), _negated=True)), _connector='OR'), name='instrument_version_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by', '')), models.Q(('retired_at__isnull', False), models.Q(('retired_by', ''), _negated=True)), _connector='OR'), name='instrument_version_retired_at_with_by')],
                },
            ), migrations.CreateModel(
                name='SignedWording',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=20)),
                    ('text', models.CharField(max_length=16)),
                    ('words', models.CharField(max_length=16)),
                    ('signed_at', models.DateTimeField()),
                    ('signed_by', models.CharField(max_length=120)),
                    ('signed_by_id', models.IntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('language', 'text', 'words'), name='signed_wording_once')],
                },
            ), migrations.CreateModel(
                name='WordingEvidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.CharField(max_length=40)),
                    ('words', models.CharField(max_length=16)),
                    ('kind', models.CharField(choices=[('panel', 'Panel'), ('interview', 'Interview'), ('test', 'Test'), ('translation', 'Translation')], max_length=11)),
                    ('people', models.PositiveSmallIntegerField()),
                    ('on', models.DateField()),
                    ('languages', models.JSONField()),
                    ('found', models.TextField()),
                    ('changed', models.TextField()),
                    ('recorded_by', models.CharField(max_length=120)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='wording_evidence_asked_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('found', ''), _negated=True), models.Q(('changed', ''), _negated=True)), name='wording_evidence_says_something')],
                },
            ), migrations.CreateModel(
                name='WordingRemark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('remark', models.CharField(choices=[('proposal', 'Proposal'), ('question', 'Question')], max_length=8)),
                    ('language', models.CharField(max_length=20)),
                    ('text', models.CharField(max_length=16)),
                    ('words', models.CharField(max_length=16)),
                    ('kind', models.CharField(max_length=20)),
                    ('place', models.CharField(max_length=300)),
                    ('english', models.TextField()),
                    ('wording', models.TextField(blank=True)),
                    ('proposed', models.TextField(blank=True)),
                    ('comment', models.TextField(blank=True)),
                    ('said_at', models.DateTimeField()),
                    ('said_by', models.CharField(max_length=120)),
                    ('said_by_id', models.IntegerField()),
                    ('outcome', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('answered', 'Answered'), ('taken_back', 'Taken Back')], max_length=10)),
                    ('answer', models.TextField(blank=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.CharField(blank=True, max_length=120)),
                    ('ended_by_id', models.IntegerField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('remark', 'proposal')), fields=('language', 'text'), name='wording_remark_one_open_proposal'), models.CheckConstraint(condition=models.Q(models.Q(('remark', 'proposal'), models.Q(('proposed', ''), _negated=True)), models.Q(('proposed', ''), ('remark', 'question'), models.Q(('comment', ''), _negated=True)), _connector='OR'), name='wording_remark_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', ''), ('ended_by_id__isnull', True), ('outcome', '')), models.Q(('ended_at__isnull', False), ('ended_by_id__isnull', False), models.Q(('ended_by', ''), _negated=True), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='wording_remark_ended_whole'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['agreed', 'refused']), _negated=True), models.Q(('ended_by_id', models.F('said_by_id')), _negated=True), _connector='OR'), name='wording_remark_agreed_by_another')],
                },
            )
        ]),
        migrations.RunPython(_triggers.create),
    ]
