"""Indexes that hold what pages of staff count, so that no row is read for it."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from responses.migrations._beside import add


class Migration(migrations.Migration):
    atomic = False  # An index is built beside whoever writes.

    dependencies: ClassVar = [("responses", "0073_the_force_stands_on_what_is_counted")]

    operations: ClassVar = [
        add(
            "case", "case_excluded",
            "force", "exclude_on", "id", "exclude_code", "exclude_by",
            condition=~Q(exclude_code=""),
        ),
        add(
            "case", "case_excluded_by_id",
            "id", "exclude_code", "exclude_by", "exclude_on", "force",
            condition=~Q(exclude_code=""),
        ),
        add(
            "exclusionruling", "exclusion_ruling_of_case",
            "case", "code", "excluded_by", "excluded_on", "verdict",
        ),
        add(
            "stageevent", "stage_event_waiting",
            "waits_for_staff_until", "id", "case", "decision", "case_force",
            condition=Q(waits_for_staff_until__isnull=False),
        ),
        add(
            "stageevent", "stage_event_force_period",
            "case_force", "period", "survey_stage", "decision", "id",
        ),
        add("invitation", "invitation_with_codes", "id", condition=Q(codes_drawn__gt=0)),
        add(
            "outboxmessage", "outbox_force",
            "case_force", "state", "provider_status", "fault", "due_at", "sent_at",
            condition=Q(is_new_link=False),
        ),
        add("casetie", "case_tie_newest_of_force", "case_force", "tied_at", "id"),
        add("caseoffer", "case_offer_waiting", "case", "offered_at", "id", condition=Q(state="waits")),
        add("suppression", "suppression_number_only", "person_key", condition=Q(is_number_only=True)),
        add("contact", "contact_with_address", "address_key", condition=~Q(address_key="")),
        migrations.AlterField(
            model_name="exclusionruling",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ruling",
                to="responses.case",
            ),
        ),
        migrations.RemoveIndex("case", "case_excluded_by_hand"),
        migrations.RemoveIndex("stageevent", "stage_event_waits_for_staff"),
        migrations.RemoveIndex("caseoffer", "case_offer_waits"),
    ]  # fmt: skip
