"""Writes that forget."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.retention import selectors


@transaction.atomic
def destroy_old_figures(*, by: Actor, at: datetime) -> None:
    """Alerts, and cubes with the entries of single answers, go with their cases; so does which
    responses the shown figures are of."""
    alerts = selectors.alerts_past_retention(at).delete()[0]
    cubes = selectors.cubes_past_retention(at).delete()[0]
    selectors.runs_past_counting(at).update(counted=[])
    if alerts or cubes:
        audit.record(AuditKind.FIGURES_DESTROYED, by=by, at=at, alerts=alerts, cubes=cubes)
