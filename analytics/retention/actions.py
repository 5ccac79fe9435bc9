from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import bulk_delete
from access.destruction.actions import Destroyer
from analytics.retention import selectors

OLD_FIGURES = Destroyer(
    task="analytics.tasks.destroy_old_figures",
    count_due=lambda at, _known_since: selectors.past_due(at),
    destroy=lambda by, at: destroy_old_figures(by=by, at=at),
)


def destroy_old_figures(*, by: Actor, at: datetime) -> None:
    """Work in batches that commit one by one."""
    alerts = bulk_delete.delete_in_batches(selectors.alerts_past_retention(at))
    quality = bulk_delete.delete_in_batches(selectors.quality_findings_past_retention(at))
    earlier = bulk_delete.delete_in_batches(selectors.earlier_figures_past_correcting(at))
    bulk_delete.update_in_batches(selectors.runs_past_counting(at), counted=[])
    if alerts or quality or earlier:
        audit.record(
            AuditKind.FIGURES_DESTROYED,
            by=by,
            at=at,
            alerts=alerts,
            quality_findings=quality,
            earlier_figures=earlier,
        )
