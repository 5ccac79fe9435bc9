from typing import ClassVar

from django.db import migrations
from django.db.models import Q

from responses.migrations._beside import add


class Migration(migrations.Migration):
    atomic = False  # An index is built beside whoever writes.

    dependencies: ClassVar = [("responses", "0071_what_waits_is_marked")]

    operations: ClassVar = [
        add("import", "import_waits_for_decisions", "id", condition=Q(all_decided_at__isnull=True)),
        add("stageevent", "stage_event_pending", "case", condition=Q(decision="PENDING")),
        add(
            "stageevent", "stage_event_to_invite",
            "on", "id", condition=Q(may_wait_for_invitation=True),
        ),
        add("contact", "contact_to_look_at", "look_at_on", "case"),
        add("invitation", "invitation_invited", "invited_at"),
    ]  # fmt: skip
