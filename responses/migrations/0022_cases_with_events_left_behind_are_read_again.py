"""Has every case decided again of which a stage event lost its entry before decisions removed such
events: its date is neither that of the report nor of an event of the case. A case too many does no
harm, since deciding changes nothing that stands. Taking the migration back changes nothing."""

from datetime import timedelta

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q

NOT_TOLD_AFTER = timedelta(days=42)
A_MOMENT = timedelta(microseconds=1)
AT_REPORT = ("ST1", "ST8")
BATCH = 1_000


def read_again(apps, schema_editor):
    event_model = apps.get_model("responses", "StageEvent")
    case_ids = sorted(set(_cases_left_behind(apps)))
    for start in range(0, len(case_ids), BATCH):
        events = event_model.objects.filter(case_id__in=case_ids[start : start + BATCH])
        late = list(
            events.filter(decided_at__gte=F("case__last_import__loaded_at")).select_related(
                "case__last_import"
            )
        )
        for event in late:
            event.decided_at = event.case.last_import.loaded_at - A_MOMENT
        event_model.objects.bulk_update(late, ["decided_at"], batch_size=BATCH)


def _cases_left_behind(apps):
    # Only an amendment takes an entry away.
    amended = ~Q(case__first_import=F("case__last_import"))
    events = apps.get_model("responses", "StageEvent").objects.filter(
        amended, invitation__isnull=True
    )
    history = apps.get_model("responses", "CaseEvent").objects.filter(kind__in=("stage", "outcome"))
    same_day = history.filter(case=OuterRef("case"), on=OuterRef("on"))
    moved_report = Q(survey_stage__in=AT_REPORT) & ~Q(on=F("case__reported_on"))
    without_event = ~Q(survey_stage__in=AT_REPORT) & ~Exists(same_day)
    found = list(
        events.filter(moved_report | without_event).values_list("case_id", "survey_stage", "on")
    )
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        told = _told_on(history, [case_id for case_id, _stage, _on in batch])
        for case_id, stage, on in batch:
            if stage != "ST2" or told.get((case_id, on - NOT_TOLD_AFTER)) != {None}:
                yield case_id


def _told_on(history, case_ids):
    """Case and day to the dates on which the victim was told of what happened on it."""
    told = {}
    for case_id, on, told_on in history.filter(case_id__in=case_ids).values_list(
        "case_id", "on", "told_on"
    ):
        told.setdefault((case_id, on), set()).add(told_on)
    return told


class Migration(migrations.Migration):

    dependencies = [
        ("responses", "0021_roles_of_ties_are_named_in_code"),
    ]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop, elidable=True)]
