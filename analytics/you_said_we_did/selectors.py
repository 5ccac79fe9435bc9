from django.db.models import Prefetch

from access.models import Continuity, Force
from analytics.models import SaidAndDone

MOST = 200


def public_notices() -> list[SaidAndDone]:
    told = SaidAndDone.objects.filter(approved_at__isnull=False, taken_back_at__isnull=True)
    forces = Prefetch("action__forces", Force.objects.order_by("name"))
    of_action = told.select_related("action__case__alert").prefetch_related(forces)
    found = list(of_action.order_by("-action__starts_on", "-pk")[:MOST])
    for one in found:
        one.action.acting = list(one.action.forces.all())
    return found


def public_notice(pk: int) -> SaidAndDone:
    told = SaidAndDone.objects.filter(approved_at__isnull=False, taken_back_at__isnull=True)
    return told.select_related("action__case__alert").get(pk=pk)


def is_outdated_copy() -> bool:
    return Continuity.objects.filter(held_at__isnull=False).exists()
