"""Reads what everybody may read: what victims said and what was done about it."""

from django.db.models import Prefetch

from access.models import Continuity, Force
from analytics.models import SaidAndDone

MOST = 200


def told_to_everybody() -> list[SaidAndDone]:
    """Approved and not taken back, of what began latest first, with the forces where it began."""
    told = SaidAndDone.objects.filter(approved_at__isnull=False, taken_back_at__isnull=True)
    forces = Prefetch("action__forces", Force.objects.order_by("name"))
    of_action = told.select_related("action__case__alert").prefetch_related(forces)
    found = list(of_action.order_by("-action__starts_on", "-pk")[:MOST])
    for one in found:
        one.action.acting = list(one.action.forces.all())
    return found


def told_by(pk: int) -> SaidAndDone:
    """One that everybody may read. SaidAndDone.DoesNotExist for any other."""
    told = SaidAndDone.objects.filter(approved_at__isnull=False, taken_back_at__isnull=True)
    return told.select_related("action__case__alert").get(pk=pk)


def is_held() -> bool:
    """Whether the database is an older copy: words may stand in it that were taken back since."""
    return Continuity.objects.filter(held_at__isnull=False).exists()
