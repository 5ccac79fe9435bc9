"""Reads about loads that came by the command or from another system: what each did for the forces
in the viewer's reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from access.actor import Actor
from access.background import task_queue
from access.viewer import Viewer
from responses.imports.selectors import undo
from responses.models import Import, LoadedForce

UNDO = "responses.tasks.undo_load"
"""The task that takes a load back."""


def loads_for(viewer: Viewer) -> QuerySet[Import]:
    """With what they did for forces in reach as `mine`, the newest first."""
    mine = parts_for(viewer)
    loads = Import.objects.filter(
        source__in=undo.UNDOABLE, upload__isnull=True, pk__in=mine.values("loading")
    )
    parts = Prefetch("forces", queryset=mine.select_related("force"), to_attr="mine")
    return loads.prefetch_related(parts).order_by("-loaded_at", "-pk")


def parts_for(viewer: Viewer) -> QuerySet[LoadedForce]:
    parts = LoadedForce.objects.order_by("force__name")
    return parts if viewer.is_national else parts.filter(force_id__in=viewer.reach)


def load_for(viewer: Viewer, pk: int) -> Import:
    """One load in reach; Import.DoesNotExist for any other."""
    return loads_for(viewer).get(pk=pk)


def mine(load: Import) -> Sequence[LoadedForce]:
    parts: Sequence[LoadedForce] = load.mine  # type: ignore[attr-defined]  # loads_for sets it
    return parts


def counts(load: Import) -> Mapping[str, int]:
    """Of cases, in the forces in reach."""
    parts = mine(load)
    names = dict.fromkeys(name for part in parts for name in part.counts)
    return {name: sum(part.counts.get(name, 0) for part in parts) for name in names}


def is_all_in_reach(load: Import) -> bool:
    """Whether the viewer may load for every force that it loaded for."""
    return len(mine(load)) == LoadedForce.objects.filter(loading=load).count()


def may_undo(load: Import, *, at: datetime) -> bool:
    """Whether it is in time, and nobody has asked for it yet or the work was given up."""
    is_free = not load.asked_back_by or was_given_up(load)
    return is_free and undo.why_not_undo(load, at=at) is None


def is_being_undone(load: Import) -> bool:
    is_asked = bool(load.asked_back_by) and load.undone_at is None
    return is_asked and not was_given_up(load)


def was_given_up(load: Import) -> bool:
    return task_queue.was_given_up(UNDO, load.pk)


def asker(load_id: int) -> Actor | None:
    """Who asked for it to be taken back, where somebody did."""
    load = Import.objects.get(pk=load_id)
    if load.asked_back_by_id is None:
        return None
    return Actor.user(user_id=load.asked_back_by_id, name=load.asked_back_by)
