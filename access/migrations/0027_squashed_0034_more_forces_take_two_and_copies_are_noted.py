"""Migrations 0027 to 0034 as one: the tables as those leave them. 0026 stands apart, because the
tables of second factors come between: they refer to users."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import access.permissions
from access.migrations._at_once import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('access', '0027_sessions_end_with_an_epoch'),
        ('access', '0028_audit_events_are_chained'),
        ('access', '0029_oversight_bodies_and_accounts_switched_on'),
        ('access', '0030_tokens_of_clients'),
        ('access', '0031_a_force_signs_in_at_its_own_provider'),
        ('access', '0032_glass_is_broken_by_two'),
        ('access', '0033_a_keys_uses_are_told'),
        ('access', '0034_more_forces_take_two_and_copies_are_noted'),
    ]

    dependencies = [
        ('access', '0026_second_factors_are_sealed'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='AuditHead',
                fields=[
                    ('day', models.DateField(primary_key=True, serialize=False)),
                    ('position', models.BigIntegerField()),
                    ('hash', models.CharField(max_length=64)),
                    ('seal', models.CharField(max_length=64)),
                    ('sealed_at', models.DateTimeField()),
                    ('is_shipped', models.BooleanField(default=False)),
                ],
            ),
            migrations.CreateModel(
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
            ),
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('scopes', models.JSONField()),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(db_index=True)),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='access.apikey')),
                ],
            ),
            migrations.CreateModel(
                name='SignInProvider',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issuer', models.CharField(max_length=200)),
                    ('client_id', models.CharField(max_length=200)),
                    ('secret', models.CharField(max_length=4000)),
                    ('domains', models.JSONField(default=list)),
                    ('factors', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('live', 'Live'), ('set aside', 'Set Aside'), ('ended', 'Ended')], default='waiting', max_length=9)),
                    ('asked_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('force',), name='sign_in_provider_live_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['live', 'ended']), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='sign_in_provider_is_approved_by_another')],
                },
            ),
            migrations.CreateModel(
                name='ProviderSubject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subject', models.CharField(max_length=255)),
                    ('bound_at', models.DateTimeField()),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='provider_subject', to=settings.AUTH_USER_MODEL)),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='access.signinprovider')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('provider', 'subject'), name='provider_subject_is_one_person')],
                },
            ),
            migrations.CreateModel(
                name='BreakGlass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('case', 'Case'), ('passwords', 'Passwords')], max_length=9)),
                    ('case_key', models.CharField(blank=True, max_length=80)),
                    ('reason', models.CharField(max_length=400)),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('asked_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('is_refused', models.BooleanField(default=False)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('reviewed_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.force')),
                    ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_refused', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='break_glass_takes_two'), models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 4)), name='break_glass_ends'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'case'), models.Q(('case_key', ''), _negated=True)), models.Q(('case_key', ''), ('kind', 'passwords')), _connector='OR'), name='break_glass_names_its_case'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('decided_by__isnull', False), ('reviewed_at__isnull', False), models.Q(('reviewed_by', models.F('asked_by')), _negated=True), models.Q(('reviewed_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='break_glass_is_reviewed_by_a_third')],
                },
            ),
            migrations.CreateModel(
                name='GlassLook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('glass', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='access.breakglass')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='ForcesRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('adding', models.JSONField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('added', 'Added'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                    ('asked_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forces_requests', to='access.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'added'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='forces_request_is_done_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='forces_request_waits_undecided'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('organisation',), name='forces_request_waits_alone')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='user',
            name='session_epoch',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='membership',
            name='body',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='rolerequest',
            name='body',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='apikey',
            name='is_client',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='apikey',
            name='used_for',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='continuity',
            name='copied_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='continuity',
            name='restore_tried_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='accountmail',
            name='kind',
            field=models.CharField(choices=[('join', 'Join'), ('password', 'Password'), ('phone', 'Phone'), ('both', 'Both'), ('back', 'Back'), ('second asked', 'Second Asked'), ('link used', 'Link Used'), ('role given', 'Role Given'), ('role ended', 'Role Ended'), ('glass broken', 'Glass Broken')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), ('role', access.permissions.Role['OVERSIGHT']), _connector='OR'), name='membership_body_is_of_who_oversees'),
        ),
    ]
