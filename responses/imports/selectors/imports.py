from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from access.actor import Actor
from access.background import task_queue
from access.viewer import Viewer
from responses.imports.selectors import undo
from responses.models import Import, LoadedForce

UNDO_TASK = "responses.tasks.undo_load"
"""The path of the task that undoes an import."""


def imports_for(viewer: Viewer) -> QuerySet[Import]:
    """In the viewer's reach, newest first."""
    in_reach = results_by_force(viewer)
    imports = Import.objects.filter(
        source__in=undo.UNDOABLE, upload__isnull=True, pk__in=in_reach.values("import_batch")
    )
    parts = Prefetch(
        "forces", queryset=in_reach.select_related("force"), to_attr="results_in_reach"
    )
    return imports.prefetch_related(parts).order_by("-loaded_at", "-pk")


def results_by_force(viewer: Viewer) -> QuerySet[LoadedForce]:
    parts = LoadedForce.objects.order_by("force__name")
    return parts if viewer.is_national else parts.filter(force_id__in=viewer.reach)


def import_for(viewer: Viewer, pk: int) -> Import:
    """Raises Import.DoesNotExist where it is out of reach."""
    return imports_for(viewer).get(pk=pk)


def results_in_reach(import_batch: Import) -> Sequence[LoadedForce]:
    parts: Sequence[LoadedForce] = import_batch.results_in_reach  # type: ignore[attr-defined]
    return parts


def counts(import_batch: Import) -> Mapping[str, int]:
    parts = results_in_reach(import_batch)
    names = dict.fromkeys(name for part in parts for name in part.counts)
    return {name: sum(part.counts.get(name, 0) for part in parts) for name in names}


def is_all_in_reach(import_batch: Import) -> bool:
    return (
        len(results_in_reach(import_batch))
        == LoadedForce.objects.filter(import_batch=import_batch).count()
    )


def may_undo(import_batch: Import, *, at: datetime) -> bool:
    """Not while an undo is waiting or in progress."""
    is_free = not import_batch.undo_asked_by or was_given_up(import_batch)
    return is_free and undo.undo_refusal(import_batch, at=at) is None


def is_being_undone(import_batch: Import) -> bool:
    is_asked = bool(import_batch.undo_asked_by) and import_batch.undone_at is None
    return is_asked and not was_given_up(import_batch)


def was_given_up(import_batch: Import) -> bool:
    return task_queue.was_given_up(UNDO_TASK, import_batch.pk)


def requester(import_id: int) -> Actor | None:
    import_batch = Import.objects.get(pk=import_id)
    if import_batch.undo_asked_by_id is None:
        return None
    return Actor.user(user_id=import_batch.undo_asked_by_id, name=import_batch.undo_asked_by)
