"""Reads which cases of alerts want somebody now."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from access.viewer import Viewer
from analytics.casebook import states
from analytics.casebook.selectors.clock import waiting_cases
from analytics.models import AlertCase


def cases_due_for(viewer: Viewer, *, on: date) -> QuerySet[AlertCase]:
    """The viewer's own, from three days before their day, and the late ones of others that they may
    answer."""
    dated = waiting_cases(has_due=True)
    own = Q(owner_id=viewer.user_id, due_on__lte=on + states.REMINDS_BEFORE)
    late = answerable(dated.filter(due_on__lt=on), viewer, "alert__force")
    return dated.filter(own | Q(pk__in=late.order_by().values("pk")))


def answerable(rows: QuerySet[Any], viewer: Viewer, force: str) -> QuerySet[Any]:
    """Those of alerts that the viewer may answer: the nation's or their forces'. `force` is the way
    from a row to the force of its alert."""
    if viewer.is_national:
        return rows.filter(**{f"{force}__isnull": True})
    return rows.filter(**{f"{force}_id__in": viewer.reach})
