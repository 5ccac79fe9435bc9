"""The versions of the cube that are being built: who still works on them, what is taken out of them
meanwhile, and which are given up.

A change of an answer stays queued while a version of its quarter is being built, because the
builder may have read the answer before the change. A version is given up by deleting it: whoever
builds it can then neither load nor switch, so no change is lost however late they come back."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from analytics.models import CubePart, CubeVersion

GIVEN_UP_AFTER = timedelta(hours=1)
"""A version under construction that was not renewed for this long is given up. Builders renew it
between their steps, so one step may take no longer."""
State = CubeVersion.State
Row = TypeVar("Row", CubeVersion, CubePart)


class GivenUpError(Exception):
    """The version is gone: it was given up, or another rebuild of its quarter has begun."""


def renew(version: CubeVersion, *, at: datetime) -> None:
    """Record that somebody is building the version. Raises GivenUpError."""
    building = CubeVersion.objects.filter(pk=version.pk, state=State.BUILDING)
    if not building.update(renewed_at=at):
        raise GivenUpError(version.period)


def lock_parts(version: CubeVersion, *, forces: Collection[str]) -> None:
    """Lock some forces of a version for loading; call it inside the transaction that loads. A force
    whose first answer came after the beginning gets its part here. Raises GivenUpError."""
    CubePart.objects.bulk_create(
        (CubePart(version=version, force_id=force) for force in sorted(forces)),
        ignore_conflicts=True,
    )
    _lock(version.parts.filter(force__in=forces))
    # Whoever gives a version up locks all its parts, so this is true until the end of the load.
    if not CubeVersion.objects.filter(pk=version.pk, state=State.BUILDING).exists():
        raise GivenUpError(version.period)


@transaction.atomic
def delete_unfinished(period: str) -> None:
    """Delete the version of a quarter that is being built, after whoever loads it at the moment."""
    building = CubeVersion.objects.filter(period=period, state=State.BUILDING)
    # First the parts: a load holds its own, and looks for the version as it commits.
    _lock(CubePart.objects.filter(version__in=building))
    building.delete()


@transaction.atomic
def periods_being_built(*, at: datetime) -> frozenset[str]:
    """The quarters with a version that is being built. Versions that were not renewed are deleted
    first, except while somebody loads or switches them."""
    building = CubeVersion.objects.filter(state=State.BUILDING)
    for version in _lock_free(building.filter(renewed_at__lt=at - GIVEN_UP_AFTER)):
        parts = CubePart.objects.filter(version=version)
        if len(_lock_free(parts)) == parts.count():
            version.delete()
    return frozenset(building.values_list("period", flat=True))


def lock_loaded_forces(version: CubeVersion, *, forces: Iterable[str]) -> list[str]:
    """Those of the forces that nobody is loading, locked so that nobody begins to."""
    parts = _lock_free(CubePart.objects.filter(version=version, force__in=forces))
    return [part.force_id for part in parts]


def _lock_free(rows: QuerySet[Row]) -> list[Row]:
    """The rows that nobody else has locked, locked."""
    skips = connection.features.has_select_for_update_skip_locked
    return list(rows.select_for_update(skip_locked=skips).order_by("pk"))


def _lock(rows: QuerySet[CubePart]) -> None:
    list(rows.select_for_update().order_by("pk"))
