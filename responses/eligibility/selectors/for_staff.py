"""Until staff agree a passphrase or hand over a code, no one can be asked."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from responses.models import Invitation, StageEvent


def waiting_for_staff(today: date) -> QuerySet[StageEvent]:
    asked = Invitation.objects.filter(stage_event=OuterRef("pk"))
    return marked_for_staff(today).filter(~Exists(asked))


def marked_for_staff(today: date) -> QuerySet[StageEvent]:
    """Even if a person was asked meanwhile; one index finds them."""
    return StageEvent.objects.filter(waits_for_staff_until__gte=today)
