"""Words that are to be agreed, codes to be handed over and agreements that soon end are found by
index, and a case may be given to a service. What waits already is read once; what is decided anew
is written by its decision."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from responses.cases.sensitivity import is_sensitive_case
from responses.eligibility.send_windows import send_dates

BATCH = 1_000
LONGEST = timedelta(days=400)
"""No stage is asked about so long after it was reached."""


def write_what_waits(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    table, today = apps.get_model("responses", "StageEvent"), date.today()  # noqa: DTZ011  a day too many is no matter
    waiting = table.objects.filter(
        decision__in=["ROUTE", "NOWORD", "NOSAFE", "HIGHRISK"],
        invitation__isnull=True,
        on__gte=today - LONGEST,
    ).select_related("case")
    found = list(_still_open(waiting.iterator(chunk_size=BATCH), today))
    table.objects.bulk_update(found, ["needs_word_or_code", "waits_for_staff_until"], batch_size=BATCH)


def _still_open(events: Iterator[Any], today: date) -> Iterator[Any]:
    for event in events:
        case = event.case
        dates = send_dates(
            event.survey_stage,
            on=event.on,
            told_on=case.victim_told_on,
            reported_on=case.reported_on,
        )
        is_sensitive = event.decision == "ROUTE" or is_sensitive_case(
            flags=case.flags, crime_group=case.crime_group, risk_level=case.risk_level
        )
        if is_sensitive:
            event.needs_word_or_code = True
            if dates and dates.closes >= today:
                event.waits_for_staff_until = dates.closes
            yield event


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('access', '0012_advisers_belong_to_services'),
        ("responses", "0048_open_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name='casetie',
            name='case_tie_is_of_a_person_or_of_a_team',
        ),
        migrations.RemoveConstraint(
            model_name='casetie',
            name='case_tie_gives_to_a_person',
        ),
        migrations.AddField(
            model_name='casetie',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='contact',
            name='renewal_due_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='safe_days',
            field=models.CharField(blank=True, db_default='', max_length=7),
        ),
        migrations.AddField(
            model_name='contact',
            name='safe_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='stageevent',
            name='needs_word_or_code',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='stageevent',
            name='waits_for_staff_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('renewal_due_on__isnull', False)), fields=['renewal_due_on', 'case'], name='contact_renewal_due'),
        ),
        migrations.AddIndex(
            model_name='stageevent',
            index=models.Index(condition=models.Q(('waits_for_staff_until__isnull', False)), fields=['waits_for_staff_until', 'id'], name='stage_event_waits_for_staff'),
        ),
        migrations.AddConstraint(
            model_name='casetie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('role', ''), ('user__isnull', False)), models.Q(('organisation__isnull', False), ('role', ''), ('user__isnull', True)), models.Q(('organisation__isnull', True), ('user__isnull', True), models.Q(('role', ''), _negated=True)), _connector='OR'), name='case_tie_is_of_one_person_team_or_service'),
        ),
        migrations.AddConstraint(
            model_name='casetie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'given'), _negated=True), ('role', ''), _connector='OR'), name='case_tie_gives_to_people_and_services'),
        ),
        migrations.AddConstraint(
            model_name='casetie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'barred'), _negated=True), ('organisation__isnull', True), _connector='OR'), name='case_tie_bars_no_service'),
        ),
        migrations.AddConstraint(
            model_name='casetie',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('case', 'organisation'), name='case_tie_once_for_a_service'),
        ),
        migrations.RunPython(write_what_waits, migrations.RunPython.noop),
    ]
