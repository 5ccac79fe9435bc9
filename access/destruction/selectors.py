from collections.abc import Mapping, Sequence
from datetime import datetime

from django.apps import apps
from django.http import Http404

from access.destruction import rules
from access.destruction.rules import Uptime
from access.models import DestructionRun
from access.viewer import Viewer

RunState = DestructionRun.RunState


def last_done(task: str) -> DestructionRun | None:
    return DestructionRun.objects.filter(task=task, state=RunState.DONE).order_by("-pk").first()


def uptime_of(run: DestructionRun) -> Uptime | None:
    return Uptime(run.started, run.running) if run.running is not None else None


def stopped_run(task: str) -> DestructionRun | None:
    return DestructionRun.objects.filter(task=task, state=RunState.STOPPED).order_by("-pk").first()


def release_in_force(task: str, *, database_at: datetime) -> DestructionRun | None:
    """Within the last 24 hours."""
    run = stopped_run(task)
    if run is None or run.confirmed_at is None:
        return None
    return run if rules.is_in_force(run.confirmed_at, database_at=database_at) else None


def list_stopped(viewer: Viewer) -> Sequence[DestructionRun]:
    """Raises Http404 unless national."""
    if not viewer.is_national:
        raise Http404
    return list_all_stopped()


def list_all_stopped() -> Sequence[DestructionRun]:
    return list(DestructionRun.objects.filter(state=RunState.STOPPED).order_by("task"))


def count_stopped(viewer: Viewer) -> int:
    if not viewer.is_national:
        return 0
    return DestructionRun.objects.filter(state=RunState.STOPPED).count()


def count_held(tables: Sequence[str]) -> Mapping[str, int]:
    return {table: apps.get_model(table)._default_manager.count() for table in tables}
