import access.actor
import access.permissions
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone
from uuid import uuid4

from access.migrations._operations import CreateModels
from access.partitions import creation



def name_database(apps, _editor):
    """Every copy of this database is recognised by this id."""
    apps.get_model("access", "Continuity").objects.create(generation=uuid4())


def partition(_apps, editor):
    creation.create_functions(editor)
    creation.partition_by_month(
        editor, table="access_auditevent", column="at", at=timezone.now()
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels([migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('email', models.EmailField(max_length=254, unique=True)),
                    ('name', models.CharField(blank=True, max_length=120)),
                    ('session_epoch', models.PositiveIntegerField(db_default=0, default=0)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                    'abstract': False,
                },
            ), migrations.CreateModel(
                name='AccountMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_mails', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.CharField(choices=[('join', 'Join'), ('password', 'Password'), ('phone', 'Phone'), ('both', 'Both'), ('back', 'Back'), ('second asked', 'Second Asked'), ('link used', 'Link Used'), ('role given', 'Role Given'), ('role ended', 'Role Ended'), ('glass broken', 'Glass Broken')], max_length=12)),
                    ('needs_second', models.BooleanField(default=False)),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('is_refused', models.BooleanField(default=False)),
                    ('nonce', models.CharField(blank=True, max_length=32)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('used_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), ('is_refused', True), _connector='OR'), name='account_mail_is_allowed_by_another'), models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), models.Q(('asked_by', models.F('user')), _negated=True), _connector='OR'), name='account_mail_is_of_another'), models.CheckConstraint(condition=models.Q(('needs_second', False), models.Q(('sent_at__isnull', True), ('used_at__isnull', True)), models.Q(('decided_by__isnull', False), ('is_refused', False)), _connector='OR'), name='account_mail_that_needs_a_second_waits_for_one')],
                },
            ), migrations.CreateModel(
                name='Force',
                fields=[
                    ('code', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=120)),
                    ('name_cy', models.CharField(blank=True, max_length=120)),
                    ('ons_code', models.CharField(blank=True, max_length=9)),
                    ('ons_name', models.CharField(blank=True, max_length=80)),
                    ('region_code', models.CharField(blank=True, max_length=9)),
                    ('region_name', models.CharField(blank=True, max_length=60)),
                    ('is_territorial', models.BooleanField(default=True)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='force_ends_after_it_begins')],
                },
            ), migrations.CreateModel(
                name='ApiKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
                    ('key_hash', models.CharField(max_length=64, unique=True)),
                    ('shown', models.CharField(blank=True, db_default='', max_length=10)),
                    ('label', models.CharField(max_length=80)),
                    ('purpose', models.CharField(blank=True, db_default='', max_length=200)),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('scopes', models.JSONField(default=list)),
                    ('expires_at', models.DateTimeField()),
                    ('taken_at', models.DateTimeField(blank=True, null=True)),
                    ('last_used_on', models.DateField(blank=True, null=True)),
                    ('used_for', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.CharField(max_length=120)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_by', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_by', ''), _negated=True)), _connector='OR'), name='api_key_revoked_at_with_by')],
                },
            ), migrations.CreateModel(
                name='AuditChainEnd',
                fields=[
                    ('singleton', models.BooleanField(default=True, primary_key=True, serialize=False)),
                    ('position', models.BigIntegerField()),
                    ('hash', models.CharField(max_length=64)),
                    ('keyed_from', models.BigIntegerField()),
                    ('sealed_at', models.DateTimeField()),
                    ('seal', models.CharField(max_length=64)),
                    ('is_shipped', models.BooleanField(default=False)),
                    ('checked_position', models.BigIntegerField(default=0)),
                    ('checked_hash', models.CharField(blank=True, default='', max_length=64)),
                    ('checked_seal', models.CharField(blank=True, default='', max_length=64)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='audit_chain_end_one_row')],
                },
            ), migrations.CreateModel(
                name='AuditEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60)),
                    ('at', models.DateTimeField(db_index=True)),
                    ('actor_kind', models.CharField(choices=[('user', 'user'), ('system', 'system'), ('respondent', 'respondent')], max_length=12)),
                    ('actor_name', models.CharField(max_length=120)),
                    ('actor_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                    ('target', models.CharField(blank=True, max_length=120)),
                    ('force_code', models.CharField(blank=True, db_default='', db_index=True, max_length=40)),
                    ('details', models.JSONField(default=dict)),
                    ('seal', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('actor_kind', access.actor.ActorKind['USER']), ('actor_user__isnull', False)), models.Q(models.Q(('actor_kind', access.actor.ActorKind['USER']), _negated=True), ('actor_user__isnull', True)), _connector='OR'), name='audit_event_user_is_named')],
                },
            ), migrations.CreateModel(
                name='AuditHead',
                fields=[
                    ('day', models.DateField(primary_key=True, serialize=False)),
                    ('position', models.BigIntegerField()),
                    ('hash', models.CharField(max_length=64)),
                    ('seal', models.CharField(max_length=64)),
                    ('sealed_at', models.DateTimeField()),
                    ('is_shipped', models.BooleanField(default=False)),
                ],
            ), migrations.CreateModel(
                name='AuditLink',
                fields=[
                    ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('event_id', models.BigIntegerField(unique=True)),
                    ('at', models.DateTimeField()),
                    ('salt', models.CharField(blank=True, max_length=32)),
                    ('digest', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                    ('chained_at', models.DateTimeField(db_index=True)),
                ],
            ), migrations.CreateModel(
                name='BreakGlass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.CharField(choices=[('case', 'Case'), ('passwords', 'Passwords')], max_length=9)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('case_key', models.CharField(blank=True, max_length=80)),
                    ('reason', models.CharField(max_length=400)),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('is_refused', models.BooleanField(default=False)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('reviewed_at', models.DateTimeField(null=True)),
                    ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_refused', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='break_glass_takes_two'), models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 4)), name='break_glass_ends'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'case'), models.Q(('case_key', ''), _negated=True)), models.Q(('case_key', ''), ('kind', 'passwords')), _connector='OR'), name='break_glass_names_its_case'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('decided_by__isnull', False), ('reviewed_at__isnull', False), models.Q(('reviewed_by', models.F('asked_by')), _negated=True), models.Q(('reviewed_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='break_glass_is_reviewed_by_a_third')],
                },
            ), migrations.CreateModel(
                name='Continuity',
                fields=[
                    ('singleton', models.BooleanField(default=True, primary_key=True, serialize=False)),
                    ('generation', models.UUIDField()),
                    ('mark', models.BigIntegerField(db_default=0, default=0)),
                    ('issued', models.JSONField(default=dict)),
                    ('held_at', models.DateTimeField(blank=True, null=True)),
                    ('held_because', models.CharField(blank=True, choices=[('older copy', 'It is an older copy of itself.'), ('restored', 'It was restored from a backup.'), ('journal gone', 'The contact journal that belongs to it has gone.')], db_default='', max_length=12)),
                    ('behind_since', models.DateTimeField(blank=True, null=True)),
                    ('copied_at', models.DateTimeField(blank=True, null=True)),
                    ('restore_tried_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='continuity_one_row'), models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', True), ('held_because', '')), models.Q(('held_at__isnull', False), models.Q(('held_because', ''), _negated=True)), _connector='OR'), name='continuity_hold_has_a_reason')],
                },
            ), migrations.CreateModel(
                name='DataOrigin',
                fields=[
                    ('singleton', models.BooleanField(default=True, primary_key=True, serialize=False)),
                    ('origin', models.CharField(choices=[('real', 'Real'), ('simulated', 'Simulated')], max_length=10)),
                    ('set_at', models.DateTimeField()),
                    ('set_by', models.CharField(max_length=120)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='data_origin_one_row')],
                },
            ), migrations.CreateModel(
                name='DestructionRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('task', models.CharField(max_length=120)),
                    ('state', models.CharField(choices=[('done', 'Done'), ('stopped', 'Stopped'), ('replaced', 'Replaced')], max_length=8)),
                    ('at', models.DateTimeField()),
                    ('database_at', models.DateTimeField()),
                    ('last_at', models.DateTimeField(blank=True, null=True)),
                    ('started', models.CharField(blank=True, db_default='', max_length=36)),
                    ('running', models.DurationField(blank=True, null=True)),
                    ('reasons', models.JSONField(default=list)),
                    ('due', models.JSONField(default=dict)),
                    ('expected', models.JSONField(null=True)),
                    ('forecast', models.JSONField(default=dict)),
                    ('forecast_until', models.DateTimeField(blank=True, null=True)),
                    ('asked_at', models.DateTimeField(blank=True, null=True)),
                    ('asked_by', models.CharField(blank=True, max_length=120)),
                    ('asked_by_id', models.IntegerField(blank=True, null=True)),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('confirmed_by', models.CharField(blank=True, max_length=120)),
                    ('confirmed_by_id', models.IntegerField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['task', 'state'], name='destruction_run_task_state')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by_id__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by_id__isnull', False)), _connector='OR'), name='destruction_run_is_asked_by_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by_id__isnull', True)), models.Q(('asked_by_id__isnull', False), ('confirmed_at__isnull', False), models.Q(('confirmed_by_id', models.F('asked_by_id')), _negated=True)), _connector='OR'), name='destruction_run_is_confirmed_by_another'), models.UniqueConstraint(condition=models.Q(('state', 'stopped')), fields=('task',), name='destruction_run_stopped_once')],
                },
            ), migrations.CreateModel(
                name='DigestChoice',
                fields=[
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('how_often', models.CharField(max_length=8)),
                    ('topics', models.JSONField(default=list)),
                    ('language', models.CharField(max_length=10)),
                    ('chosen_at', models.DateTimeField()),
                    ('period', models.CharField(max_length=16)),
                    ('told', models.JSONField(default=dict)),
                ],
            ), migrations.CreateModel(
                name='DigestMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digest_mails', to=settings.AUTH_USER_MODEL)),
                    ('period', models.CharField(max_length=16)),
                    ('reference', models.UUIDField(unique=True)),
                    ('keys', models.JSONField(default=dict)),
                    ('counts', models.JSONField(default=dict)),
                    ('language', models.CharField(max_length=10)),
                    ('made_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('kept', 'Kept'), ('dropped', 'Dropped'), ('failed', 'Failed'), ('unknown', 'Unknown')], default='waiting', max_length=8)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('next_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'period'), name='digest_mail_once_a_period'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state__in', ['waiting', 'sending'])), models.Q(models.Q(('state__in', ['waiting', 'sending']), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='digest_mail_has_a_time_until_it_is_over')],
                },
            ), migrations.CreateModel(
                name='ForceAlias',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='access.force')),
                    ('alias', models.CharField(max_length=120, unique=True)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                ],
            ), migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True)),
                    ('kind', models.CharField(choices=[('idva', 'Domestic abuse service (IDVA)'), ('isva', 'Sexual violence service (ISVA)'), ('stalking', 'Stalking service'), ('support', 'Victim support service'), ('witness', 'Witness care unit'), ('homicide', 'Service for bereaved families'), ('other', 'Another service'), ('cps', 'Crown Prosecution Service'), ('courts', 'Courts (HMCTS)'), ('probation', 'Probation service')], max_length=10)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.CharField(max_length=120)),
                    ('forces', models.ManyToManyField(related_name='+', to='access.force')),
                ],
            ), migrations.CreateModel(
                name='ForcesRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forces_requests', to='access.organisation')),
                    ('adding', models.JSONField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('added', 'Added'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'added'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='forces_request_is_done_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='forces_request_waits_undecided'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('organisation',), name='forces_request_waits_alone')],
                },
            ), migrations.CreateModel(
                name='GlassLook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('glass', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='access.breakglass')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
            ), migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(max_length=30)),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='access.organisation')),
                    ('languages', models.JSONField(default=list)),
                    ('body', models.CharField(blank=True, db_default='', default='', max_length=20)),
                    ('ends_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'role', 'force'), name='membership_once'), models.UniqueConstraint(condition=models.Q(('force__isnull', True), ('organisation__isnull', True)), fields=('user', 'role'), name='membership_once_nationally'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('user', 'organisation'), name='membership_once_in_an_organisation'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), models.Q(('role', access.permissions.Role['PARTNER']), _negated=True)), models.Q(('force__isnull', True), ('organisation__isnull', False), ('role__in', [access.permissions.Role['ADVOCATE'], access.permissions.Role['PARTNER']])), _connector='OR'), name='membership_of_an_organisation_has_no_force'), models.CheckConstraint(condition=models.Q(models.Q(('force__isnull', True), ('role__in', [access.permissions.Role['LANGUAGE_READER'], access.permissions.Role['NATIONAL_ANALYST'], access.permissions.Role['OVERSIGHT'], access.permissions.Role['PAPER_KEYER'], access.permissions.Role['SURVEY_DESIGNER']])), ('role__in', [access.permissions.Role['ADMINISTRATOR'], access.permissions.Role['ADVOCATE'], access.permissions.Role['DATA_PROTECTION_OFFICER'], access.permissions.Role['INTERVIEW_SUPERVISOR'], access.permissions.Role['INTERVIEWER'], access.permissions.Role['OPERATIONS_LEAD'], access.permissions.Role['PARTNER'], access.permissions.Role['SAFE_CONTACT_OFFICER'], access.permissions.Role['TRIAGE_OFFICER']]), models.Q(models.Q(('role__in', [access.permissions.Role['LANGUAGE_READER'], access.permissions.Role['NATIONAL_ANALYST'], access.permissions.Role['OVERSIGHT'], access.permissions.Role['PAPER_KEYER'], access.permissions.Role['SURVEY_DESIGNER']]), _negated=True), ('force__isnull', False)), _connector='OR'), name='membership_national_roles_have_no_force'), models.CheckConstraint(condition=models.Q(models.Q(('role', access.permissions.Role['LANGUAGE_READER']), models.Q(('languages', []), _negated=True)), models.Q(models.Q(('role', access.permissions.Role['LANGUAGE_READER']), _negated=True), ('languages', [])), _connector='OR'), name='membership_languages_are_a_readers'), models.CheckConstraint(condition=models.Q(('body', ''), ('role', access.permissions.Role['OVERSIGHT']), _connector='OR'), name='membership_body_is_of_who_oversees')],
                },
            ), migrations.CreateModel(
                name='MergerRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ending', models.JSONField()),
                    ('into', models.CharField(max_length=40)),
                    ('name', models.CharField(blank=True, max_length=120)),
                    ('name_cy', models.CharField(blank=True, max_length=120)),
                    ('on', models.DateField()),
                    ('with_staff', models.BooleanField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='merger_request_is_done_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='merger_request_waits_undecided')],
                },
            ), migrations.CreateModel(
                name='SignInProvider',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('issuer', models.CharField(max_length=200)),
                    ('client_id', models.CharField(max_length=200)),
                    ('secret', models.CharField(max_length=4000)),
                    ('domains', models.JSONField(default=list)),
                    ('factors', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('live', 'Live'), ('set aside', 'Set Aside'), ('ended', 'Ended')], default='waiting', max_length=9)),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('force',), name='sign_in_provider_live_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['live', 'ended']), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='sign_in_provider_is_approved_by_another')],
                },
            ), migrations.CreateModel(
                name='ProviderSubject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='provider_subject', to=settings.AUTH_USER_MODEL)),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='access.signinprovider')),
                    ('subject', models.CharField(max_length=255)),
                    ('bound_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('provider', 'subject'), name='provider_subject_is_one_person')],
                },
            ), migrations.CreateModel(
                name='RoleRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_requests', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(max_length=30)),
                    ('force', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.force')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.organisation')),
                    ('languages', models.JSONField(default=list)),
                    ('body', models.CharField(blank=True, db_default='', default='', max_length=20)),
                    ('ends_on', models.DateField(null=True)),
                    ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='access.membership')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('given', 'Given'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['asked_at'], name='role_request_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), _connector='OR'), name='role_request_is_given_by_another'), models.CheckConstraint(condition=models.Q(('asked_by', models.F('user')), _negated=True), name='role_request_is_of_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='role_request_waits_undecided')],
                },
            ), migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=60)),
                    ('address', models.CharField(max_length=400)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_view_once_by_name'), models.CheckConstraint(condition=models.Q(('address__startswith', '/staff/'), models.Q(('name', ''), _negated=True)), name='saved_view_is_of_this_service')],
                },
            ), migrations.CreateModel(
                name='ScheduledSlot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('task', models.CharField(max_length=120)),
                    ('slot_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('task', 'slot_at'), name='scheduled_slot_once')],
                },
            ), migrations.CreateModel(
                name='SystemCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_hash', models.CharField(max_length=64, unique=True)),
                    ('content_hash', models.CharField(max_length=64)),
                    ('status', models.PositiveSmallIntegerField()),
                    ('answer', models.JSONField()),
                    ('made_at', models.DateTimeField(db_index=True)),
                ],
            ), migrations.CreateModel(
                name='TaskRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('task', models.CharField(max_length=120)),
                    ('arguments', models.CharField(max_length=200)),
                    ('wanted_at', models.DateTimeField()),
                    ('hand_out_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('begun', models.PositiveIntegerField(db_default=0, default=0)),
                    ('running_until', models.DateTimeField(blank=True, null=True)),
                    ('is_wanted_again', models.BooleanField(default=False)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('failed_at', models.DateTimeField(blank=True, null=True)),
                    ('given_up_at', models.DateTimeField(blank=True, null=True)),
                    ('fault', models.CharField(blank=True, max_length=160)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('task', 'arguments'), name='task_run_once'), models.CheckConstraint(condition=models.Q(('given_up_at__isnull', True), ('failed_at__isnull', False), _connector='OR'), name='task_run_given_up_has_failed')],
                },
            ), migrations.CreateModel(
                name='TryCount',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=20)),
                    ('tier', models.CharField(max_length=12)),
                    ('count', models.IntegerField()),
                    ('forget_at', models.DateTimeField(db_index=True)),
                    ('told_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('told_at__isnull', False)), fields=['told_at'], name='try_count_told')],
                },
            ), migrations.CreateModel(
                name='WebhookEndpoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('label', models.CharField(max_length=80)),
                    ('url', models.CharField(max_length=300)),
                    ('events', models.JSONField(default=list)),
                    ('secret', models.CharField(max_length=300)),
                    ('old_secret', models.CharField(blank=True, max_length=300)),
                    ('old_until', models.DateTimeField(blank=True, null=True)),
                    ('made_at', models.DateTimeField()),
                    ('made_by', models.CharField(max_length=120)),
                    ('off_at', models.DateTimeField(blank=True, null=True)),
                    ('off_by', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('old_secret', ''), ('old_until__isnull', True)), models.Q(models.Q(('old_secret', ''), _negated=True), ('old_until__isnull', False)), _connector='OR'), name='webhook_endpoint_old_secret_ends')],
                },
            ), migrations.CreateModel(
                name='WebhookDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='access.webhookendpoint')),
                    ('message_id', models.CharField(max_length=40, unique=True)),
                    ('kind', models.CharField(max_length=24)),
                    ('body', models.CharField(max_length=600)),
                    ('made_at', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('next_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('has_arrived', models.BooleanField(default=False)),
                    ('answer', models.CharField(blank=True, max_length=40)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('next_at__isnull', True)), models.Q(('ended_at__isnull', True), ('has_arrived', False), ('next_at__isnull', False)), _connector='OR'), name='webhook_delivery_is_over_or_due')],
                },
            )
        ]),
        migrations.RunPython(name_database),
        migrations.RunPython(partition),
    ]
