"""Reads which cases of alerts want somebody now."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from access.viewer import Viewer
from analytics.casebook import states
from analytics.casebook.selectors.clock import waiting_cases
from analytics.models import AlertCase


def cases_due_for(viewer: Viewer, *, on: date) -> QuerySet[AlertCase]:
    """The viewer's own, from three days before their day, and the late ones of others; all of them
    of alerts that they may answer."""
    own = Q(owner_id=viewer.user_id, due_on__lte=on + states.REMINDS_BEFORE)
    dated = waiting_cases(has_due=True).filter(own | Q(due_on__lt=on))
    return answerable(dated, viewer, "alert__force")


def answerable(rows: QuerySet[Any], viewer: Viewer, force: str) -> QuerySet[Any]:
    """Those of alerts that the viewer may answer: their forces', and for national people the
    nation's. `force` is the way from a row to the force of its alert."""
    theirs = Q(**{f"{force}_id__in": viewer.reach})
    nations = Q(**{f"{force}__isnull": True})
    return rows.filter(theirs | nations if viewer.is_national else theirs)
