import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.migrations._operations import CreateModels



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        CreateModels([migrations.CreateModel(
                name='Alert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.CharField(max_length=30)),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                    ('dimension', models.CharField(default='all', max_length=20)),
                    ('level', models.CharField(default='all', max_length=40)),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='analytics.alert')),
                    ('first_week', models.DateField()),
                    ('last_week', models.DateField()),
                    ('told_week', models.DateField(blank=True, null=True)),
                    ('window_weeks', models.PositiveSmallIntegerField()),
                    ('is_rise', models.BooleanField()),
                    ('base', models.PositiveIntegerField()),
                    ('effective_base', models.FloatField()),
                    ('observed', models.FloatField()),
                    ('expected', models.FloatField()),
                    ('lower', models.FloatField()),
                    ('upper', models.FloatField()),
                    ('odds_ratio', models.FloatField()),
                    ('p_value', models.FloatField()),
                    ('score', models.FloatField(blank=True, null=True)),
                    ('parent_move', models.FloatField(default=0.0)),
                    ('expected_weeks', models.JSONField(blank=True, default=list)),
                    ('artefacts', models.JSONField(blank=True, default=list)),
                    ('explained_by', models.CharField(blank=True, db_default='', default='', max_length=16)),
                    ('raised_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('item', 'force', 'dimension', 'level', 'first_week', 'is_rise'), name='alert_episode_once'), models.UniqueConstraint(condition=models.Q(('force__isnull', True)), fields=('item', 'dimension', 'level', 'first_week', 'is_rise'), name='alert_national_episode_once')],
                },
            ), migrations.CreateModel(
                name='AlertCase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alert', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='case', to='analytics.alert')),
                    ('state', models.CharField(default='seen', max_length=12)),
                    ('owner', models.CharField(blank=True, max_length=120)),
                    ('owner_id', models.IntegerField(blank=True, null=True)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('snoozed_until', models.DateField(blank=True, null=True)),
                    ('verdict', models.CharField(blank=True, max_length=10)),
                    ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duplicates', to='analytics.alert')),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('reminded_on', models.DateField(blank=True, null=True)),
                    ('escalated_on', models.DateField(blank=True, null=True)),
                    ('picture', models.JSONField(blank=True, default=dict)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['closed', 'duplicate'])), models.Q(models.Q(('state__in', ['closed', 'duplicate']), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='alert_case_over_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('owner', ''), ('owner_id__isnull', True)), models.Q(('due_on__isnull', False), ('owner_id__isnull', False), models.Q(('owner', ''), _negated=True)), _connector='OR'), name='alert_case_owner_and_due_together'), models.CheckConstraint(condition=models.Q(models.Q(('snoozed_until__isnull', False), ('state', 'snoozed')), models.Q(models.Q(('state', 'snoozed'), _negated=True), ('snoozed_until__isnull', True)), _connector='OR'), name='alert_case_snoozed_until_a_day')],
                },
            ), migrations.CreateModel(
                name='AlertStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='analytics.alertcase')),
                    ('act', models.CharField(max_length=12)),
                    ('state', models.CharField(max_length=12)),
                    ('note', models.TextField(blank=True)),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=120)),
                ],
            ), migrations.CreateModel(
                name='AnswerFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('name', models.CharField(max_length=100)),
                    ('checksum', models.CharField(max_length=64)),
                    ('rows', models.PositiveIntegerField()),
                    ('answers', models.PositiveBigIntegerField()),
                    ('corrected_on', models.DateField(null=True)),
                    ('unusable', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'force'), name='answer_file_once')],
                },
            ), migrations.CreateModel(
                name='CaseAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='analytics.alertcase')),
                    ('kind', models.CharField(max_length=12)),
                    ('starts_on', models.DateField()),
                    ('what', models.CharField(max_length=300)),
                    ('decided_at', models.DateTimeField()),
                    ('decided_by', models.CharField(max_length=120)),
                    ('measured_at', models.DateTimeField(blank=True, null=True)),
                    ('result', models.JSONField(blank=True, default=dict)),
                    ('forces', models.ManyToManyField(related_name='+', to='access.force')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='case_action_says_what')],
                },
            ), migrations.CreateModel(
                name='Cell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('bins', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'force', 'dimension', 'level'), name='cell_once')],
                },
            ), migrations.CreateModel(
                name='CharacteristicGap',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('item', models.CharField(max_length=20)),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('reference', models.CharField(max_length=40)),
                    ('raw', models.FloatField()),
                    ('raw_lower', models.FloatField()),
                    ('raw_upper', models.FloatField()),
                    ('standardised', models.FloatField()),
                    ('standardised_error', models.FloatField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'item', 'dimension', 'level'), name='characteristic_gap_once')],
                },
            ), migrations.CreateModel(
                name='Coverage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('counts', models.JSONField()),
                ],
                options={
                    'indexes': [models.Index(fields=['dimension', 'period', 'level'], name='coverage_of_a_table')],
                    'constraints': [models.UniqueConstraint(fields=('period', 'force', 'dimension', 'level'), name='coverage_once')],
                },
            ), migrations.CreateModel(
                name='Release',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('published_at', models.DateTimeField()),
                    ('published_by', models.CharField(max_length=120)),
                    ('approved_by', models.CharField(blank=True, max_length=120)),
                    ('revision_note', models.TextField(blank=True)),
                    ('is_simulated', models.BooleanField()),
                    ('quality', models.JSONField()),
                    ('known', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'version'), name='release_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('revision_note', ''), ('version', 1)), models.Q(('version__gt', 1), models.Q(('revision_note', ''), _negated=True)), _connector='OR'), name='release_revision_says_why'), models.CheckConstraint(condition=models.Q(('approved_by', models.F('published_by')), _negated=True), name='release_approved_by_another')],
                },
            ), migrations.CreateModel(
                name='ReleaseDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(max_length=10)),
                    ('publish_at', models.DateTimeField()),
                    ('announced_at', models.DateTimeField()),
                    ('announced_by', models.CharField(max_length=120)),
                    ('moves', models.JSONField(default=list)),
                    ('words', models.JSONField(default=dict)),
                    ('contact_email', models.CharField(blank=True, max_length=254)),
                    ('next_on', models.DateField(null=True)),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.CharField(max_length=120)),
                    ('changes', models.PositiveIntegerField(default=0)),
                    ('step', models.CharField(blank=True, max_length=10)),
                    ('refusal', models.CharField(blank=True, max_length=20)),
                    ('quality', models.JSONField(null=True)),
                    ('known', models.JSONField(null=True)),
                    ('filled_at', models.DateTimeField(null=True)),
                    ('content_hash', models.CharField(blank=True, max_length=64)),
                    ('proposed_at', models.DateTimeField(null=True)),
                    ('proposed_by', models.CharField(blank=True, max_length=120)),
                    ('proposed_by_id', models.IntegerField(null=True)),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('approved_by', models.CharField(blank=True, max_length=120)),
                    ('approved_by_id', models.IntegerField(null=True)),
                    ('cancelled_at', models.DateTimeField(null=True)),
                    ('cancelled_why', models.CharField(blank=True, max_length=500)),
                    ('cancelled_why_cy', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('release', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='analytics.release')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('period', 'version'), name='release_draft_once'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by_id__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by_id__isnull', False), ('proposed_at__isnull', False), ('proposed_by_id__isnull', False), models.Q(('approved_by_id', models.F('proposed_by_id')), _negated=True)), _connector='OR'), name='release_draft_approved_by_another'), models.CheckConstraint(condition=models.Q(('proposed_at__isnull', True), models.Q(('content_hash', ''), _negated=True), _connector='OR'), name='release_draft_proposed_whole'), models.CheckConstraint(condition=models.Q(('release__isnull', True), ('approved_at__isnull', False), _connector='OR'), name='release_draft_published_as_approved')],
                },
            ), migrations.CreateModel(
                name='DraftFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='analytics.releasedraft')),
                    ('name', models.CharField(max_length=60)),
                    ('media_type', models.CharField(max_length=100)),
                    ('content', models.TextField()),
                    ('binary', models.BinaryField(db_default=b'', default=b'')),
                    ('sha256', models.CharField(max_length=64)),
                ],
                options={
                    'indexes': [models.Index(fields=['draft', 'name', 'sha256'], name='draft_file_sums')],
                    'constraints': [models.UniqueConstraint(fields=('draft', 'name'), name='draft_file_once')],
                },
            ), migrations.CreateModel(
                name='DriverSet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('stage', models.CharField(max_length=10)),
                    ('people', models.PositiveIntegerField(null=True)),
                    ('explained', models.FloatField(null=True)),
                    ('drivers', models.JSONField(default=list)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'stage'), name='driver_set_once')],
                },
            ), migrations.CreateModel(
                name='EarlierFigures',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('told', models.JSONField()),
                ],
            ), migrations.CreateModel(
                name='EarlyReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='analytics.releasedraft')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('office', models.CharField(max_length=120)),
                    ('reason', models.CharField(max_length=300)),
                    ('added_at', models.DateTimeField()),
                    ('added_by', models.CharField(max_length=120)),
                    ('read_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('draft', 'user'), name='early_reader_once')],
                },
            ), migrations.CreateModel(
                name='EmergingTerm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField()),
                    ('area', models.CharField(default='nation', max_length=40)),
                    ('language', models.CharField(max_length=16)),
                    ('term', models.CharField(max_length=80)),
                    ('score', models.FloatField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('area', 'language', 'term'), name='emerging_term_once')],
                },
            ), migrations.CreateModel(
                name='ExpectedShares',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('dimension', models.CharField(max_length=20)),
                    ('area', models.CharField(max_length=40)),
                    ('shares', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'dimension', 'area'), name='expected_shares_once')],
                },
            ), migrations.CreateModel(
                name='Intersection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('item', models.CharField(max_length=20)),
                    ('unstable', models.PositiveIntegerField()),
                    ('shares', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'item'), name='intersection_once')],
                },
            ), migrations.CreateModel(
                name='ModelledShares',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('dimension', models.CharField(max_length=20)),
                    ('area', models.CharField(max_length=40)),
                    ('shares', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'dimension', 'area'), name='modelled_shares_once')],
                },
            ), migrations.CreateModel(
                name='PeerGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('source', models.CharField(max_length=200)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('force', 'member', 'valid_from'), name='peer_group_member_once'), models.CheckConstraint(condition=models.Q(('force', models.F('member')), _negated=True), name='peer_group_is_of_others'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='peer_group_ends_after_it_begins')],
                },
            ), migrations.CreateModel(
                name='PeerGroupRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('groups', models.JSONField()),
                    ('valid_from', models.DateField()),
                    ('source', models.CharField(max_length=200)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('loaded', 'Loaded'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'loaded'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='peer_group_request_is_loaded_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='peer_group_request_waits_undecided')],
                },
            ), migrations.CreateModel(
                name='QualityFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16)),
                    ('level', models.CharField(blank=True, max_length=40)),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                    ('first_week', models.DateField()),
                    ('last_week', models.DateField()),
                    ('window_weeks', models.PositiveSmallIntegerField()),
                    ('is_rise', models.BooleanField()),
                    ('observed', models.FloatField()),
                    ('expected', models.FloatField()),
                    ('base', models.PositiveIntegerField()),
                    ('score', models.FloatField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('code', 'level', 'force', 'first_week', 'is_rise'), name='quality_finding_once'), models.UniqueConstraint(condition=models.Q(('force__isnull', True)), fields=('code', 'level', 'first_week', 'is_rise'), name='quality_national_finding_once')],
                },
            ), migrations.CreateModel(
                name='QualityWeek',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField()),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('counts', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('week', 'force'), name='quality_week_once')],
                },
            ), migrations.CreateModel(
                name='QuarterState',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7, unique=True)),
                    ('stages', models.JSONField()),
                    ('shifts', models.JSONField()),
                    ('closed_on', models.DateField(null=True)),
                    ('waiting', models.PositiveIntegerField(default=0)),
                    ('late', models.PositiveIntegerField(default=0)),
                    ('corrected_on', models.DateField(null=True)),
                    ('correction', models.CharField(blank=True, max_length=500)),
                ],
            ), migrations.CreateModel(
                name='RecordRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('area', models.CharField(max_length=40)),
                    ('rate', models.CharField(max_length=30)),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('people', models.PositiveIntegerField()),
                    ('found', models.PositiveIntegerField()),
                    ('kappa', models.FloatField(null=True)),
                    ('kappa_lower', models.FloatField(null=True)),
                    ('kappa_upper', models.FloatField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'area', 'rate', 'dimension', 'level'), name='record_rate_once')],
                },
            ), migrations.CreateModel(
                name='RecordedOutcomes',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('area', models.CharField(max_length=40)),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('decided', models.PositiveIntegerField()),
                    ('counts', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'area', 'dimension', 'level'), name='recorded_outcomes_once')],
                },
            ), migrations.CreateModel(
                name='ReleaseFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='analytics.release')),
                    ('name', models.CharField(max_length=60)),
                    ('media_type', models.CharField(max_length=100)),
                    ('content', models.TextField()),
                    ('binary', models.BinaryField(db_default=b'', default=b'')),
                    ('sha256', models.CharField(max_length=64)),
                ],
                options={
                    'indexes': [models.Index(fields=['release', 'name', 'sha256'], name='release_file_sums')],
                    'constraints': [models.UniqueConstraint(fields=('release', 'name'), name='release_file_once')],
                },
            ), migrations.CreateModel(
                name='ResearchProject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120)),
                    ('purpose', models.CharField(max_length=1000)),
                    ('researchers', models.JSONField()),
                    ('variables', models.JSONField()),
                    ('year', models.CharField(max_length=7)),
                    ('ends_on', models.DateField()),
                    ('state', models.CharField(choices=[('making', 'Making'), ('checking', 'Checking'), ('ready', 'Ready'), ('refused', 'Refused'), ('ended', 'Ended')], default='making', max_length=8)),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('report', models.JSONField(default=dict)),
                    ('file', models.BinaryField(default=bytes)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('first_by__isnull', False), ('second_by__isnull', False), models.Q(('first_by', models.F('asked_by')), _negated=True), models.Q(('second_by', models.F('asked_by')), _negated=True), models.Q(('second_by', models.F('first_by')), _negated=True)), _connector='OR'), name='research_is_checked_by_two_others'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['refused', 'ended']), _negated=True), models.Q(('ended_at__isnull', False), ('file', b'')), _connector='OR'), name='research_that_is_over_has_no_file')],
                },
            ), migrations.CreateModel(
                name='SaidAndDone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('action', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='analytics.caseaction')),
                    ('text', models.CharField(max_length=400)),
                    ('text_cy', models.CharField(max_length=400)),
                    ('written_at', models.DateTimeField()),
                    ('written_by', models.CharField(max_length=120)),
                    ('written_by_id', models.IntegerField()),
                    ('approved_at', models.DateTimeField(blank=True, null=True)),
                    ('approved_by', models.CharField(blank=True, max_length=120)),
                    ('approved_by_id', models.IntegerField(blank=True, null=True)),
                    ('unwanted_at', models.DateTimeField(blank=True, null=True)),
                    ('unwanted_by', models.CharField(blank=True, db_default='', max_length=120)),
                    ('unwanted_by_id', models.IntegerField(blank=True, null=True)),
                    ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                    ('taken_back_by', models.CharField(blank=True, db_default='', max_length=120)),
                    ('taken_back_by_id', models.IntegerField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by_id__isnull', True)), models.Q(('taken_back_at__isnull', False), ('unwanted_at__isnull', False), models.Q(('taken_back_by_id', models.F('unwanted_by_id')), _negated=True)), _connector='OR'), name='said_and_done_taken_back_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by', ''), ('approved_by_id__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by_id__isnull', False), models.Q(('approved_by', ''), _negated=True), models.Q(('approved_by_id', models.F('written_by_id')), _negated=True)), _connector='OR'), name='said_and_done_approved_by_another')],
                },
            ), migrations.CreateModel(
                name='ScoredWeek',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField()),
                    ('tier', models.CharField(max_length=20)),
                    ('size', models.PositiveSmallIntegerField()),
                    ('tally', models.JSONField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('week', 'tier', 'size'), name='scored_week_once')],
                },
            ), migrations.CreateModel(
                name='SeriesNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                    ('item', models.CharField(blank=True, max_length=20)),
                    ('period', models.CharField(max_length=7)),
                    ('is_rebase', models.BooleanField()),
                    ('reason', models.CharField(max_length=200)),
                    ('noted_at', models.DateTimeField()),
                    ('noted_by', models.CharField(max_length=120)),
                    ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                    ('taken_back_by', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='series_note_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by', '')), models.Q(('taken_back_at__isnull', False), models.Q(('taken_back_by', ''), _negated=True)), _connector='OR'), name='series_note_taken_back_at_with_by')],
                },
            ), migrations.CreateModel(
                name='ShownTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('dimension', models.CharField(max_length=20)),
                    ('area', models.CharField(max_length=40)),
                    ('shares', models.JSONField()),
                ],
                options={
                    'indexes': [models.Index(fields=['dimension', 'area', 'period'], name='shown_table_series')],
                    'constraints': [models.UniqueConstraint(fields=('period', 'dimension', 'area'), name='shown_table_once')],
                },
            ), migrations.CreateModel(
                name='StandardisedShare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('item', models.CharField(max_length=20)),
                    ('share', models.FloatField()),
                    ('lower', models.FloatField()),
                    ('upper', models.FloatField()),
                    ('expected', models.FloatField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'force', 'item'), name='standardised_share_once')],
                },
            ), migrations.CreateModel(
                name='StepTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('area', models.CharField(max_length=40)),
                    ('step', models.CharField(max_length=8)),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('cases', models.PositiveIntegerField()),
                    ('over', models.PositiveIntegerField()),
                    ('median', models.PositiveIntegerField(null=True)),
                    ('lower', models.PositiveIntegerField(null=True)),
                    ('upper', models.PositiveIntegerField(null=True)),
                    ('judged', models.PositiveIntegerField()),
                    ('in_time', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'area', 'step', 'dimension', 'level'), name='step_time_once')],
                },
            ), migrations.CreateModel(
                name='SupportYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7, unique=True)),
                    ('figures', models.JSONField()),
                ],
            ), migrations.CreateModel(
                name='ThemeRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('area', models.CharField(max_length=40)),
                    ('rate', models.CharField(max_length=30)),
                    ('dimension', models.CharField(max_length=20)),
                    ('level', models.CharField(max_length=40)),
                    ('people', models.PositiveIntegerField()),
                    ('found', models.PositiveIntegerField()),
                    ('kappa', models.FloatField(null=True)),
                    ('kappa_lower', models.FloatField(null=True)),
                    ('kappa_upper', models.FloatField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'area', 'rate', 'dimension', 'level'), name='theme_rate_once')],
                },
            ), migrations.CreateModel(
                name='VoiceYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7, unique=True)),
                    ('figures', models.JSONField()),
                ],
            ), migrations.CreateModel(
                name='WatchedSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField()),
                    ('item', models.CharField(max_length=20)),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                    ('score', models.FloatField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('item', 'force'), name='watched_series_once'), models.UniqueConstraint(condition=models.Q(('force__isnull', True)), fields=('item',), name='watched_national_series_once')],
                },
            ), migrations.CreateModel(
                name='WayYear',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7, unique=True)),
                    ('figures', models.JSONField()),
                ],
            ), migrations.CreateModel(
                name='WeightRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=7)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('filled_at', models.DateTimeField()),
                    ('respondents', models.PositiveIntegerField()),
                    ('frame_total', models.FloatField()),
                    ('design_effect', models.FloatField()),
                    ('trimmed', models.PositiveIntegerField()),
                    ('inputs_hash', models.CharField(blank=True, max_length=64)),
                    ('effective_base', models.FloatField(null=True)),
                    ('least_factor', models.FloatField(null=True)),
                    ('most_factor', models.FloatField(null=True)),
                    ('margins', models.JSONField()),
                    ('error_ratios', models.JSONField(default=dict)),
                    ('response_model', models.JSONField(default=dict)),
                    ('late_answers', models.JSONField(default=dict)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('counted', models.JSONField(default=list)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('period', 'force'), name='weight_run_once')],
                },
            )
        ]),
    ]
