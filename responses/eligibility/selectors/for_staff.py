"""Reads events that wait for a person: nobody can be asked about them before somebody agrees a word
with the victim or hands a code over."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from responses.models import Invitation, StageEvent


def waiting_for_staff(today: date) -> QuerySet[StageEvent]:
    """Those about which somebody can still be asked on this day, and nobody was. In the index
    alone: no event is read to be counted, and no invitation to know that there is none."""
    asked = Invitation.objects.filter(stage_event=OuterRef("pk"))
    return marked_for_staff(today).filter(~Exists(asked))


def marked_for_staff(today: date) -> QuerySet[StageEvent]:
    """Those of which it is said that they wait, whether or not somebody was asked meanwhile: told
    by one index, so that few are left of which the rest is asked."""
    return StageEvent.objects.filter(waits_for_staff_until__gte=today)
