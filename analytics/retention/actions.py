"""Deletes figures whose time is over."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.retention import selectors


@transaction.atomic
def destroy_old_figures(*, by: Actor, at: datetime) -> None:
    """Delete alerts and cubes (with the ledger entries of single responses) when the cases they
    came from are deleted, and forget which responses the shown figures were made of."""
    alerts = selectors.alerts_past_retention(at).delete()[0]
    cubes = selectors.cubes_past_retention(at).delete()[0]
    selectors.runs_past_counting(at).update(counted=[])
    if alerts or cubes:
        audit.record(AuditKind.FIGURES_DESTROYED, by=by, at=at, alerts=alerts, cubes=cubes)
